package dev.countersign.runtime.schedule;

import dev.countersign.receipt.Slot;
import dev.countersign.runtime.run.RunReport;
import java.time.Instant;
import java.util.List;

/**
 * Hears what becomes of slots, on the threads that run them. It cannot change anything, and must be
 * quick.
 */
public interface SlotListener {
  /** Hears nothing. */
  SlotListener NONE = new SlotListener() {};

  /**
   * A run begins.
   *
   * @param resumed whether it goes on with one that was interrupted
   */
  default void begins(ScheduledAgent agent, Slot slot, boolean resumed) {}

  /** A run gave an answer. */
  default void ended(ScheduledAgent agent, RunReport report, long millis) {}

  /** A run could give no answer. */
  default void failed(ScheduledAgent agent, Slot slot, String sentence, Throwable error) {}

  /**
   * Slots were left out, because their time was over before a run could begin.
   *
   * @param from the first anchor
   * @param to the last anchor, which may be the first
   */
  default void missed(ScheduledAgent agent, Instant from, Instant to) {}

  /** It is known for good what became of a run that ended before that. */
  default void settled(RunReport report) {}

  /**
   * The key that pays for gas on a network is nearly empty; told once until it is filled.
   *
   * @param sentence what it has
   */
  default void lowGas(String network, String sentence) {}

  /** One that tells several. */
  static SlotListener all(List<SlotListener> listeners) {
    return new Listeners(listeners);
  }
}
