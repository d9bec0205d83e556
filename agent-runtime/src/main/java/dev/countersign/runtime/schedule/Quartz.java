package dev.countersign.runtime.schedule;

import dev.countersign.runtime.agent.Exit;
import dev.countersign.runtime.agent.Failure;
import java.util.Date;
import java.util.HashSet;
import java.util.Objects;
import java.util.OptionalLong;
import java.util.Set;
import org.quartz.JobBuilder;
import org.quartz.JobDetail;
import org.quartz.JobKey;
import org.quartz.ObjectAlreadyExistsException;
import org.quartz.Scheduler;
import org.quartz.SchedulerException;
import org.quartz.Trigger;
import org.quartz.TriggerBuilder;
import org.quartz.TriggerKey;
import org.quartz.core.QuartzScheduler;
import org.quartz.core.QuartzSchedulerResources;
import org.quartz.impl.DefaultThreadExecutor;
import org.quartz.impl.StdJobRunShellFactory;
import org.quartz.impl.StdScheduler;
import org.quartz.impl.jdbcjobstore.InvalidConfigurationException;
import org.quartz.impl.matchers.GroupMatcher;
import org.quartz.simpl.CascadingClassLoadHelper;
import org.quartz.simpl.SimpleThreadPool;

/**
 * Quartz with one job for each agent. It is put together here and not by Quartz's factories, which
 * keep every scheduler in a static map.
 */
@SuppressWarnings("JavaUtilDate") // Quartz speaks it.
final class Quartz {
  private static final String NAME = "countersign";

  /** How long it may be blind to what another runtime scheduled; the least that it accepts. */
  private static final long IDLE_MILLIS = 1_000;

  private static final long RETRY_MILLIS = 1_000;
  private static final int BATCH = 50;

  private final StdScheduler scheduler;

  private Quartz(StdScheduler scheduler) {
    this.scheduler = scheduler;
  }

  /** What is done with it. */
  private interface Work<T> {
    T in(Scheduler scheduler) throws SchedulerException;
  }

  static Quartz open(ScheduleStore store, ScheduleTerms terms, SlotJob.Fired fired) throws Failure {
    // What a runtime of this name left is its own to go on with; on H2 there is only one.
    String instance = store.shared() ? terms.instance() : NAME;
    try {
      SimpleThreadPool pool = new SimpleThreadPool(terms.threads(), Thread.NORM_PRIORITY);
      pool.setInstanceName(NAME);
      pool.setThreadNamePrefix("slot");
      pool.setMakeThreadsDaemons(true);
      pool.initialize();
      QuartzStore jobs = new QuartzStore(store);
      jobs.setInstanceName(NAME);
      jobs.setInstanceId(instance);
      jobs.setThreadPoolSize(terms.threads());
      StdJobRunShellFactory shells = new StdJobRunShellFactory();
      QuartzSchedulerResources resources = new QuartzSchedulerResources();
      resources.setName(NAME);
      resources.setInstanceId(instance);
      resources.setThreadName("schedule");
      resources.setMakeSchedulerThreadDaemon(true);
      resources.setThreadPool(pool);
      resources.setThreadExecutor(new DefaultThreadExecutor());
      resources.setJobRunShellFactory(shells);
      resources.setMaxBatchSize(Math.min(BATCH, terms.threads()));
      resources.setBatchTimeWindow(0);
      resources.setJobStore(jobs);
      QuartzScheduler core = new QuartzScheduler(resources, IDLE_MILLIS, RETRY_MILLIS);
      CascadingClassLoadHelper classes = new CascadingClassLoadHelper();
      classes.initialize();
      jobs.initialize(classes, core.getSchedulerSignaler());
      StdScheduler scheduler = new StdScheduler(core);
      shells.initialize(scheduler);
      core.initialize();
      scheduler.setJobFactory((bundle, by) -> new SlotJob(fired));
      return new Quartz(scheduler);
    } catch (SchedulerException e) {
      throw failed(e);
    } catch (InvalidConfigurationException e) {
      throw new Failure(Exit.UNEXPECTED, "the scheduler: " + e.getMessage(), e);
    }
  }

  private static Failure failed(SchedulerException e) {
    return new Failure(Exit.UNEXPECTED, "the scheduler: " + e.getMessage(), e);
  }

  private <T> T ask(Work<T> work) throws Failure {
    try {
      return work.in(scheduler);
    } catch (SchedulerException e) {
      throw failed(e);
    }
  }

