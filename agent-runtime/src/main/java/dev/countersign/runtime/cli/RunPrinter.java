package dev.countersign.runtime.cli;

import dev.countersign.network.quorum.Answer;
import dev.countersign.network.quorum.Attestation;
import dev.countersign.network.spi.Planner;
import dev.countersign.network.spi.Strategy;
import dev.countersign.receipt.BlockRef;
import dev.countersign.receipt.Bytes32;
import dev.countersign.receipt.Flow;
import dev.countersign.receipt.Manifest;
import dev.countersign.receipt.Mode;
import dev.countersign.receipt.Observation;
import dev.countersign.receipt.Slot;
import dev.countersign.receipt.Tensor;
import dev.countersign.runtime.agent.Network;
import dev.countersign.runtime.run.RunListener;
import dev.countersign.runtime.run.RunReport;
import dev.countersign.runtime.run.Words;
import dev.countersign.tools.WholeTokens;
import java.io.PrintStream;
import java.math.BigInteger;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Tells a run to a person: a line for each step, as it happens. */
final class RunPrinter implements RunListener {
  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss 'UTC'", Locale.ROOT)
          .withZone(ZoneOffset.UTC);

  /** Of an explanation; what stands before it comes on top. */
  private static final int WIDTH = 98;

  private final PrintStream out;
  private final Style style;
  private final Network network;
  private Words words;

  RunPrinter(PrintStream out, Style style, Network network, Manifest manifest) {
    this.out = out;
    this.style = style;
    this.network = network;
    this.words = new Words(manifest);
  }

  @Override
  public void begins(Manifest manifest, Slot slot, Mode mode) {
    words = new Words(manifest);
    String where = mode.name().toLowerCase(Locale.ROOT) + " on " + network.name();
    out.println();
    out.println(
        style.bold(manifest.name())
            + "  "
            + (mode == Mode.LIVE ? style.warn(where) : where)
            + "  slot "
            + slot
            + style.dim("  " + time(slot.anchor())));
    out.println();
  }

  static String time(long unixSeconds) {
    return TIME.format(Instant.ofEpochSecond(unixSeconds));
  }

  @Override
  public void waits(String why, long seconds) {
    line("wait", -1, why + ": about " + seconds + " s");
  }

  @Override
  public void observed(BlockRef block, List<Observation> observations, long millis) {
    line(
        "observe",
        millis,
        "block "
            + block.number()
            + style.dim(
                "  " + block.hash().prefixed().substring(0, 12) + "  " + time(block.timestamp())));
    for (Observation observation : observations) {
      more(words.of(observation));
    }
  }

  @Override
  public void inferred(List<Tensor> outputs, long millis) {
    Manifest.ModelRef model = words.manifest().decide().model();
    line(
        "infer",
        millis,
        model.id()
            + style.dim(" " + model.digest().hex().substring(0, 10))
            + "  "
            + Words.of(outputs));
    Words.answer(outputs).forEach(this::more);
  }

  @Override
  public void decided(Strategy.Decision decision, long millis) {
    line(
        "decide",
        millis,
        style.bold(String.join("; ", decision.intents().stream().map(words::of).toList())));
    Style.wrapped(decision.because(), WIDTH).forEach(this::more);
  }

  @Override
  public void checked(Planner.Plan plan, List<Observation> quotes, long millis) {
    if (plan.calls().isEmpty()) {
      line("check", millis, "the policy allows it: nothing is called");
      return;
    }
    List<String> parts = new ArrayList<>();
    for (Flow flow : plan.flows()) {
      parts.add(
          flow.least().signum() < 0
              ? "at most " + words.about(flow.token(), flow.least().negate()) + " out"
              : "at least " + words.about(flow.token(), flow.least()) + " in");
    }
    line(
        "check",
        millis,
        "every rule of the policy allows it: "
            + plan.calls().size()
            + " calls, "
            + String.join(", ", parts));
    for (Observation quote : quotes) {
      more(words.of(quote));
    }
  }

