package dev.countersign.runtime.cli;

import dev.countersign.runtime.agent.Exit;
import dev.countersign.runtime.agent.Failure;
import dev.countersign.runtime.control.ControlClient;
import dev.countersign.runtime.schedule.ScheduleStore;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** Lets agents start no new run. */
@Command(
    name = "pause",
    description = {
      "Let an agent, or all of them, start no new run until it is resumed, also after a restart.",
      "What is in flight comes to its end. To stop an account at once: countersign account pause."
    },
    mixinStandardHelpOptions = true,
    footer = {"", "Example: countersign pause rebalancer"})
final class PauseCommand extends Subcommand {
  @Parameters(paramLabel = "AGENT", arity = "0..1", description = "By its name (default: all).")
  String agent = "";

  PauseCommand(Surroundings surroundings) {
    super(surroundings);
  }

  @Override
  Exit run() throws Failure {
    try {
      if (!new ControlClient(home()).pause(agent)) {
        try (ScheduleStore store = ScheduleStore.open(workplace())) {
          store.pause(store.known(agent), surroundings.clock().millis());
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new Failure(Exit.UNEXPECTED, "interrupted", e);
    }
    say((agent.isEmpty() ? "all agents are" : agent + " is") + " paused until resumed");
    answer(JSON.createObjectNode().put("agent", agent).put("paused", true));
    return Exit.DONE;
  }
}
