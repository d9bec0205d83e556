package dev.countersign.runtime.schedule;

import dev.countersign.network.evaluate.Schedules;
import java.io.Serial;
import java.util.Date;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;
import org.quartz.Calendar;
import org.quartz.ScheduleBuilder;
import org.quartz.Trigger;
import org.quartz.impl.triggers.AbstractTrigger;

/**
 * Fires at the starts of an agent's slots, which are computed by {@link Schedules} and not by
 * Quartz: its own cron differs from crontab(5) on the days when the clocks change, and verifiers
 * refuse a slot that is off the schedule.
 *
 * <p>However late it is, it fires; {@link Due} decides what a late one is good for. When it has
 * fired, its next time is that of the anchor that follows, also where that has passed.
 */
@SuppressWarnings("JavaUtilDate") // Quartz speaks it.
public final class SlotTrigger extends AbstractTrigger<SlotTrigger> {
  @Serial private static final long serialVersionUID = 1;

  private final transient SlotTimes times;
  private Date startTime = new Date(0);
  private @Nullable Date nextFireTime;
  private @Nullable Date previousFireTime;

  SlotTrigger(SlotTimes times) {
    this.times = times;
    setMisfireInstruction(Trigger.MISFIRE_INSTRUCTION_IGNORE_MISFIRE_POLICY);
  }

  /** When its slots are. */
  SlotTimes times() {
    return times;
  }

  private static @Nullable Date start(SlotTimes times, OptionalLong anchor) {
    return anchor.isPresent() ? new Date(times.start(anchor.getAsLong())) : null;
  }

  private @Nullable Date following(Date fired) {
    long start = fired.getTime();
    OptionalLong anchor = times.anchorOf(start);
    return start(
        times, times.next(anchor.isPresent() ? anchor.getAsLong() : Math.floorDiv(start, 1000)));
  }

  @Override
  public @Nullable Date computeFirstFireTime(@Nullable Calendar calendar) {
    nextFireTime = start(times, times.next(Math.floorDiv(startTime.getTime() - 1, 1000)));
    return nextFireTime;
  }

  @Override
  public void triggered(@Nullable Calendar calendar) {
    previousFireTime = nextFireTime;
    nextFireTime = nextFireTime == null ? null : following(nextFireTime);
  }

  @Override
  public @Nullable Date getFireTimeAfter(@Nullable Date after) {
    return after == null ? nextFireTime : following(after);
  }

  @Override
  public void updateAfterMisfire(@Nullable Calendar calendar) {}

  @Override
  public void updateWithNewCalendar(@Nullable Calendar calendar, long misfireThreshold) {}

  @Override
  protected boolean validateMisfireInstruction(int instruction) {
    return instruction == Trigger.MISFIRE_INSTRUCTION_IGNORE_MISFIRE_POLICY;
  }

  @Override
  public boolean mayFireAgain() {
    return nextFireTime != null;
  }

  @Override
  public Date getStartTime() {
    return startTime;
  }

  @Override
  public void setStartTime(Date time) {
    startTime = time;
  }

  @Override
  public @Nullable Date getEndTime() {
    return null;
  }

  @Override
  public void setEndTime(@Nullable Date time) {
    if (time != null) {
      throw new IllegalArgumentException("a schedule has no end");
    }
  }

  @Override
  public @Nullable Date getFinalFireTime() {
    return null;
  }

  @Override
  public @Nullable Date getNextFireTime() {
    return nextFireTime;
  }

  @Override
  public void setNextFireTime(@Nullable Date time) {
    nextFireTime = time;
  }

  @Override
  public @Nullable Date getPreviousFireTime() {
    return previousFireTime;
  }

  @Override
  public void setPreviousFireTime(@Nullable Date time) {
    previousFireTime = time;
  }

  @Override
  public ScheduleBuilder<SlotTrigger> getScheduleBuilder() {
    return new SlotSchedule(times);
  }
}