  @Override
  public void receipted(Bytes32 receiptId) {
    line("receipt", -1, receiptId + style.dim("  signed, and on disk before anybody sees it"));
  }

  @Override
  public void attested(Attestation attestation, int quorum, long millis) {
    long verdicts =
        attestation.answers().stream().filter(a -> a.kind() == Answer.Kind.VERDICT).count();
    String enough = verdicts + " verdicts, " + quorum + " needed";
    line(
        "attest",
        millis,
        attestation.certificate().isPresent() ? style.good(enough) : style.bad(enough));
    for (Answer answer : attestation.answers()) {
      more(
          Style.pad(answer.name(), 12)
              + "  "
              + kind(answer)
              + "  "
              + style.dim(answer.millis() + " ms  " + answer.address().checksummed())
              + (answer.reason().isEmpty() ? "" : "  " + answer.reason() + ": " + answer.detail()));
    }
  }

  private String kind(Answer answer) {
    return switch (answer.kind()) {
      case VERDICT -> style.good(Style.pad("countersigned", 13));
      case NOT_NEEDED -> style.dim(Style.pad("not needed", 13));
      case REFUSAL -> style.bad(Style.pad("refused", 13));
      case ABSTENTION -> style.warn(Style.pad("abstained", 13));
      case REJECTION -> style.bad(Style.pad("did not take", 13));
      case DISHONEST -> style.bad(Style.pad("dishonest", 13));
      case FAILURE -> style.bad(Style.pad("failed", 13));
    };
  }

  @Override
  public void executed(RunReport.Execution execution, long millis) {
    line(
        "execute",
        millis,
        execution.transaction().prefixed()
            + "  block "
            + execution.block().number()
            + "  gas "
            + String.format(Locale.ROOT, "%,d", execution.gasUsed())
            + "  fee "
            + WholeTokens.about(new BigInteger(execution.fee()), Network.NATIVE_DECIMALS)
            + " "
            + network.nativeCoin());
  }

  @Override
  public void settled(RunReport.Execution execution, long millis) {
    line("settle", millis, style.good("final") + ", and measured by the gate:");
    for (RunReport.Flow flow : execution.flows()) {
      more(
          Style.pad(flow.symbol(), 6)
              + "  "
              + Style.pad(signed(flow.measured()), 22)
              + style.dim("at least " + flow.least()));
    }
  }

  private static String signed(String amount) {
    return amount.startsWith("-") ? amount : "+" + amount;
  }

  /** How it ended, and what to do next. */
  void ends(RunReport report) {
    if (!report.balances().isEmpty()) {
      out.println();
      for (RunReport.Balance balance : report.balances()) {
        out.println(
            "  "
                + Style.pad(balance.symbol(), 9)
                + "  "
                + Style.pad(balance.before(), 22)
                + " -> "
                + balance.after());
      }
    }
    out.println();
    boolean done = report.exit().code() == 0;
    String status = report.status();
    String sentence = report.sentence();
    out.println(
        "  "
            + (done ? style.good(status) : style.bad(status))
            + "  "
            + (sentence.startsWith(status + ": ")
                ? sentence.substring(status.length() + 2)
                : sentence)
            + style.dim("  " + total(report) + " ms in all"));
    if (!report.bundle().isEmpty()) {
      String bundle = Style.path(report.bundle());
      out.println("  bundle     " + bundle);
      out.println("  next       countersign verify " + bundle);
    }
    out.println("             countersign explain " + report.runId());
  }

  private static long total(RunReport report) {
    return report.steps().stream().mapToLong(RunReport.Step::millis).sum();
  }

  private void line(String step, long millis, String text) {
    String time = millis < 0 ? "" : millis + " ms";
    out.println(
        "  "
            + style.bold(Style.pad(step, 9))
            + style.dim(" ".repeat(Math.max(0, 9 - time.length())) + time)
            + "  "
            + text);
  }

  private void more(String text) {
    out.println(" ".repeat(22) + text);
  }
}
