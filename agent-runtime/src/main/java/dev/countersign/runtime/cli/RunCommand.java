package dev.countersign.runtime.cli;

import dev.countersign.receipt.Slot;
import dev.countersign.runtime.AgentSession;
import dev.countersign.runtime.Countersign;
import dev.countersign.runtime.agent.AgentFile;
import dev.countersign.runtime.agent.Exit;
import dev.countersign.runtime.agent.Failure;
import dev.countersign.runtime.run.RunListener;
import dev.countersign.runtime.run.RunReport;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** One slot of an agent, now. */
@Command(
    name = "run",
    description = {
      "Run one slot of an agent, now: observe, infer, decide, check, attest, execute, settle.",
      "Prints the path step by step, then the outcome and the receipt's file."
    },
    mixinStandardHelpOptions = true,
    footer = {
      "",
      "Examples:",
      "  countersign run examples/agents/rebalancer.yaml",
      "  countersign run examples/agents/treasurer.yaml --say \"pay alice 40 USDC\"",
      "  countersign run --json examples/agents/payroll.yaml",
      "  countersign run --slot 451763200256 examples/agents/rebalancer.yaml"
    })
final class RunCommand extends Subcommand {
  @Parameters(paramLabel = "FILE", description = "The agent file.")
  Path file = Path.of("");

  @Option(
      names = "--slot",
      paramLabel = "N",
      description = "The slot, unix seconds x 256 (default: now, or the schedule's latest).")
  @Nullable Long slotOption;

  @Option(
      names = "--say",
      paramLabel = "TEXT",
      description = "What a language model is told, signed by this home's instructor key.")
  @Nullable String say;

  @Option(
      names = "--live",
      description = "Mean it: needed to move money on a network that is not disposable.")
  boolean live;

  @Mixin PasswordOption password = new PasswordOption();

  RunCommand(Surroundings surroundings) {
    super(surroundings);
  }

  @Override
  Exit run() throws Failure, IOException {
    AgentFile agentFile = AgentFile.read(file);
    Optional<Slot> asked = asked();
    Optional<String> said = Optional.ofNullable(say);
    try (Countersign countersign = Countersign.open(workplace(password));
        AgentSession session = countersign.open(agentFile, live, asked)) {
      Slot slot = asked.isPresent() ? asked.get() : session.nextSlot(said);
      Optional<RunReport> before = session.done(slot);
      if (before.isPresent()) {
        return alreadyDone(before.get());
      }
      RunPrinter printer =
          new RunPrinter(surroundings.out(), style(), session.network(), session.manifest());
      RunReport report = session.run(slot, said, json ? RunListener.NONE : printer);
      return ends(report, printer, countersign.startedDevnet());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new Failure(Exit.UNEXPECTED, "interrupted; run again to go on where it stopped", e);
    }
  }

  private Optional<Slot> asked() throws Failure {
    Long value = slotOption;
    try {
      return value == null ? Optional.empty() : Optional.of(new Slot(value));
    } catch (IllegalArgumentException e) {
      throw new Failure(Exit.CONFIGURATION, "--slot: " + e.getMessage(), e);
    }
  }

  private Exit ends(RunReport report, RunPrinter printer, boolean startedDevnet) {
    answer(report.toJson());
    if (!json) {
      printer.ends(report);
      if (startedDevnet) {
        say("             the devnet keeps running; stop it with: countersign devnet down");
      }
    }
    if (report.exit() != Exit.DONE) {
      surroundings.err().println("countersign: " + report.sentence());
    }
    return report.exit();
  }

  private Exit alreadyDone(RunReport before) {
    say(
        "slot "
            + before.slot()
            + " of "
            + before.agent()
            + " is done already ("
            + before.status()
            + "); nothing was done again");
    if (!before.bundle().isEmpty()) {
      say("  bundle     " + Style.path(before.bundle()));
    }
    say("  explain    countersign explain " + before.runId());
    if (json) {
      answer(JSON.createObjectNode().put("alreadyDone", true).set("report", before.toJson()));
    }
    return Exit.DONE;
  }
}
