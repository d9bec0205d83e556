package dev.countersign.runtime.cli;

import dev.countersign.network.devnet.DevnetFailed;
import dev.countersign.network.devnet.DevnetStatus;
import dev.countersign.runtime.agent.Exit;
import dev.countersign.runtime.agent.Failure;
import dev.countersign.runtime.control.ControlClient;
import dev.countersign.runtime.local.VerifierProcess;
import dev.countersign.runtime.run.RunReport;
import dev.countersign.runtime.workplace.Devnets;
import dev.countersign.runtime.workplace.Store;
import java.io.IOException;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import picocli.CommandLine.Command;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** What is going on. */
@Command(
    name = "status",
    description =
        "Say what is going on: the devnet, its verifiers, the agents that are kept running, actions"
            + " under way, the last run.",
    mixinStandardHelpOptions = true,
    footer = {"", "Example: countersign status"})
final class StatusCommand extends Subcommand {
  private static final int MOST_AGENTS = 20;

  StatusCommand(Surroundings surroundings) {
    super(surroundings);
  }

  @Override
  Exit run() throws Failure, IOException {
    ObjectNode document = JSON.createObjectNode();
    try {
      Devnets devnets = new Devnets(workplace());
      DevnetStatus devnet = devnets.local().status();
      List<VerifierProcess> verifiers = devnets.local().verifiers();
      long alive = verifiers.stream().filter(VerifierProcess::isAlive).count();
      String state = devnet.state().name().toLowerCase(Locale.ROOT);
      say("devnet      " + style().bold(state) + "  " + devnet.note());
      say("verifiers   " + alive + " of " + verifiers.size() + " run");
      document.put("devnet", state).put("verifiers", verifiers.size()).put("alive", alive);
    } catch (DevnetFailed e) {
      throw Devnets.failed(e);
    }
    kept(document);
    try (Store store = Store.read(workplace())) {
      List<String> underWay =
          store.open().stream()
              .map(
                  entry ->
                      entry.action().agentName()
                          + " slot "
                          + entry.action().slot()
                          + " is "
                          + entry.state().name().toLowerCase(Locale.ROOT))
              .toList();
      say("under way   " + (underWay.isEmpty() ? "nothing" : String.join("; ", underWay)));
      ArrayNode list = document.putArray("underWay");
      underWay.forEach(list::add);
      List<RunReport> last = store.journal().recent(1);
      if (last.isEmpty()) {
        say("last run    none yet");
      } else {
        say("last run    " + HistoryCommand.line(last.get(0), style()));
        document.set("lastRun", last.get(0).toJson());
      }
    }
    answer(document);
    return Exit.DONE;
  }

  /** The agents that are kept running, by the process that does. */
  private void kept(ObjectNode document) throws Failure {
    Optional<JsonNode> running;
    try {
      running = new ControlClient(home()).status();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new Failure(Exit.UNEXPECTED, "interrupted", e);
    }
    if (running.isEmpty()) {
      say("agents      none are kept running; to begin: countersign start FILE...");
      return;
    }
    document.set("running", running.get());
    say("agents      kept running by process " + running.get().path("pid").asLong());
    int shown = 0;
    for (JsonNode agent : running.get().path("agents")) {
      if (shown++ == MOST_AGENTS) {
        say("            and more; all of them with --json");
        return;
      }
      say("            " + Style.pad(agent.path("name").asString(), 14) + "  " + state(agent));
    }
  }

  private String state(JsonNode agent) {
    if (agent.has("running")) {
      return style().good("runs") + " slot " + agent.path("running").asLong();
    }
    if (agent.path("paused").asBoolean()) {
      return style().warn("paused");
    }
    return agent.has("next")
        ? "next at " + RunPrinter.time(agent.path("next").asLong())
        : "at the next block";
  }
}
