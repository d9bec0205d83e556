package dev.countersign.runtime.cli;

import dev.countersign.runtime.agent.Exit;
import dev.countersign.runtime.agent.Failure;
import dev.countersign.runtime.run.RunReport;
import dev.countersign.runtime.workplace.Store;
import java.io.IOException;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import tools.jackson.databind.node.ArrayNode;

/** What went on. */
@Command(
    name = "history",
    description = "List the runs of this machine, the newest first.",
    mixinStandardHelpOptions = true,
    footer = {"", "Example: countersign history --agent rebalancer --most 20"})
final class HistoryCommand extends Subcommand {
  @Option(names = "--agent", paramLabel = "NAME", description = "Of this agent only.")
  @Nullable String agent;

  @Option(
      names = "--most",
      paramLabel = "N",
      description = "At most so many (default: ${DEFAULT-VALUE}).")
  int most = 50;

  HistoryCommand(Surroundings surroundings) {
    super(surroundings);
  }

  @Override
  Exit run() throws Failure, IOException {
    if (most < 1 || most > 10_000) {
      throw new Failure(Exit.CONFIGURATION, "--most must be 1 to 10000, not " + most);
    }
    try (Store store = Store.read(workplace())) {
      List<RunReport> runs =
          store.journal().recent(most).stream()
              .filter(run -> agent == null || run.agent().equals(agent))
              .toList();
      ArrayNode all = JSON.createArrayNode();
      for (RunReport run : runs) {
        say(line(run, style()));
        all.add(run.toJson());
      }
      if (runs.isEmpty()) {
        say("there were no runs here yet; try: countersign run examples/agents/rebalancer.yaml");
      }
      answer(all);
      return Exit.DONE;
    }
  }

  static String line(RunReport run, Style style) {
    boolean done = run.exit() == Exit.DONE;
    String status = Style.pad(run.status(), 12);
    return RunPrinter.time(run.slot().anchor())
        + "  "
        + Style.pad(run.agent(), 14)
        + "  "
        + (done ? style.good(status) : style.bad(status))
        + "  "
        + run.decision()
            .map(decision -> String.join("; ", decision.intents()))
            .orElse(run.sentence())
        + style.dim("  " + run.runId().hex().substring(0, 12));
  }
}
