package dev.countersign.runtime.cli;

import dev.countersign.inference.ModelBundle;
import dev.countersign.network.evaluate.Catalog;
import dev.countersign.network.spi.Unable;
import dev.countersign.receipt.Bytes32;
import dev.countersign.receipt.Manifest;
import dev.countersign.runtime.agent.AgentFile;
import dev.countersign.runtime.agent.Exit;
import dev.countersign.runtime.agent.Failure;
import dev.countersign.runtime.agent.Network;
import dev.countersign.runtime.agent.Networks;
import dev.countersign.runtime.agent.Resolver;
import dev.countersign.runtime.backtest.BacktestReceipts;
import dev.countersign.runtime.backtest.Report;
import dev.countersign.runtime.backtest.ReportFiles;
import dev.countersign.runtime.backtest.StandIn;
import dev.countersign.runtime.backtest.Wanted;
import dev.countersign.runtime.run.LocalInference;
import dev.countersign.runtime.run.PinnedModel;
import dev.countersign.strategies.backtest.Backtest;
import dev.countersign.strategies.backtest.Figures;
import dev.countersign.strategies.backtest.History;
import dev.countersign.strategies.backtest.HistoryFile;
import dev.countersign.strategies.backtest.HistoryRefused;
import dev.countersign.strategies.backtest.LookAhead;
import dev.countersign.strategies.backtest.Outcome;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import tools.jackson.databind.node.ObjectNode;

/** Runs an agent over recorded candles. */
@Command(
    name = "backtest",
    description = {
      "Run an agent file over recorded candles: the same decisions as live, filled by a model of"
          + " its pool.",
      "Reads Binance's klines, Freqtrade's JSON and plain tables with a header; says what it"
          + " notices."
    },
    mixinStandardHelpOptions = true,
    footer = {
      "",
      "Examples:",
      "  countersign backtest examples/agents/rebalancer.yaml --data examples/data/ethusdt-1h.csv",
      "  countersign backtest my-agent.yaml --data eth.json --from 2024-10-01 --capital"
          + " USDC=5000,WETH=1 --check-lookahead"
    })
final class BacktestCommand extends Subcommand {
  @Parameters(paramLabel = "FILE", description = "The agent file.")
  Path file = Path.of("");

  @Option(
      names = "--data",
      paramLabel = "FILE",
      required = true,
      description = "Recorded candles of the agent's pair, CSV or JSON.")
  Path data = Path.of("");

  @Option(
      names = "--from",
      paramLabel = "DATE",
      description = "The first decision, for example 2024-10-01 or 2024-10-01T06:00:00Z.")
  @Nullable String from;

  @Option(names = "--to", paramLabel = "DATE", description = "The end.")
  @Nullable String to;

  @Option(
      names = "--capital",
      paramLabel = "TOKEN=AMOUNT",
      split = ",",
      description = "What the account holds at first (default: 10000 of the quote token).")
  Map<String, String> capital = new LinkedHashMap<>();

  @Option(
      names = "--depth",
      paramLabel = "AMOUNT",
      description = "Quote tokens that move the pool's price by 1 %% (default: ${DEFAULT-VALUE}).")
  String depth = "1000000";

  @Option(
      names = "--gas",
      paramLabel = "AMOUNT",
      description = "Quote tokens that an executed slot costs in gas (default: ${DEFAULT-VALUE}).")
  String gas = "1";

  @Option(
      names = "--out",
      paramLabel = "DIR",
      description = "Where the report goes (default: backtests/AGENT in the home).")
  @Nullable Path out;

  @Option(
      names = "--check-lookahead",
      description = "Decide again without and with another future, and report what changes.")
  boolean checkLookAhead;

  @Option(
      names = "--receipts",
      description = "Write a receipt for each decision that trades: verify --re-execute checks it.")
  boolean receipts;

  BacktestCommand(Surroundings surroundings) {
    super(surroundings);
  }

  @Override
  Exit run() throws Failure, IOException {
    AgentFile agentFile = AgentFile.read(file);
    if (agentFile.agent().decide().prompted()) {
      throw new Failure(
          Exit.CONFIGURATION,
          file + " does what it is told in words, and a backtest has nobody who tells it anything");
    }
    Optional<ModelBundle> model = PinnedModel.of(agentFile, workplace().models());
    Manifest manifest = manifest(agentFile, model);
    try {
      History history = history();
      Backtest.Terms terms = Wanted.terms(manifest, capital, depth, gas, from, to);
      return run(terms, history, model);
    } catch (HistoryRefused e) {
      throw new Failure(Exit.CONFIGURATION, String.valueOf(e.getMessage()), e);
    } catch (Unable e) {
      throw new Failure(Exit.CONFIGURATION, file + " cannot be run here: " + e.getMessage(), e);
    }
  }

