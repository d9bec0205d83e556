package dev.countersign.network.evaluate;

import dev.countersign.receipt.Manifest;
import dev.countersign.receipt.Slot;
import java.util.Optional;

/**
 * The stretch of time in which a slot may be decided and executed. Window {@code j} of a slot opens
 * at anchor + j x deadline and closes a deadline later; the moment it closes still belongs to it.
 *
 * <p>Which window is open is judged by the chain's own time, never by a machine's clock.
 *
 * @param index j, 0 for the first
 * @param opensAt unix seconds: the receipt's issuedAt; the pinned block is the last at or before
 * @param closesAt unix seconds: validUntil, and the deadline inside the calls
 */
public record Window(long index, long opensAt, long closesAt) {

  /**
   * The window of an index.
   *
   * @throws IllegalArgumentException when the index is negative or the window lies beyond all time
   */
  public static Window of(Manifest manifest, Slot slot, long index) {
    if (index < 0 || index > Integer.MAX_VALUE) {
      throw new IllegalArgumentException("a window's index is 0 to 2^31 - 1, not " + index);
    }
    long opensAt = slot.anchor() + index * manifest.deadline();
    return new Window(index, opensAt, opensAt + manifest.deadline());
  }

  /** The window with the smallest index that is still open at the chain's time. */
  public static Window open(Manifest manifest, Slot slot, long chainTime) {
    long late = chainTime - slot.anchor();
    long index = late <= 0 ? 0 : Math.ceilDiv(late, manifest.deadline()) - 1;
    return of(manifest, slot, index);
  }

  /** The window that opens at these unix seconds; empty when none does. */
  public static Optional<Window> opening(Manifest manifest, Slot slot, long opensAt) {
    long late = opensAt - slot.anchor();
    if (late < 0 || late % manifest.deadline() != 0) {
      return Optional.empty();
    }
    long index = late / manifest.deadline();
    return index > Integer.MAX_VALUE ? Optional.empty() : Optional.of(of(manifest, slot, index));
  }
}
