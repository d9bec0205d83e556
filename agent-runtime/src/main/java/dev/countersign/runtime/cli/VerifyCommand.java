package dev.countersign.runtime.cli;

import dev.countersign.network.evaluate.Catalog;
import dev.countersign.network.evaluate.Evaluation;
import dev.countersign.network.evaluate.Evaluator;
import dev.countersign.network.spi.Refused;
import dev.countersign.network.spi.Unable;
import dev.countersign.receipt.Bundle;
import dev.countersign.receipt.Json;
import dev.countersign.receipt.Manifest;
import dev.countersign.receipt.Mode;
import dev.countersign.receipt.PublishedBundle;
import dev.countersign.receipt.Receipt;
import dev.countersign.receipt.ReceiptRejected;
import dev.countersign.receipt.Receipts;
import dev.countersign.receipt.Report;
import dev.countersign.receipt.Trust;
import dev.countersign.runtime.agent.Exit;
import dev.countersign.runtime.agent.Failure;
import dev.countersign.runtime.agent.Network;
import dev.countersign.runtime.agent.Networks;
import dev.countersign.runtime.backtest.BacktestReceipts;
import dev.countersign.runtime.backtest.StandIn;
import dev.countersign.runtime.run.LocalInference;
import dev.countersign.runtime.run.Trusts;
import dev.countersign.strategies.backtest.HistoryFile;
import dev.countersign.strategies.backtest.HistoryRefused;
import dev.countersign.strategies.backtest.SeenCandles;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import tools.jackson.databind.node.ObjectNode;

/** Checks a receipt bundle offline. */
@Command(
    name = "verify",
    description = {
      "Check a receipt bundle offline: signatures, digests, the certificate, and what it binds.",
      "Whom to believe comes from the networks file, from this machine's own devnet, or from"
          + " --trust; never from the bundle."
    },
    mixinStandardHelpOptions = true,
    footer = {
      "",
      "Examples:",
      "  countersign verify .countersign/receipts/rebalancer-1764000000.receipt.json",
      "  countersign verify --re-execute --trust trust.json some.receipt.json"
    })
final class VerifyCommand extends Subcommand {
  @Parameters(paramLabel = "BUNDLE", description = "A file NAME.receipt.json.")
  Path bundle = Path.of("");

  @Option(
      names = "--trust",
      paramLabel = "FILE",
      description = "Whom to believe: chain id, gate, verifiers with intervals, quorum, as JSON.")
  @Nullable Path trustFile;

  @Option(
      names = "--re-execute",
      description = "Run the model, the strategy and the policy again on what the bundle shows.")
  boolean reExecute;

  @Option(
      names = "--data",
      paramLabel = "FILE",
      description = "For a receipt of a backtest: the candles that it must have seen.")
  @Nullable Path data;

  VerifyCommand(Surroundings surroundings) {
    super(surroundings);
  }

  @Override
  Exit run() throws Failure, IOException {
    byte[] bytes = read(bundle);
    try {
      PublishedBundle published = PublishedBundle.parse(bytes);
      if (published.manifest().chainId() == StandIn.CHAIN_ID) {
        return backtested(published.whole());
      }
      if (data != null) {
        throw new Failure(
            Exit.CONFIGURATION,
            bundle + " is not of a backtest, so that --data says nothing of it");
      }
      Named named = trust(published);
      Report report = Receipts.verify(bytes, named.trust());
      Optional<Evaluation> again =
          reExecute ? Optional.of(replay(published.whole())) : Optional.empty();
      show(report, named.source(), again);
      return Exit.DONE;
    } catch (ReceiptRejected e) {
      throw new Failure(
          Exit.NOT_VERIFIED, bundle + " is not verified: " + e.reason() + ": " + e.getMessage(), e);
    }
  }

  private static byte[] read(Path file) throws Failure {
    try (InputStream in = Files.newInputStream(file)) {
      // One byte more than allowed, so that the check sees that it is too large.
      return in.readNBytes(Json.MAX_BYTES + 1);
    } catch (IOException e) {
      throw new Failure(Exit.CONFIGURATION, "cannot read " + file + ": " + Causes.of(e), e);
    }
  }

  /** Trust, and who said so. */
  private record Named(Trust trust, String source) {}

  /** The bundle only chooses among those that are trusted anyway. */
  private Named trust(PublishedBundle published) throws Failure, ReceiptRejected {
    Path file = trustFile;
    if (file != null) {
      return new Named(Trust.parse(Json.parse(read(file))), file.toString());
    }
    Manifest manifest = published.manifest();
    Receipt receipt = Receipt.parse(published.envelope().payloadBytes());
    boolean paper = receipt.receipt().mode() == Mode.PAPER;
    for (Network network : known()) {
      boolean itsGate =
          network.accounts().values().stream()
              .anyMatch(account -> account.gate().equals(manifest.gate()));
      if (network.chainId() == manifest.chainId() && itsGate) {
        Trust trust = Trusts.of(network, manifest.gate());
        return new Named(paper ? trust.forPaper() : trust, "the network " + network.name());
      }
    }
    return new Named(Trust.NONE, "nobody");
  }

