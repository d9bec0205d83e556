package dev.countersign.runtime.cli;

import dev.countersign.runtime.agent.AgentFile;
import dev.countersign.runtime.agent.Exit;
import dev.countersign.runtime.agent.Failure;
import dev.countersign.runtime.agent.NotifyFile;
import dev.countersign.runtime.control.ControlClient;
import dev.countersign.runtime.schedule.RunningAgents;
import dev.countersign.runtime.schedule.ScheduleTerms;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Agents on their schedules. */
@Command(
    name = "start",
    description = {
      "Keep agents running on their schedules, with a line for each slot.",
      "Goes on with what an earlier process left under way. Ends with countersign stop, or with a"
          + " signal: then it finishes what is in flight."
    },
    mixinStandardHelpOptions = true,
    footer = {
      "",
      "Examples:",
      "  countersign start examples/agents/savings.yaml",
      "  countersign start --detach agents/*.yaml"
    })
final class StartCommand extends Subcommand {
  @Parameters(paramLabel = "FILE", arity = "1..*", description = "The agent files.")
  List<Path> files = List.of();

  @Option(
      names = "--live",
      description = "Mean it: needed to move money on a network that is not disposable.")
  boolean live;

  @Option(
      names = "--detach",
      description = "Return when they run, and leave them running in the background.")
  boolean detach;

  @Option(
      names = "--threads",
      paramLabel = "N",
      description = "How many runs may go on at once (default: ${DEFAULT-VALUE}).")
  int threads = ScheduleTerms.THREADS;

  @Option(
      names = "--grace",
      paramLabel = "SECONDS",
      description =
          "How long the end waits for runs in flight (default: ${DEFAULT-VALUE}); the next start"
              + " goes on with what did not end.")
  int grace = 30;

  @Option(
      names = "--notify",
      paramLabel = "FILE",
      description = "Who is told of fills, refusals, protections, low gas and errors: a YAML file.")
  @Nullable Path notify;

  @Option(
      names = "--metrics",
      paramLabel = "PORT",
      description = "Answer Prometheus on this port of loopback, at /metrics.")
  @Nullable Integer metrics;

  @Mixin PasswordOption password = new PasswordOption();

  StartCommand(Surroundings surroundings) {
    super(surroundings);
  }

  @Override
  Exit run() throws Failure, IOException {
    if (threads < 1 || threads > 1000) {
      throw new Failure(Exit.CONFIGURATION, "--threads must be 1 to 1000, not " + threads);
    }
    if (grace < 0 || grace > 3600) {
      throw new Failure(Exit.CONFIGURATION, "--grace must be 0 to 3600, not " + grace);
    }
    Integer port = metrics;
    if (port != null && (port < 1 || port > 65_535)) {
      throw new Failure(Exit.CONFIGURATION, "--metrics must be a port, 1 to 65535, not " + port);
    }
    List<AgentFile> agents = readAll();
    Path told = notify;
    List<NotifyFile.Recipient> recipients = told == null ? List.of() : NotifyFile.read(told);
    try {
      Optional<Long> running = new ControlClient(home()).pid();
      if (running.isPresent()) {
        throw new Failure(
            Exit.CONFIGURATION,
            "agents of this home are kept running by process "
                + running.get()
                + " already; see countersign status, or end it with countersign stop");
      }
      return detach
          ? new Background(this).start(files)
          : new Foreground(this, surroundings, recipients).run(agents);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new Failure(Exit.UNEXPECTED, "interrupted; start again to go on where it stopped", e);
    }
  }

  /** All files are read before anything starts, and all that is wrong is said. */
  private List<AgentFile> readAll() throws Failure {
    List<AgentFile> agents = new ArrayList<>();
    List<Failure> wrong = new ArrayList<>();
    for (Path file : files) {
      try {
        agents.add(AgentFile.read(file));
      } catch (Failure e) {
        wrong.add(e);
      }
    }
    for (int i = 0; i < wrong.size() - 1; i++) {
      surroundings.err().println("countersign: " + wrong.get(i).getMessage());
    }
    if (!wrong.isEmpty()) {
      throw wrong.getLast();
    }
    RunningAgents.check(agents);
    return scheduled(agents);
  }

  /** So that a folder of files can be started: what runs on request only is left out. */
  private List<AgentFile> scheduled(List<AgentFile> agents) throws Failure {
    List<AgentFile> scheduled = agents.stream().filter(RunningAgents::isScheduled).toList();
    if (scheduled.isEmpty()) {
      throw new Failure(
          Exit.CONFIGURATION,
          files.getFirst()
              + " has no schedule; add one, as schedule: {every: 1h}, or run it by hand with"
              + " countersign run");
    }
    for (AgentFile agent : agents) {
      if (!scheduled.contains(agent)) {
        surroundings
            .err()
            .println("  " + agent.path() + " has no schedule and is left out; it runs when asked");
      }
    }
    return scheduled;
  }
}
