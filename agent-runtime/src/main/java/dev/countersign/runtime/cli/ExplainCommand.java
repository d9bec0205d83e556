package dev.countersign.runtime.cli;

import dev.countersign.network.quorum.Answer;
import dev.countersign.receipt.Bytes32;
import dev.countersign.runtime.agent.Exit;
import dev.countersign.runtime.agent.Failure;
import dev.countersign.runtime.run.RunReport;
import dev.countersign.runtime.workplace.Store;
import java.io.IOException;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** Why something happened. */
@Command(
    name = "explain",
    description = {
      "Tell the story of a run from its settlement back to what was seen.",
      "Names: a run id, a receipt id, a transaction hash, a slot, or the beginning of one (8 digits)."
    },
    mixinStandardHelpOptions = true,
    footer = {"", "Example: countersign explain 0x6f1c3a9e..."})
final class ExplainCommand extends Subcommand {
  private static final int LEAST = 8;

  @Parameters(paramLabel = "RUN-OR-TX", description = "Which run; last for the newest.")
  String name = "";

  ExplainCommand(Surroundings surroundings) {
    super(surroundings);
  }

  @Override
  Exit run() throws Failure, IOException {
    try (Store store = Store.read(workplace())) {
      List<RunReport> runs = store.journal().recent(Integer.MAX_VALUE);
      String wanted = name.toLowerCase(Locale.ROOT).replaceFirst("^0x", "");
      List<RunReport> found =
          name.equals("last") ? runs.stream().limit(1).toList() : named(runs, wanted, store);
      if (found.isEmpty()) {
        throw new Failure(
            Exit.CONFIGURATION,
            "no run here has the run id, receipt id, transaction or slot "
                + name
                + "; countersign history lists them");
      }
      boolean several = found.stream().map(RunReport::runId).distinct().count() > 1;
      if (several) {
        throw new Failure(
            Exit.CONFIGURATION,
            name + " could be any of " + found.size() + " runs; say more of it");
      }
      RunReport run = found.get(0);
      if (!json) {
        tell(run);
      }
      answer(run.toJson());
      return Exit.DONE;
    }
  }

  /** Also by the hash of a transaction that was replaced, cancelled or reverted. */
  private static List<RunReport> named(List<RunReport> runs, String wanted, Store store)
      throws Failure {
    List<RunReport> found = runs.stream().filter(run -> isNamed(run, wanted)).toList();
    if (!found.isEmpty() || !wanted.matches("[0-9a-f]{64}")) {
      return found;
    }
    Optional<Bytes32> runId = store.runOf(new Bytes32(wanted));
    return runs.stream().filter(run -> runId.equals(Optional.of(run.runId()))).toList();
  }

  private static boolean isNamed(RunReport run, String wanted) {
    return run.slot().toString().equals(wanted)
        || (wanted.length() >= LEAST
            && (run.runId().hex().startsWith(wanted)
                || run.receiptId().filter(id -> id.hex().startsWith(wanted)).isPresent()
                || run.execution()
                    .filter(tx -> tx.transaction().hex().startsWith(wanted))
                    .isPresent()));
  }

  private void tell(RunReport run) {
    say(
        style().bold(run.agent())
            + "  "
            + run.mode()
            + " on "
            + run.network()
            + "  slot "
            + run.slot()
            + style().dim("  " + RunPrinter.time(run.slot().anchor())));
    title("what came of it");
    fact(run.status(), run.sentence());
    run.execution().ifPresent(this::tell);
    for (RunReport.Balance balance : run.balances()) {
      fact(balance.symbol(), balance.before() + " -> " + balance.after());
    }
    title("who countersigned");
    if (run.verifiers().isEmpty()) {
      fact("nobody", "no verifier was asked");
    }
    for (Answer answer : run.verifiers()) {
      String kind = answer.kind().name().toLowerCase(Locale.ROOT).replace('_', ' ');
      String why = answer.reason().isEmpty() ? "" : "  " + answer.reason() + ": " + answer.detail();
      fact(answer.name(), kind + why + style().dim("  " + answer.address().checksummed()));
    }
    run.receiptId().ifPresent(id -> fact("receipt", id.hex()));
    fact("manifest", run.manifest().hex());
    if (!run.bundle().isEmpty()) {
      fact("bundle", Style.path(run.bundle()));
    }
    run.decision()
        .ifPresent(
            decision -> {
              title("what was decided, and why");
              decision.intents().forEach(intent -> fact("intent", intent));
              String name = "because";
              for (String line : Style.wrapped(decision.because(), 98)) {
                fact(name, line);
                name = "";
              }
            });
    run.model()
        .ifPresent(
            model -> {
              title("what the model said");
              fact(model.id(), model.sentence());
              fact("digest", model.digest().hex());
              fact("outputs", model.outputs().hex());
            });
    title("what was seen");
    run.block()
        .ifPresent(
            block ->
                fact(
                    "block",
                    block.number()
                        + "  "
                        + block.hash().prefixed()
                        + "  "
                        + RunPrinter.time(block.timestamp())));
    for (RunReport.Seen seen : run.seen()) {
      fact(seen.kind(), seen.sentence() + style().dim("  " + seen.source() + "  " + seen.digest()));
    }
  }

  private void tell(RunReport.Execution execution) {
    fact("transaction", execution.transaction().prefixed());
    fact(
        "mined",
        "block "
            + execution.block().number()
            + ", "
            + RunPrinter.time(execution.block().timestamp())
            + (execution.settled() ? ", final" : ", not final yet"));
    fact("paid by", execution.sender().checksummed() + ", " + execution.fee() + " wei for gas");
    for (RunReport.Flow flow : execution.flows()) {
      fact(flow.symbol(), "measured " + flow.measured() + ", at least " + flow.least());
    }
  }

  private void title(String text) {
    say("");
    say(style().bold(text));
  }

  private void fact(String name, String value) {
    say("  " + style().dim(Style.pad(name, 12)) + "  " + value);
  }
}
