package dev.countersign.runtime.cli;

import dev.countersign.runtime.agent.Exit;
import dev.countersign.runtime.agent.Failure;
import dev.countersign.runtime.control.ControlClient;
import dev.countersign.runtime.schedule.ScheduleStore;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** Lets agents run again. */
@Command(
    name = "resume",
    description = "Let an agent, or all of them, run again from the next slot on.",
    mixinStandardHelpOptions = true,
    footer = {"", "Example: countersign resume rebalancer"})
final class ResumeCommand extends Subcommand {
  @Parameters(paramLabel = "AGENT", arity = "0..1", description = "By its name (default: all).")
  String agent = "";

  ResumeCommand(Surroundings surroundings) {
    super(surroundings);
  }

  @Override
  Exit run() throws Failure {
    try {
      if (!new ControlClient(home()).resume(agent)) {
        try (ScheduleStore store = ScheduleStore.open(workplace())) {
          store.resume(store.known(agent));
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new Failure(Exit.UNEXPECTED, "interrupted", e);
    }
    say((agent.isEmpty() ? "all agents run" : agent + " runs") + " again from the next slot on");
    answer(JSON.createObjectNode().put("agent", agent).put("paused", false));
    return Exit.DONE;
  }
}
