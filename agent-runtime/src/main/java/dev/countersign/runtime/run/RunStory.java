package dev.countersign.runtime.run;

import dev.countersign.network.evaluate.EvaluationListener;
import dev.countersign.network.quorum.Answer;
import dev.countersign.network.quorum.Attestation;
import dev.countersign.network.spi.Planner;
import dev.countersign.network.spi.Strategy;
import dev.countersign.receipt.BlockRef;
import dev.countersign.receipt.Bundle;
import dev.countersign.receipt.Bytes32;
import dev.countersign.receipt.Manifest;
import dev.countersign.receipt.Mode;
import dev.countersign.receipt.Observation;
import dev.countersign.receipt.Reason;
import dev.countersign.receipt.ReceiptRejected;
import dev.countersign.receipt.Slot;
import dev.countersign.receipt.Tensor;
import dev.countersign.runtime.agent.Exit;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.LongSupplier;

/** Gathers what happens in one run, times it, and passes it on. */
public final class RunStory implements EvaluationListener {
  private final Manifest manifest;
  private final Slot slot;
  private final Mode mode;
  private final String network;
  private final RunListener listener;
  private final LongSupplier nanos;
  private final Words words;

  private long last;
  private Optional<BlockRef> block = Optional.empty();
  private final List<Observation> seen = new ArrayList<>();
  private Optional<RunReport.Model> model = Optional.empty();
  private Optional<RunReport.Decision> decision = Optional.empty();
  private Optional<Bytes32> receiptId = Optional.empty();
  private List<Answer> verifiers = List.of();
  private final List<RunReport.Step> steps = new ArrayList<>();
  private Planner.Plan plan = Planner.Plan.NOTHING;
  private List<Observation> quotes = List.of();
  private String bundle = "";

  RunStory(
      Manifest manifest,
      Slot slot,
      Mode mode,
      String network,
      RunListener listener,
      LongSupplier nanos) {
    this.manifest = manifest;
    this.slot = slot;
    this.mode = mode;
    this.network = network;
    this.listener = listener;
    this.nanos = nanos;
    this.words = new Words(manifest);
    this.last = nanos.getAsLong();
  }

  private long step(String name) {
    long now = nanos.getAsLong();
    long millis = (now - last) / 1_000_000;
    last = now;
    steps.add(new RunReport.Step(name, millis));
    return millis;
  }

  void begins() {
    listener.begins(manifest, slot, mode);
  }

  void waits(String why, long seconds) {
    listener.waits(why, seconds);
  }

  @Override
  public void pinned(BlockRef pinned) {
    block = Optional.of(pinned);
    step("pin");
  }

  @Override
  public void observed(List<Observation> observations) {
    seen.addAll(observations);
    listener.observed(block.orElseThrow(), observations, step("observe"));
  }

  @Override
  public void inferred(List<Tensor> inputs, List<Tensor> outputs) {
    tellModel(outputs);
    listener.inferred(outputs, step("infer"));
  }

  private void tellModel(List<Tensor> outputs) {
    Manifest.ModelRef ref = manifest.decide().model();
    model =
        Optional.of(
            new RunReport.Model(ref.id(), ref.digest(), Tensor.digest(outputs), Words.of(outputs)));
  }

  @Override
  public void decided(Strategy.Decision made) {
    decision =
        Optional.of(
            new RunReport.Decision(
                made.intents().stream().map(words::of).toList(), made.because()));
    listener.decided(made, step("decide"));
  }

  @Override
  public void planned(List<Observation> read, Planner.Plan planned) {
    seen.addAll(read);
    quotes = read;
    plan = planned;
    step("quote");
  }

  @Override
  public void checked() {
    listener.checked(plan, quotes, step("check"));
  }

  void receipted(Bytes32 id) {
    receiptId = Optional.of(id);
    step("receipt");
    listener.receipted(id);
  }

  /** What an earlier, interrupted run of the same window had found. */
  void resumed(Bundle begun) throws ReceiptRejected {
    block = Optional.of(begun.observations().getFirst().block());
    seen.addAll(begun.observations());
    if (!begun.outputs().isEmpty()) {
      tellModel(begun.outputs());
    }
    decision =
        Optional.of(
            new RunReport.Decision(
                begun.receipt().action().intents().stream().map(words::of).toList(),
                "decided by an earlier run of this slot, whose receipt is sent again"));
    receiptId = Optional.of(begun.receipt().receiptId());
    step("resume");
  }

  void attested(Attestation attestation, int quorum) {
    verifiers = attestation.answers();
    listener.attested(attestation, quorum, step("attest"));
  }

  void written(Path file) {
    bundle = file.toString();
    step("write");
  }

  /** The action is in a block. */
  public void mined(RunReport.Execution mined) {
    listener.executed(mined, step("execute"));
  }

  /** It is written down that it is under way. */
  void startsFor(RunReport report) {
    listener.underWay(report);
  }

  /** Before anything of the action can be seen: what was decided, and who countersigned it. */
  RunReport underWay() {
    return report(
        Exit.UNREACHABLE,
        RunReport.UNDER_WAY,
        "certified, and on its way to the chain; the next command that works there says what"
            + " became of it");
  }

  RunReport executed(Execution.Outcome outcome) {
    if (outcome instanceof Execution.Executed done && done.execution().settled()) {
      listener.settled(done.execution(), step("settle"));
    }
    return underWay().after(outcome);
  }

  RunReport held() {
    return report(Exit.DONE, "held", "nothing was to be done; the decision has a receipt");
  }

  RunReport simulated(String sentence) {
    step("simulate");
    return report(Exit.DONE, "simulated", sentence);
  }

  RunReport refused(Reason reason, String sentence) {
    Exit exit = reason == Reason.PAUSED ? Exit.STOPPED : Exit.REFUSED;
    return report(exit, "refused", "refused: " + reason + ": " + sentence);
  }

  RunReport notVerified(Attestation attestation, int quorum) {
    long verdicts =
        attestation.answers().stream().filter(a -> a.kind() == Answer.Kind.VERDICT).count();
    return report(
        Exit.NOT_VERIFIED,
        "not verified",
        "nothing moves: "
            + verdicts
            + " of the "
            + quorum
            + " verdicts that are needed; "
            + attestation.summary());
  }

  private RunReport report(Exit exit, String status, String sentence) {
    return new RunReport(
        manifest.name(),
        manifest.agentId(),
        slot.runId(manifest.agentId()),
        slot,
        network,
        mode.name().toLowerCase(Locale.ROOT),
        manifest.digest(),
        exit,
        status,
        sentence,
        block,
        seen.stream()
            .map(o -> new RunReport.Seen(o.kind(), o.source(), o.digest(), words.of(o)))
            .toList(),
        model,
        decision,
        receiptId,
        verifiers,
        Optional.empty(),
        List.of(),
        steps,
        bundle);
  }
}
