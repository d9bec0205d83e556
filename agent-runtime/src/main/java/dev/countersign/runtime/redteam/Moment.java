package dev.countersign.runtime.redteam;

import dev.countersign.network.evaluate.Schedules;
import dev.countersign.network.evaluate.Window;
import dev.countersign.receipt.Manifest;
import dev.countersign.receipt.Slot;
import java.util.OptionalLong;

/**
 * The slot that attacks are about, and its window.
 *
 * @param slot the slot
 * @param window the window that is open
 */
record Moment(Slot slot, Window window) {
  /**
   * The first slot and window of an agent that open at or after some time.
   *
   * @param time unix seconds
   */
  static Moment from(Manifest agent, long time) {
    OptionalLong latest = Schedules.latest(agent.schedule(), time);
    if (latest.isEmpty()) {
      Slot slot = Slot.of(time, 0); // On request, or the block of this time.
      return new Moment(slot, Window.of(agent, slot, 0));
    }
    Slot slot = Slot.of(latest.getAsLong(), 0);
    long index = Math.ceilDiv(time - slot.anchor(), agent.deadline());
    Window window = Window.of(agent, slot, index);
    OptionalLong next = Schedules.next(agent.schedule(), slot.anchor());
    if (next.isPresent() && window.opensAt() >= next.getAsLong()) {
      Slot later = Slot.of(next.getAsLong(), 0);
      return new Moment(later, Window.of(agent, later, 0));
    }
    return new Moment(slot, window);
  }
}
