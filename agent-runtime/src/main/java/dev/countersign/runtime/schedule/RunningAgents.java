package dev.countersign.runtime.schedule;

import dev.countersign.receipt.Mode;
import dev.countersign.runtime.AgentSession;
import dev.countersign.runtime.Countersign;
import dev.countersign.runtime.agent.Agent;
import dev.countersign.runtime.agent.AgentFile;
import dev.countersign.runtime.agent.Exit;
import dev.countersign.runtime.agent.Failure;
import dev.countersign.runtime.agent.Network;
import dev.countersign.runtime.run.RunReport;
import dev.countersign.tools.WholeTokens;
import java.math.BigInteger;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Agents that are kept running: their sessions, the scheduler that starts their slots, and the
 * upkeep of what they began.
 *
 * <p>Guarantees: all agents can be opened before the first of them runs; what an earlier process
 * left under way is reconciled before anything new begins; closing it closes the sessions.
 */
public final class RunningAgents implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(RunningAgents.class);

  /** Between two looks at what is under way, and at new blocks. */
  private static final Duration UPKEEP = Duration.ofSeconds(2);

  private static final Duration GAS = Duration.ofMinutes(1);
  private static final Duration BLOCKS = Duration.ofMillis(250);

  private final Countersign countersign;
  private final AgentScheduler scheduler;
  private final SlotListener listener;
  private final List<AgentSession> sessions;
  private final Map<String, List<ScheduledAgent>> onBlocks = new HashMap<>();
  private final Map<String, Long> newest = new HashMap<>();
  private final Map<String, BigInteger> gasNeeded = new HashMap<>();
  private final Set<String> low = new HashSet<>();
  private final ScheduledExecutorService timer =
      Executors.newScheduledThreadPool(
          2, Thread.ofPlatform().daemon().name("upkeep-", 0).factory());

  private RunningAgents(
      Countersign countersign,
      AgentScheduler scheduler,
      SlotListener listener,
      List<AgentSession> sessions) {
    this.countersign = countersign;
    this.scheduler = scheduler;
    this.listener = listener;
    this.sessions = sessions;
  }

  /**
   * What they work with.
   *
   * @param countersign stays the caller's to close
   * @param store stays the caller's to close
   * @param clock the time
   * @param terms of the scheduler
   * @param listener hears what becomes of slots
   */
  public record Parts(
      Countersign countersign,
      ScheduleStore store,
      InstantSource clock,
      ScheduleTerms terms,
      SlotListener listener) {}

  /**
   * Says what is wrong with files that are to be started together.
   *
   * @throws Failure with {@link Exit#CONFIGURATION} when two have one name, or when one that has a
   *     schedule does what somebody tells it each time
   */
  public static void check(List<AgentFile> files) throws Failure {
    Set<String> names = new HashSet<>();
    for (AgentFile file : files) {
      if (!names.add(file.agent().name())) {
        throw file.failure("agent", "another file has an agent called " + file.agent().name());
      }
      if (isScheduled(file) && file.agent().decide().prompted()) {
        throw file.failure(
            "schedule",
            "a language model does what it is told each time, and on a schedule nobody is there to"
                + " tell it; leave the schedule out and use countersign run --say");
      }
    }
  }

  /** Whether anything but a request starts an agent. */
  public static boolean isScheduled(AgentFile file) {
    return !(file.agent().schedule().trigger() instanceof Agent.OnRequest);
  }

  /**
   * Opens agents, and begins nothing yet.
   *
   * @param live that live agents may move money on networks that are not disposable
   */
  public static RunningAgents open(List<AgentFile> files, boolean live, Parts parts)
      throws Failure, InterruptedException {
    check(files);
    List<AgentSession> sessions = new ArrayList<>();
    AgentScheduler scheduler =
        AgentScheduler.open(parts.store(), parts.clock(), parts.terms(), parts.listener());
    RunningAgents agents =
        new RunningAgents(parts.countersign(), scheduler, parts.listener(), sessions);
    boolean opened = false;
    try {
      List<ScheduledAgent> scheduled = new ArrayList<>();
      for (AgentFile file : files) {
        AgentSession session = parts.countersign().openLasting(file, live);
        sessions.add(session);
        ScheduledAgent agent = scheduled(file, session);
        scheduled.add(agent);
        if (session.mode() == Mode.LIVE) {
          agents.gasNeeded.merge(
              file.agent().network(),
              session.manifest().policy().maxGasPerAction(),
              BigInteger::max);
        }
        if (agent.onBlocks()) {
          agents
              .onBlocks
              .computeIfAbsent(file.agent().network(), network -> new ArrayList<>())
              .add(agent);
        }
      }
      scheduler.keep(scheduled);
      opened = true;
      return agents;
    } finally {
      if (!opened) {
        agents.close();
      }
    }
  }

  private static ScheduledAgent scheduled(AgentFile file, AgentSession session) {
    Agent.Schedule schedule = file.agent().schedule();
    return new ScheduledAgent(
        session.manifest().agentId(),
        session.manifest().name(),
        session.mode(),
        session.manifest().schedule(),
        schedule.misfire(),
        session.manifest().deadline(),
        schedule.jitter(),
        new SessionRunner(session));
  }

  /** Reconciles what was left under way, and then begins. */
  public void start() throws Failure {
    reconcile();
    scheduler.start();
    Future<?> unused = // Its task catches what it throws.
        timer.scheduleWithFixedDelay(
            this::upkeep, UPKEEP.toMillis(), UPKEEP.toMillis(), TimeUnit.MILLISECONDS);
    if (!gasNeeded.isEmpty()) {
      unused = timer.scheduleWithFixedDelay(this::gas, 0, GAS.toMillis(), TimeUnit.MILLISECONDS);
    }
    if (!onBlocks.isEmpty()) {
      unused =
          timer.scheduleWithFixedDelay(this::blocks, 0, BLOCKS.toMillis(), TimeUnit.MILLISECONDS);
    }
  }

  private void reconcile() throws Failure {
    for (RunReport report : countersign.reconcile()) {
      listener.settled(report);
    }
  }

  /** A timer ends with the first thing that its task throws. */
  private void upkeep() {
    try {
      reconcile();
    } catch (Failure e) {
      LOG.warn("the upkeep of what is under way comes later: {}", e.getMessage());
    } catch (RuntimeException e) {
      LOG.error("the upkeep of what is under way", e);
    }
  }

  /** Ten more actions at the price that the policies allow at most. */
  private void gas() {
    gasNeeded.forEach(
        (network, most) -> {
          try {
            BigInteger has = countersign.gas(network);
            boolean isLow = has.compareTo(most.multiply(BigInteger.TEN)) < 0;
            if (isLow && low.add(network)) {
              listener.lowGas(
                  network,
                  "the key that pays for gas has "
                      + WholeTokens.plain(has, Network.NATIVE_DECIMALS)
                      + " of the native coin left, which is less than ten actions may cost");
            } else if (!isLow) {
              low.remove(network);
            }
          } catch (Failure e) {
            LOG.warn("no look at the gas on {}: {}", network, e.getMessage());
          } catch (RuntimeException e) {
            LOG.error("no look at the gas on {}", network, e);
          }
        });
  }

  private void blocks() {
    onBlocks.forEach(
        (network, agents) -> {
          try {
            long time = countersign.chainTime(network);
            if (time > newest.getOrDefault(network, 0L)) {
              newest.put(network, time);
              for (ScheduledAgent agent : agents) {
                scheduler.block(agent, time);
              }
            }
          } catch (Failure e) {
            LOG.warn("no look at the newest block of {}: {}", network, e.getMessage());
          } catch (RuntimeException e) {
            LOG.error("no look at the newest block of {}", network, e);
          }
        });
  }

  /** What starts their slots. */
  public AgentScheduler scheduler() {
    return scheduler;
  }

  /** Starts nothing new and waits; see {@link AgentScheduler#stop}. */
  public List<String> stop(Duration limit) throws InterruptedException {
    return scheduler.stop(limit);
  }

  @Override
  public void close() {
    timer.shutdownNow();
    scheduler.close();
    sessions.forEach(AgentSession::close);
  }
}
