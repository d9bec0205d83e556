package dev.countersign.runtime.schedule;

import dev.countersign.network.evaluate.Schedules;
import dev.countersign.receipt.Bytes32;
import dev.countersign.receipt.Manifest;
import dev.countersign.receipt.Slot;
import java.nio.ByteBuffer;
import java.util.OptionalLong;

/**
 * When the slots of one agent are, and when their runs start. The anchors are those of {@link
 * Schedules}, by which verifiers judge; a start lies up to the jitter behind its anchor, by a delay
 * that follows from agent and slot, so that every scheduler comes to the same.
 *
 * @param schedule of the manifest, on a calendar or a clock
 * @param jitter seconds
 * @param agentId as the gate knows it
 */
record SlotTimes(Manifest.Schedule schedule, long jitter, Bytes32 agentId) {
  private static final long MILLIS = 1000;

  /** The first anchor after these unix seconds; empty when there is none. */
  OptionalLong next(long after) {
    return Schedules.next(schedule, after);
  }

  /** The last anchor at or before these unix seconds; empty when there is none. */
  OptionalLong latest(long atOrBefore) {
    return Schedules.latest(schedule, atOrBefore);
  }

  /** Unix milliseconds at which the run of an anchor starts. */
  long start(long anchor) {
    return anchor * MILLIS + delay(anchor);
  }

  private long delay(long anchor) {
    if (jitter == 0) {
      return 0;
    }
    long drawn = ByteBuffer.wrap(Slot.of(anchor, 0).runId(agentId).toArray()).getLong();
    return Math.floorMod(drawn, jitter * MILLIS + 1);
  }

  /**
   * The anchor whose run starts at these unix milliseconds.
   *
   * @return empty when none does: the schedule was another when that start was computed
   */
  OptionalLong anchorOf(long start) {
    OptionalLong anchor = latest(Math.floorDiv(start, MILLIS));
    while (anchor.isPresent() && anchor.getAsLong() * MILLIS >= start - jitter * MILLIS) {
      if (start(anchor.getAsLong()) == start) {
        return anchor;
      }
      anchor = latest(anchor.getAsLong() - 1);
    }
    return OptionalLong.empty();
  }
}
