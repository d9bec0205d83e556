package dev.countersign.runtime.schedule;

import java.util.OptionalLong;
import org.quartz.DisallowConcurrentExecution;
import org.quartz.Job;
import org.quartz.JobExecutionContext;
import org.quartz.JobKey;
import org.quartz.Scheduler;

/** What Quartz starts: it only says whose time has come, and which. */
@SuppressWarnings("JavaUtilDate") // Quartz speaks it.
@DisallowConcurrentExecution // Overlap is forbidden, on whatever runtime.
final class SlotJob implements Job {
  /** Where a trigger that is made for one block keeps the anchor. */
  static final String ANCHOR = "anchor";

  private final Fired fired;

  SlotJob(Fired fired) {
    this.fired = fired;
  }

  /** Hears that an agent's time has come. */
  interface Fired {
    /**
     * It has.
     *
     * @param start unix milliseconds at which the run was to start
     * @param anchor where the trigger was made for one anchor
     * @param recovering whether a runtime ended while it had this slot
     */
    void at(JobKey agent, long start, OptionalLong anchor, boolean recovering);
  }

  @Override
  public void execute(JobExecutionContext context) {
    boolean recovering = context.isRecovering();
    long start =
        recovering
            ? Long.parseLong(
                context
                    .getMergedJobDataMap()
                    .getString(
                        Scheduler.FAILED_JOB_ORIGINAL_TRIGGER_SCHEDULED_FIRETIME_IN_MILLISECONDS))
            : context.getScheduledFireTime().getTime();
    String anchor = context.getMergedJobDataMap().getString(ANCHOR);
    fired.at(
        context.getJobDetail().getKey(),
        start,
        anchor == null ? OptionalLong.empty() : OptionalLong.of(Long.parseLong(anchor)),
        recovering);
  }
}
