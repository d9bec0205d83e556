package dev.countersign.network.evaluate;

import dev.countersign.network.spi.Planner;
import dev.countersign.network.spi.Strategy;
import dev.countersign.receipt.BlockRef;
import dev.countersign.receipt.Bundle;
import dev.countersign.receipt.Bytes32;
import dev.countersign.receipt.CallsHash;
import dev.countersign.receipt.Dsse;
import dev.countersign.receipt.Manifest;
import dev.countersign.receipt.Mode;
import dev.countersign.receipt.Observation;
import dev.countersign.receipt.Receipt;
import dev.countersign.receipt.ReceiptRejected;
import dev.countersign.receipt.Said;
import dev.countersign.receipt.Slot;
import dev.countersign.receipt.Tensor;
import java.util.List;
import java.util.Optional;

/**
 * What came of a slot: what was seen, what the model said, what was decided and what is to happen.
 * The policy allows it.
 *
 * @param manifest the agent
 * @param slot the slot
 * @param window the slot's window
 * @param block the pinned block
 * @param observations the manifest's in its order, the account, then the quotes
 * @param inputs what the model was given, by name; empty without a model
 * @param model what it gave; {@link Inference.Outputs#NONE} without a model
 * @param decision the intents and the sentence that explains them
 * @param plan the calls and flows
 */
public record Evaluation(
    Manifest manifest,
    Slot slot,
    Window window,
    BlockRef block,
    List<Observation> observations,
    List<Tensor> inputs,
    Inference.Outputs model,
    Strategy.Decision decision,
    Planner.Plan plan) {
  /** Copies the lists. */
  public Evaluation {
    observations = List.copyOf(observations);
    inputs = List.copyOf(inputs);
  }

  /** What the model gave, by name; empty without a model. */
  public List<Tensor> outputs() {
    return model.tensors();
  }

  /** Unix seconds of the pinned block. */
  public long validAfter() {
    return block.timestamp();
  }

  /** Unix seconds of the window's end, which is the deadline inside the calls. */
  public long validUntil() {
    return window.closesAt();
  }

  /**
   * The receipt of this evaluation as this machine made it.
   *
   * @param previous the agent's last receiptId, or zeros
   */
  public Receipt receipt(Mode mode, Bytes32 previous) {
    return receipt(mode, previous, model.runtime());
  }

  /**
   * The receipt of this evaluation as another machine says it made it. What ran the model there
   * cannot be known here; under which profile it is checked can.
   *
   * @param claimed engine, version, threads and device are taken from it
   */
  public Receipt receipt(Mode mode, Bytes32 previous, Receipt.Platform claimed) {
    Optional<Said> said = said();
    Receipt.Output output =
        said.map(words -> Receipt.Output.of(words, outputs()))
            .orElseGet(() -> Receipt.Output.of(outputs()));
    Manifest.Decide decide = manifest.decide();
    return new Receipt(
        new Receipt.Header(
            Receipt.VERSION,
            manifest.agentId(),
            slot,
            mode,
            window.opensAt(),
            window.closesAt(),
            previous),
        new Receipt.ManifestRef(manifest.digest()),
        new Receipt.Model(
            decide.model().id(),
            decide.model().digest(),
            model.format(),
            model.tokenizer(),
            model.template(),
            model.graph()),
        new Receipt.Platform(
            manifest.verify().profile(),
            claimed.engine(),
            claimed.version(),
            claimed.threads(),
            claimed.device()),
        Receipt.Input.of(observations, inputs),
        sampling(),
        output,
        said.map(Receipt.Evidence::logits).orElseGet(() -> Receipt.Evidence.outputs(output)),
        new Receipt.Action(
            decision.intents(),
            manifest.chainId(),
            manifest.account(),
            CallsHash.of(plan.calls(), plan.flows()),
            validAfter(),
            validUntil()));
  }

  /** How tokens were drawn, with the block that nobody chose where a seed depends on it. */
  private Receipt.Sampling sampling() {
    Receipt.Sampling drawn = model.sampling();
    return drawn.seed().equals(Bytes32.ZERO)
        ? drawn
        : new Receipt.Sampling(
            drawn.spec(),
            drawn.temperature(),
            drawn.topK(),
            drawn.topP(),
            drawn.seed(),
            new Receipt.Beacon(manifest.chainId(), block.hash()));
  }

  private Optional<Said> said() {
    if (!model.format().equals(Receipt.Model.DECODER)) {
      return Optional.empty();
    }
    try {
      return Optional.of(Said.in(outputs()));
    } catch (ReceiptRejected e) {
      throw new IllegalStateException("an engine for language models gave something else", e);
    }
  }

  /** Everything that others need to check this, with the signed receipt. */
  public Bundle bundle(Dsse envelope) {
    return new Bundle(
        manifest,
        envelope,
        observations,
        inputs,
        outputs(),
        plan.calls(),
        plan.flows(),
        Optional.empty());
  }
}
