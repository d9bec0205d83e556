package dev.countersign.runtime.cli;

import dev.countersign.runtime.Countersign;
import dev.countersign.runtime.agent.AgentFile;
import dev.countersign.runtime.agent.Exit;
import dev.countersign.runtime.agent.Failure;
import dev.countersign.runtime.agent.NotifyFile;
import dev.countersign.runtime.control.ControlServer;
import dev.countersign.runtime.schedule.RunningAgents;
import dev.countersign.runtime.schedule.ScheduleStore;
import dev.countersign.runtime.schedule.ScheduleTerms;
import dev.countersign.runtime.schedule.SlotListener;
import dev.countersign.runtime.watch.Metrics;
import dev.countersign.runtime.watch.Notifier;
import dev.countersign.runtime.workplace.Workplace;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Keeps agents running in this process until it is told to end. */
final class Foreground {
  private static final Logger LOG = LoggerFactory.getLogger(Foreground.class);

  /** After runs in flight were waited for; then a signal ends the process as it is. */
  private static final Duration CLOSING = Duration.ofSeconds(10);

  private final StartCommand command;
  private final Surroundings surroundings;
  private final List<NotifyFile.Recipient> recipients;
  private final CountDownLatch stop = new CountDownLatch(1);
  private final CountDownLatch closed = new CountDownLatch(1);

  Foreground(
      StartCommand command, Surroundings surroundings, List<NotifyFile.Recipient> recipients) {
    this.command = command;
    this.surroundings = surroundings;
    this.recipients = recipients;
  }

  Exit run(List<AgentFile> files) throws Failure, InterruptedException {
    Thread main = Thread.currentThread();
    Thread signalled = new Thread(() -> signalled(main), "signalled");
    Runtime.getRuntime().addShutdownHook(signalled);
    try {
      keep(files);
    } finally {
      closed.countDown();
    }
    unhook(signalled);
    command.say("stopped");
    return Exit.DONE;
  }

  private static void unhook(Thread hook) {
    try {
      Runtime.getRuntime().removeShutdownHook(hook);
    } catch (IllegalStateException e) {
      LOG.debug("the process is ending", e);
    }
  }

  private void signalled(Thread main) {
    if (stop.getCount() == 0) {
      main.interrupt(); // It is told twice.
    }
    stop.countDown();
    try {
      closed.await(command.grace + CLOSING.toSeconds(), TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void keep(List<AgentFile> files) throws Failure, InterruptedException {
    Workplace workplace = command.workplace(command.password);
    SlotLines lines =
        new SlotLines(
            surroundings.out(), command.style(), command.json, new AgentsLog(workplace.home()));
    try (Notifier notifier = Notifier.open(recipients, workplace.clock())) {
      Integer port = command.metrics;
      if (port == null) {
        keep(files, workplace, SlotListener.all(List.of(lines, notifier)));
        return;
      }
      try (Metrics metrics = Metrics.open(port, workplace.clock())) {
        keep(files, workplace, SlotListener.all(List.of(lines, notifier, metrics)));
      }
    }
  }

  private void keep(List<AgentFile> files, Workplace workplace, SlotListener listener)
      throws Failure, InterruptedException {
    byte[] random = new byte[4];
    workplace.random().nextBytes(random);
    String instance = ProcessHandle.current().pid() + "-" + HexFormat.of().formatHex(random);
    ScheduleTerms terms = ScheduleTerms.of(instance).withThreads(command.threads);
    try (Countersign countersign = Countersign.open(workplace);
        ScheduleStore store = ScheduleStore.open(workplace);
        RunningAgents agents =
            RunningAgents.open(
                files,
                command.live,
                new RunningAgents.Parts(countersign, store, workplace.clock(), terms, listener));
        ControlServer control =
            ControlServer.open(
                workplace.home(),
                workplace.random(),
                new RunningControl(agents, store, workplace.clock(), stop::countDown))) {
      agents.start();
      command.say(
          (files.size() == 1 ? "1 agent is" : files.size() + " agents are")
              + " kept running by process "
              + ProcessHandle.current().pid()
              + "; end it with countersign stop, or Ctrl-C");
      stop.await();
      LOG.info("{} is ending; its commands came by {}", instance, control);
      for (String agent : agents.stop(Duration.ofSeconds(command.grace))) {
        surroundings
            .err()
            .println("  " + agent + " has not come to its end; the next start goes on with it");
      }
    }
  }
}
