package dev.countersign.network.evaluate;

import dev.countersign.network.spi.Refused;
import dev.countersign.receipt.Manifest;
import dev.countersign.receipt.Reason;
import dev.countersign.receipt.Slot;
import java.util.Collection;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * Which slots may be decided, and when. Pure functions: whoever looks at the same manifest, slot
 * and chain time comes to the same answer.
 *
 * <p>They stop a runtime from asking a model again until it says yes, and from choosing the block
 * that gives the wanted answer.
 */
public final class SlotRules {
  private static final long REQUEST_LASTS = 86_400;

  private SlotRules() {}

  /**
   * The slot has come, is on the schedule, and its ordinal is a turn the manifest allows. Whether
   * the anchor of a schedule on blocks is a block's time is for {@link #checkAnchorBlock}.
   *
   * @param chainTime unix seconds of the newest block that the caller's own node has
   */
  public static void check(Manifest manifest, Slot slot, long chainTime) throws Refused {
    // First: it passes, so that nobody is made to remember slots that are years ahead.
    if (slot.anchor() > chainTime) {
      throw new Refused(
          Reason.SLOT_IN_FUTURE,
          "the slot's anchor is " + slot.anchor() + "; the chain's time is only " + chainTime);
    }
    checkSchedule(manifest, slot);
  }

  /** What {@link #check} says without regard to the time. */
  public static void checkSchedule(Manifest manifest, Slot slot) throws Refused {
    Optional<String> problem = Schedules.problem(manifest.schedule());
    if (problem.isPresent()) {
      throw new Refused(Reason.SCHEMA, problem.get());
    }
    if (slot.ordinal() >= manifest.maxTurns()) {
      throw new Refused(
          Reason.SLOT_OFF_SCHEDULE,
          "the slot is turn "
              + slot.ordinal()
              + " of its run, counted from 0; the manifest allows "
              + manifest.maxTurns());
    }
    if (!Schedules.fires(manifest.schedule(), slot.anchor())) {
      throw new Refused(
          Reason.SLOT_OFF_SCHEDULE,
          "the slot's anchor " + slot.anchor() + " is not on the manifest's schedule");
    }
  }

  /**
   * The window is the open one.
   *
   * @throws Refused with {@code EXPIRED} when it is over, {@code NOT_YET_VALID} when an earlier one
   *     is still open
   */
  public static void checkWindow(Manifest manifest, Slot slot, Window window, long chainTime)
      throws Refused {
    Window open = Window.open(manifest, slot, chainTime);
    if (window.index() < open.index()) {
      throw new Refused(
          Reason.EXPIRED,
          "the window closed at " + window.closesAt() + "; the chain's time is " + chainTime);
    }
    if (window.index() > open.index()) {
      throw new Refused(
          Reason.NOT_YET_VALID,
          "the window opens at "
              + window.opensAt()
              + "; the one before is open until "
              + open.closesAt()
              + " and the chain's time is "
              + chainTime);
    }
  }

  /**
   * The schedule's next slot has not come by the time this window opens. Otherwise every anchor
   * that was missed, back to the first second of time, could be used up now, one after the other,
   * and a schedule would limit nothing. A slot on request is over a day after its anchor.
   *
   * @throws Refused with {@code EXPIRED} when the next slot is there
   */
  public static void checkCurrent(Manifest manifest, Slot slot, Window window) throws Refused {
    OptionalLong next =
        manifest.schedule().on().equals("request")
            ? OptionalLong.of(slot.anchor() + REQUEST_LASTS)
            : Schedules.next(manifest.schedule(), slot.anchor());
    if (next.isPresent() && window.opensAt() >= next.getAsLong()) {
      throw new Refused(
          Reason.EXPIRED,
          "the slot was over at "
              + next.getAsLong()
              + "; this window opened at "
              + window.opensAt());
    }
  }

  /**
   * The same for a schedule on blocks: the window pins the block of the anchor, not a later one,
   * which has a slot of its own.
   *
   * @param pinnedTime unix seconds of the window's pinned block
   */
  public static void checkCurrentBlock(Manifest manifest, Slot slot, long pinnedTime)
      throws Refused {
    if (manifest.schedule().on().equals("block") && pinnedTime > slot.anchor()) {
      throw new Refused(
          Reason.EXPIRED,
          "the slot's block has the time "
              + slot.anchor()
              + "; this window's has "
              + pinnedTime
              + " and a slot of its own");
    }
  }

  /**
   * The anchor of a schedule on blocks is the time of a block.
   *
   * @param blockTime unix seconds of the last block at or before the anchor
   */
  public static void checkAnchorBlock(Manifest manifest, Slot slot, long blockTime) throws Refused {
    if (manifest.schedule().on().equals("block") && blockTime != slot.anchor()) {
      throw new Refused(
          Reason.SLOT_OFF_SCHEDULE,
          "no block has the time "
              + slot.anchor()
              + " of the slot's anchor; the last before has "
              + blockTime);
    }
  }

  /**
   * The slot is above the last one that the gate executed.
   *
   * @param lastSlot the gate's, 0 before the first
   */
  public static void checkRising(Slot slot, long lastSlot) throws Refused {
    if (slot.value() <= lastSlot) {
      throw new Refused(
          Reason.SLOT_NOT_RISING,
          "the gate has executed slot " + lastSlot + "; slot " + slot + " is not above it");
    }
  }

  /**
   * A run on request keeps its distance from those answered before: by anchor, and by the opening
   * of the windows, so that old slots cannot be used to look at many blocks at once. Turns of one
   * run count as one.
   */
  public static void checkInterval(
      Manifest manifest, Slot slot, Window window, Collection<Answered> before) throws Refused {
    if (!manifest.schedule().on().equals("request")) {
      return;
    }
    for (Answered answered : before) {
      long apart =
          Math.min(
              Math.abs(slot.anchor() - answered.slot().anchor()),
              Math.abs(window.opensAt() - answered.opensAt()));
      if (answered.slot().anchor() != slot.anchor() && apart < manifest.minInterval()) {
        throw new Refused(
            Reason.TOO_SOON,
            "slot "
                + answered.slot()
                + " was answered "
                + apart
                + " seconds from this one; the manifest's min-interval is "
                + manifest.minInterval());
      }
    }
  }

  /**
   * A slot that was answered.
   *
   * @param slot the slot
   * @param opensAt of the window it was answered for
   */
  public record Answered(Slot slot, long opensAt) {}
}
