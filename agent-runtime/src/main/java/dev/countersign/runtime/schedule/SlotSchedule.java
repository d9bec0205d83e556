package dev.countersign.runtime.schedule;

import org.quartz.ScheduleBuilder;

/** Makes {@link SlotTrigger}s. */
final class SlotSchedule extends ScheduleBuilder<SlotTrigger> {
  private final SlotTimes times;

  SlotSchedule(SlotTimes times) {
    this.times = times;
  }

  @Override
  protected SlotTrigger build() {
    return new SlotTrigger(times);
  }
}