  private List<Network> known() throws Failure {
    Networks networks = workplace().networks();
    List<Network> known = new ArrayList<>();
    for (String name : networks.names()) {
      if (networks.isDevnet(name)) {
        workplace().snapshot().read(name).ifPresent(known::add);
      } else {
        known.add(networks.network(name, this::variable));
      }
    }
    return known;
  }

  /** Nobody is asked here, so that a variable in a URL may be unset. */
  private String variable(String name) {
    String value = surroundings.variable(name);
    return value == null || value.isEmpty() ? "http://localhost" : value;
  }

  /** Nobody countersigns a backtest; whoever wants to know makes the decision again. */
  private Exit backtested(Bundle whole) throws Failure, ReceiptRejected, IOException {
    if (!reExecute || trustFile != null) {
      throw new Failure(
          Exit.NOT_VERIFIED,
          bundle
              + " is of a backtest, which no verifier countersigns, whoever is trusted; check it"
              + " with --re-execute and without --trust");
    }
    BacktestReceipts.requireNothingClaimed(whole);
    Evaluation evaluation = replay(whole);
    Path candles = data;
    if (candles != null) {
      requireSeen(whole, candles);
    }
    say(
        style().good("reproduced")
            + "  a decision of a backtest, the same receipt to the byte: "
            + evaluation.decision().because());
    say(
        candles == null
            ? "  The candles are as the receipt shows them; --data FILE compares them with a file."
            : "  The candles are those of "
                + candles
                + "; balances are as the receipt shows them.");
    answer(
        JSON.createObjectNode()
            .put("verified", false)
            .put("reExecuted", true)
            .put("backtest", true)
            .put("candlesCompared", candles != null));
    return Exit.DONE;
  }

  private void requireSeen(Bundle whole, Path candles) throws Failure, IOException {
    if (!Files.exists(candles)) {
      throw new Failure(Exit.CONFIGURATION, "there is no file " + candles + " with candles");
    }
    try {
      SeenCandles.require(whole, HistoryFile.read(candles));
    } catch (Refused e) {
      throw new Failure(
          Exit.NOT_VERIFIED, bundle + " is not of these candles: " + e.getMessage(), e);
    } catch (HistoryRefused e) {
      throw new Failure(Exit.CONFIGURATION, String.valueOf(e.getMessage()), e);
    }
  }

  private Evaluation replay(Bundle whole) throws Failure, ReceiptRejected {
    try (LocalInference inference = LocalInference.of(whole.manifest(), workplace().models())) {
      return new Evaluator(Catalog.load()).replay(whole, inference);
    } catch (Refused e) {
      throw new Failure(
          Exit.NOT_VERIFIED,
          bundle
              + " came out otherwise when it was run again: "
              + e.reason()
              + ": "
              + e.getMessage(),
          e);
    } catch (Unable e) {
      throw new Failure(
          Exit.CONFIGURATION, "cannot run " + bundle + " again here: " + e.getMessage(), e);
    }
  }

  private void show(Report report, String source, Optional<Evaluation> again) {
    say(
        style().good("verified")
            + "  receipt "
            + report.receiptId()
            + "  slot "
            + report.slot()
            + "  "
            + report.mode().name().toLowerCase(Locale.ROOT));
    for (Report.Claim claim : report.claims()) {
      String standing = claim.standing().name().toLowerCase(Locale.ROOT).replace('_', ' ');
      String word = Style.pad(standing, 13);
      boolean followed =
          claim.standing() == Report.Standing.RECHECKED
              || claim.standing() == Report.Standing.COUNTERSIGNED;
      say(
          "  "
              + (followed ? style().good(word) : style().warn(word))
              + "  "
              + Style.pad(claim.what(), 13)
              + "  "
              + claim.sentence());
    }
    again.ifPresent(
        evaluation ->
            say(
                "  "
                    + style().good(Style.pad("re-executed", 13))
                    + "  "
                    + Style.pad("decision", 13)
                    + "  the same receipt to the byte: "
                    + evaluation.decision().because()));
    say(
        "  "
            + Style.pad("believed", 13)
            + "  "
            + source
            + ": "
            + report.trust().quorum()
            + " of "
            + report.trust().verifiers().size()
            + " verifiers, gate "
            + report.trust().gate().checksummed());
    ObjectNode document = JSON.createObjectNode().put("verified", true);
    document.set("report", report.toJson());
    document.put("trustFrom", source).put("reExecuted", again.isPresent());
    answer(document);
  }
}