  private Manifest manifest(AgentFile agentFile, Optional<ModelBundle> model) throws Failure {
    Networks networks = workplace().networks();
    String name = agentFile.agent().network();
    Network network =
        networks.isDevnet(name)
            ? StandIn.ofDevnet(agentFile.agent())
            : StandIn.of(networks.network(name, variable -> "http://localhost"));
    return new Resolver(Catalog.load())
        .resolve(
            agentFile,
            network,
            model.map(ModelBundle::digest).orElse(Bytes32.ZERO),
            new Resolver.PublicKeys(BacktestReceipts.KEY.publicKey(), Bytes32.ZERO));
  }

  private History history() throws Failure, HistoryRefused {
    if (!Files.exists(data)) {
      throw new Failure(Exit.CONFIGURATION, "there is no file " + data + " with candles");
    }
    try {
      return HistoryFile.read(data);
    } catch (IOException e) {
      throw new Failure(Exit.CONFIGURATION, "cannot read " + data + ": " + Causes.of(e), e);
    }
  }

  private Exit run(Backtest.Terms terms, History history, Optional<ModelBundle> model)
      throws Failure, HistoryRefused, Unable {
    Path folder =
        out == null ? home().folder().resolve("backtests").resolve(terms.manifest().name()) : out;
    try (LocalInference inference = LocalInference.of(model)) {
      BacktestReceipts written = new BacktestReceipts(folder.resolve("receipts"), receipts);
      Outcome outcome = Backtest.run(terms, history, inference, new Shown("running", written));
      Optional<LookAhead.Result> lookAhead =
          checkLookAhead
              ? Optional.of(
                  LookAhead.check(
                      terms, history, inference, new Shown("looking for look-ahead", written)))
              : Optional.empty();
      new ProgressLine(surroundings).ended();
      written.requireWritten();
      Report report = report(terms, history, outcome, model, lookAhead);
      ReportFiles files = new ReportFiles(report);
      files.write(folder);
      show(report, folder, written.count());
      ObjectNode document = files.document();
      document.put("report", folder.resolve("report.html").toString());
      document.put("receipts", written.count());
      answer(document);
      return lookAhead.map(check -> check.findings().isEmpty()).orElse(true)
          ? Exit.DONE
          : Exit.NOT_VERIFIED;
    }
  }

  private static Report report(
      Backtest.Terms terms,
      History history,
      Outcome outcome,
      Optional<ModelBundle> model,
      Optional<LookAhead.Result> lookAhead) {
    List<String> warnings = new ArrayList<>();
    model.ifPresent(
        bundle ->
            warnings.addAll(
                LookAhead.training(
                    bundle.card(),
                    outcome.points().getFirst().time(),
                    outcome.points().getLast().time())));
    lookAhead
        .filter(check -> !check.findings().isEmpty())
        .ifPresent(
            check ->
                warnings.add(
                    check.findings().size()
                        + " decisions changed with the future: this backtest means nothing"));
    if (outcome.fills().isEmpty()) {
      warnings.add("no slot of this period traded");
    }
    return new Report(
        "Backtest of " + terms.manifest().name(),
        history,
        outcome,
        Figures.of(outcome),
        Wanted.assumptions(terms, outcome),
        warnings,
        lookAhead);
  }

  private void show(Report report, Path folder, int written) {
    Outcome outcome = report.outcome();
    say(
        style().bold(report.title())
            + "  "
            + Report.time(outcome.points().getFirst().time())
            + " to "
            + Report.time(outcome.points().getLast().time())
            + " UTC, "
            + outcome.decisions().size()
            + " slots");
    report
        .rows()
        .forEach((name, value) -> say("  " + style().dim(Style.pad(name, 33)) + "  " + value));
    report
        .endings()
        .forEach((ending, count) -> say("  " + style().dim(Style.pad(ending, 33)) + "  " + count));
    report.history().notes().forEach(note -> say("  " + style().dim("candles: " + note)));
    report
        .lookAhead()
        .ifPresent(
            check ->
                say(
                    "  look-ahead: "
                        + check.compared()
                        + " decisions made again, "
                        + check.findings().size()
                        + " changed"));
    report.warnings().forEach(warning -> say("  " + style().warn("note: " + warning)));
    if (written > 0) {
      say("  " + written + " receipts in " + Style.path(folder.resolve("receipts").toString()));
    }
    say("  report: " + Style.path(folder.resolve("report.html").toString()));
  }

  /** Shows how far it is, and keeps receipts. */
  private final class Shown implements Backtest.Listener {
    private final String step;
    private final BacktestReceipts written;
    private final ProgressLine line = new ProgressLine(surroundings);
    private int last = -1;

    Shown(String step, BacktestReceipts written) {
      this.step = step;
      this.written = written;
    }

    @Override
    public void progress(long done, long total) {
      int percent = Math.toIntExact(100 * done / Math.max(1, total));
      if (percent != last) {
        last = percent;
        line.at(step, percent, 100);
      }
    }

    @Override
    public void evaluated(dev.countersign.network.evaluate.Evaluation evaluation) {
      written.take(evaluation);
    }
  }
}
