package dev.countersign.runtime.schedule;

import dev.countersign.receipt.Slot;
import dev.countersign.runtime.agent.Exit;
import dev.countersign.runtime.agent.Failure;
import dev.countersign.runtime.run.RunReport;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.quartz.JobKey;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps agents running on their schedules, by Quartz with its state in a database.
 *
 * <p>Guarantees: the slot of a run follows from the scheduled instant, however late it is; while a
 * run of an agent goes on no other of it begins, on whatever runtime of the same database; what was
 * under way when a runtime ended is gone on with by the next, or by another one; an agent that is
 * paused stays so until it is resumed. Thread-safe.
 *
 * <p>Does not guarantee by itself that a slot has one effect: a runtime that is taken for dead may
 * not be. That is for the {@link SlotRunner}, the outbox and the gate.
 */
public final class AgentScheduler implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(AgentScheduler.class);
  private static final long LONGEST_RETRY_MILLIS = 30_000;
  private static final Duration LOOK = Duration.ofMillis(50);

  private final ScheduleStore store;
  private final InstantSource clock;
  private final ScheduleTerms terms;
  private final SlotListener listener;
  private final Map<JobKey, ScheduledAgent> agents = new ConcurrentHashMap<>();
  private final Map<JobKey, Going> going = new ConcurrentHashMap<>();
  private final AtomicInteger active = new AtomicInteger();
  private final Quartz quartz;
  private volatile boolean stopping;

  private AgentScheduler(
      ScheduleStore store, InstantSource clock, ScheduleTerms terms, SlotListener listener)
      throws Failure {
    this.store = store;
    this.clock = clock;
    this.terms = terms;
    this.listener = listener;
    this.quartz = Quartz.open(store, terms, this::fired);
  }

  /**
   * A scheduler that does not run yet.
   *
   * @param store stays the caller's to close
   */
  public static AgentScheduler open(
      ScheduleStore store, InstantSource clock, ScheduleTerms terms, SlotListener listener)
      throws Failure {
    return new AgentScheduler(store, clock, terms, listener);
  }

  /** A run that goes on. */
  private record Going(ScheduledAgent agent, Slot slot, Thread thread) {}

  /**
   * Keeps these agents and no others: schedules that the store has of others are forgotten, where
   * no other runtime can be at work with them.
   *
   * @throws Failure with {@link Exit#CONFIGURATION} when two have one name, or when the store is
   *     shared and has agents that are not among these: whatever runtime Quartz asks must have them
   */
  public void keep(Collection<ScheduledAgent> all) throws Failure {
    Map<JobKey, ScheduledAgent> wanted = new LinkedHashMap<>();
    for (ScheduledAgent agent : all) {
      if (wanted.put(Quartz.key(agent), agent) != null) {
        throw new Failure(Exit.CONFIGURATION, "two agents are called " + agent.name());
      }
    }
    for (JobKey key : quartz.kept()) {
      if (!wanted.containsKey(key)) {
        forget(key);
      }
    }
    agents.putAll(wanted);
    for (ScheduledAgent agent : wanted.values()) {
      quartz.keep(agent, clock.millis());
    }
  }

  private void forget(JobKey key) throws Failure {
    if (store.shared() && store.othersAlive(terms.instance(), clock.millis())) {
      throw new Failure(
          Exit.CONFIGURATION,
          "another runtime on this database runs "
              + quartz.name(key)
              + ", and runtimes on one database run the same agents; start it here too, or stop the"
              + " other runtime");
    }
    quartz.forget(key);
  }

  /** Begins. */
  public void start() throws Failure {
    quartz.start();
  }

  /**
   * A block is a slot of every agent that runs on blocks, unless one before it still goes on.
   *
   * @param agent one of those that are kept
   * @param anchor the block's time, unix seconds
   */
  public void block(ScheduledAgent agent, long anchor) throws Failure {
    quartz.fire(agent, anchor);
  }

  /** The agents, in no order. */
  public List<ScheduledAgent> agents() {
    return List.copyOf(agents.values());
  }

  /** The slot that a run of an agent goes on for. */
  public Optional<Slot> going(ScheduledAgent agent) {
    return Optional.ofNullable(going.get(Quartz.key(agent))).map(Going::slot);
  }

  /** The next slot's anchor; empty where only a block makes one. */
  public Optional<Instant> next(ScheduledAgent agent) {
    OptionalLong next = agent.times().next(now());
    return next.isPresent()
        ? Optional.of(Instant.ofEpochSecond(next.getAsLong()))
        : Optional.empty();
  }

  private long now() {
    return clock.instant().getEpochSecond();
  }

  private void fired(JobKey key, long start, OptionalLong given, boolean recovering) {
    ScheduledAgent agent = agents.get(key);
    if (agent == null) {
      LOG.warn("{} is scheduled in this database and not kept here; a slot is left out", key);
      return;
    }
    OptionalLong anchor = given.isPresent() ? given : agent.times().anchorOf(start);
    active.incrementAndGet();
    try {
      if (store.isPaused(store.paused(), agent.name())) {
        return;
      }
      if (anchor.isEmpty()) { // Of a schedule that it had before.
        quartz.moveOn(agent, now());
        return;
      }
      decide(agent, anchor.getAsLong(), recovering);
    } catch (Failure e) {
      failed(agent, Slot.of(anchor.orElse(start / 1000), 0), e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (RuntimeException e) {
      failed(agent, Slot.of(anchor.orElse(start / 1000), 0), e);
    } finally {
      active.decrementAndGet();
    }
  }

  private void decide(ScheduledAgent agent, long anchor, boolean recovering)
      throws Failure, InterruptedException {
    Optional<Slot> interrupted = recovering ? agent.runner().interrupted() : Optional.empty();
    if (interrupted.isPresent()) { // Not always the anchor that fired: see Due.
      run(agent, interrupted.get(), true);
      return;
    }
    Slot slot = Slot.of(anchor, 0);
    if (agent.runner().done(slot)) {
      return;
    }
    Due due = Due.of(agent.times(), agent.misfire(), agent.deadline(), anchor, now());
    switch (due) {
      case Due.Early early -> moveOn(agent, now());
      case Due.Missed missed -> {
        listener.missed(
            agent, Instant.ofEpochSecond(missed.from()), Instant.ofEpochSecond(missed.to()));
        if (!recovering) {
          moveOn(agent, missed.to());
        }
      }
      case Due.Run run -> {
        if (run.anchor() == anchor) {
          run(agent, slot, false);
        } else if (!recovering) { // Else nothing was begun, and its own trigger runs the newest.
          left(agent, anchor, run.anchor());
          moveOn(agent, run.anchor());
          run(agent, Slot.of(run.anchor(), 0), false);
        }
      }
    }
  }

  private void left(ScheduledAgent agent, long from, long run) {
    agent
        .times()
        .latest(run - 1)
        .ifPresent(
            to -> listener.missed(agent, Instant.ofEpochSecond(from), Instant.ofEpochSecond(to)));
  }

  private void moveOn(ScheduledAgent agent, long after) throws Failure {
    if (!agent.onBlocks()) {
      quartz.moveOn(agent, after);
    }
  }

  private void run(ScheduledAgent agent, Slot slot, boolean resumed)
      throws Failure, InterruptedException {
    JobKey key = Quartz.key(agent);
    going.put(key, new Going(agent, slot, Thread.currentThread()));
    try {
      listener.begins(agent, slot, resumed);
      long begin = System.nanoTime();
      RunReport report = tried(agent, slot);
      listener.ended(agent, report, TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - begin));
    } finally {
      going.remove(key);
    }
  }

  /** Tries again while the chain cannot be reached and the slot's first window is open. */
  private RunReport tried(ScheduledAgent agent, Slot slot) throws Failure, InterruptedException {
    long wait = terms.retry().toMillis();
    while (true) {
      try {
        return agent.runner().run(slot);
      } catch (Failure e) {
        long then = clock.millis() + wait;
        boolean over = then > (slot.anchor() + agent.deadline()) * 1000;
        if (e.exit() != Exit.UNREACHABLE || over || stopping) {
          throw e;
        }
        LOG.info("{} slot {} is tried again: {}", agent.name(), slot, e.getMessage());
        TimeUnit.MILLISECONDS.sleep(wait);
        wait = Math.min(2 * wait, LONGEST_RETRY_MILLIS);
      }
    }
  }

  private void failed(ScheduledAgent agent, Slot slot, Exception error) {
    LOG.error("{} slot {}", agent.name(), slot, error);
    String sentence =
        error instanceof Failure
            ? String.valueOf(error.getMessage())
            : "something unexpected happened ("
                + error.getClass().getSimpleName()
                + "); the details are in the log";
    listener.failed(agent, slot, sentence, error);
  }

  /**
   * Starts nothing new, and waits for what goes on.
   *
   * @param limit how long; what goes on after that is left to the next runtime, as if this one had
   *     been killed
   * @return the agents whose runs did not come to an end
   */
  public List<String> stop(Duration limit) throws InterruptedException {
    stopping = true;
    quartz.hold();
    long end = System.nanoTime() + limit.toNanos();
    while (active.get() > 0 && System.nanoTime() < end) {
      TimeUnit.MILLISECONDS.sleep(LOOK.toMillis());
    }
    List<String> left = new ArrayList<>();
    going.values().forEach(run -> left.add(run.agent().name()));
    return left;
  }

  /** Ends it; what goes on is left to the next runtime. */
  @Override
  public void close() {
    stopping = true;
    quartz.close(
        active.get() == 0); // From here on Quartz does not write down any more that a run is over.
    going.values().forEach(run -> run.thread().interrupt());
  }
}