  /** An agent's name in Quartz. */
  static JobKey key(ScheduledAgent agent) {
    return new JobKey(agent.agentId().hex(), agent.mode().name());
  }

  private static TriggerKey triggerKey(JobKey key) {
    return new TriggerKey(key.getName(), key.getGroup());
  }

  /**
   * Keeps an agent's schedule, and what is known of it from before; one whose next start is further
   * away than it can be, because a clock went back or the schedule changed, begins anew.
   *
   * @param now unix milliseconds
   */
  void keep(ScheduledAgent agent, long now) throws Failure {
    JobKey key = key(agent);
    JobDetail job =
        JobBuilder.newJob(SlotJob.class)
            .withIdentity(key)
            .withDescription(agent.name())
            .requestRecovery()
            .storeDurably()
            .build();
    ask(
        quartz -> {
          quartz.addJob(job, true);
          if (agent.onBlocks()) {
            quartz.unscheduleJob(triggerKey(key));
            return agent;
          }
          Trigger known = quartz.getTrigger(triggerKey(key));
          SlotTrigger fresh = trigger(agent, now);
          if (known == null) {
            scheduleOnce(quartz, fresh);
          } else if (!isOf(agent, known, now)) {
            quartz.rescheduleJob(triggerKey(key), fresh);
          }
          return agent;
        });
  }

  private static void scheduleOnce(Scheduler quartz, SlotTrigger trigger)
      throws SchedulerException {
    try {
      quartz.scheduleJob(trigger);
    } catch (ObjectAlreadyExistsException e) {
      // Another runtime on this database was first, with the same.
      Objects.requireNonNull(quartz.getTrigger(trigger.getKey()));
    }
  }

  private static boolean isOf(ScheduledAgent agent, Trigger known, long now) {
    Date next = known.getNextFireTime();
    OptionalLong anchor = agent.times().next(Math.floorDiv(now, 1000));
    return known instanceof SlotTrigger slots
        && slots.times().equals(agent.times())
        && next != null
        && anchor.isPresent()
        && next.getTime() <= agent.times().start(anchor.getAsLong());
  }

  private static SlotTrigger trigger(ScheduledAgent agent, long from) {
    JobKey key = key(agent);
    return TriggerBuilder.newTrigger()
        .withIdentity(triggerKey(key))
        .forJob(key)
        .startAt(new Date(from))
        .withSchedule(new SlotSchedule(agent.times()))
        .build();
  }

  /** The next anchor of an agent is the first after these unix seconds. */
  void moveOn(ScheduledAgent agent, long after) throws Failure {
    SlotTrigger fresh = trigger(agent, (after + 1) * 1000);
    ask(quartz -> quartz.rescheduleJob(fresh.getKey(), fresh));
  }

  /** Fires once for a block, unless the agent has another before it. */
  void fire(ScheduledAgent agent, long anchor) throws Failure {
    JobKey key = key(agent);
    Trigger once =
        TriggerBuilder.newTrigger()
            .withIdentity(triggerKey(key))
            .forJob(key)
            .usingJobData(SlotJob.ANCHOR, Long.toString(anchor))
            .startAt(new Date(anchor * 1000))
            .build();
    ask(
        quartz -> {
          if (quartz.getTrigger(once.getKey()) == null) {
            try {
              quartz.scheduleJob(once);
            } catch (ObjectAlreadyExistsException e) {
              return false; // Another runtime saw the block at the same moment.
            }
          }
          return true;
        });
  }

  /** The agents that are scheduled in the store. */
  Set<JobKey> kept() throws Failure {
    return ask(quartz -> new HashSet<>(quartz.getJobKeys(GroupMatcher.anyJobGroup())));
  }

  /** What the store calls an agent. */
  String name(JobKey key) throws Failure {
    return ask(
        quartz -> {
          JobDetail job = quartz.getJobDetail(key);
          return job == null ? key.getName() : String.valueOf(job.getDescription());
        });
  }

  /** Forgets an agent. */
  void forget(JobKey key) throws Failure {
    ask(quartz -> quartz.deleteJob(key));
  }

  void start() throws Failure {
    ask(
        quartz -> {
          quartz.start();
          return quartz;
        });
  }

  /** Starts nothing new. */
  void hold() {
    scheduler.standby();
  }

  /**
   * Ends it.
   *
   * @param idle whether nothing goes on: then it is waited for, else left as it is
   */
  void close(boolean idle) {
    scheduler.shutdown(idle);
  }
}
