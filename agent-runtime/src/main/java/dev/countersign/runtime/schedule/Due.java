package dev.countersign.runtime.schedule;

import dev.countersign.runtime.agent.Agent.Misfire;
import java.util.OptionalLong;

/**
 * What is to be done when the scheduler says that an anchor's time has come. A pure function of the
 * schedule and the time, so that two schedulers, a restart or a clock that jumps come to the same
 * slot.
 *
 * <p>An anchor is missed when its first window has closed, or when the next anchor has come, before
 * its run began. Then {@code skip} does nothing, and {@code run-once} runs the newest anchor in the
 * window that is open. A run that began is gone on with while its first window is open.
 */
sealed interface Due {
  /** Run the slot of an anchor: the one that fired, or, where that is over, the newest. */
  record Run(long anchor) implements Due {}

  /**
   * Nothing: these anchors were missed.
   *
   * @param from the first of them
   * @param to the last of them
   */
  record Missed(long from, long to) implements Due {}

  /** Nothing yet: the anchor lies in the future, because the clock went back. */
  record Early(long anchor) implements Due {}

  /** A clock may be so many seconds behind the one that fired. */
  long BEHIND = 2;

  /**
   * Decides.
   *
   * @param anchor whose time has come, unix seconds
   * @param deadline seconds that a window is open
   * @param now unix seconds
   */
  static Due of(SlotTimes times, Misfire misfire, long deadline, long anchor, long now) {
    // The time of a block is the chain's, and has come when the block is there.
    if (anchor > now + BEHIND && !times.schedule().on().equals("block")) {
      return new Early(anchor);
    }
    OptionalLong found = times.latest(now);
    long latest = found.isPresent() ? Math.max(found.getAsLong(), anchor) : anchor;
    boolean runs =
        switch (misfire) {
          case SKIP -> now <= latest + deadline;
          case RUN_ONCE -> true;
          case CATCH_UP ->
              throw new IllegalArgumentException("no agent catches up with what it missed");
        };
    if (runs) {
      return new Run(latest);
    }
    return new Missed(anchor, latest);
  }
}
