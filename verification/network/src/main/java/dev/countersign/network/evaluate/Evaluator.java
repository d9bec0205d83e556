package dev.countersign.network.evaluate;

import dev.countersign.network.chain.ChainReader;
import dev.countersign.network.chain.ChainUnavailable;
import dev.countersign.network.spi.PinnedChain;
import dev.countersign.network.spi.Planner;
import dev.countersign.network.spi.Refused;
import dev.countersign.network.spi.Strategy;
import dev.countersign.network.spi.Unable;
import dev.countersign.receipt.BlockRef;
import dev.countersign.receipt.Bundle;
import dev.countersign.receipt.Instruction;
import dev.countersign.receipt.Manifest;
import dev.countersign.receipt.Manifest.ModelRef;
import dev.countersign.receipt.Observation;
import dev.countersign.receipt.ObservationClass;
import dev.countersign.receipt.Profile;
import dev.countersign.receipt.Reason;
import dev.countersign.receipt.Receipt;
import dev.countersign.receipt.ReceiptRejected;
import dev.countersign.receipt.Receipts;
import dev.countersign.receipt.Slot;
import dev.countersign.receipt.Tensor;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import tools.jackson.databind.JsonNode;

/**
 * Turns a slot of a manifest into calls: observe, infer, decide, plan, check. The runtime runs it
 * to make a receipt, a verifier runs it to judge one; on the same chain both get the same bytes.
 *
 * <p>Guarantees: every observation is read at the slot's pinned block, which nobody chooses; what
 * comes out depends on the manifest, the slot, the window and the chain at that block, and on
 * nothing else. It returns normally only when the policy allows the plan.
 *
 * <p>Does not judge the time (see {@link SlotRules}), nor whether the manifest is registered.
 */
public final class Evaluator {
  private final Catalog catalog;

  /** An evaluator with these sources, strategies and planner. */
  public Evaluator(Catalog catalog) {
    this.catalog = catalog;
  }

  /** Evaluates a slot for which nobody said anything. */
  public Evaluation evaluate(
      Manifest manifest,
      Slot slot,
      long window,
      ChainReader chain,
      Inference inference,
      EvaluationListener listener)
      throws Refused, Unable, ChainUnavailable {
    return evaluate(manifest, slot, window, Optional.empty(), chain, inference, listener);
  }

  /**
   * Evaluates a slot.
   *
   * @param window which of the slot's windows
   * @param instruction what somebody told the agent to do in this slot
   * @throws Refused when the answer is no for everyone who evaluates this slot and window
   * @throws Unable when it cannot be given here: a strategy or a model is missing, or the chain was
   *     reorganised meanwhile
   */
  public Evaluation evaluate(
      Manifest manifest,
      Slot slot,
      long window,
      Optional<Instruction> instruction,
      ChainReader chain,
      Inference inference,
      EvaluationListener listener)
      throws Refused, Unable, ChainUnavailable {
    return evaluate(
        manifest, slot, window, instruction, chain, new Models(inference, List.of()), listener);
  }

  private Evaluation evaluate(
      Manifest manifest,
      Slot slot,
      long window,
      Optional<Instruction> instruction,
      ChainReader chain,
      Models models,
      EvaluationListener listener)
      throws Refused, Unable, ChainUnavailable {
    authorise(instruction, manifest, slot);
    SlotRules.checkSchedule(manifest, slot);
    Window open = Window.of(manifest, slot, window);
    SlotRules.checkCurrent(manifest, slot, open);
    BlockRef block = pin(manifest, slot, open, chain);
    listener.pinned(block);
    Sight sight = new Sight.OfChain(catalog, manifest, new PinnedChain(chain, block), instruction);
    Evaluation evaluation = new Steps(manifest, slot, open, models, listener).run(sight);
    if (!chain.block(block.number()).equals(block)) {
      throw new Unable(
          Reason.BLOCK_UNKNOWN, "block " + block.number() + " was reorganised while it was read");
    }
    return evaluation;
  }

  private static void authorise(Optional<Instruction> instruction, Manifest manifest, Slot slot)
      throws Refused {
    try {
      if (instruction.isPresent()) {
        instruction.get().verify(manifest, slot);
      }
    } catch (ReceiptRejected e) {
      throw new Refused(e.reason(), String.valueOf(e.getMessage()));
    }
  }

  /** The one instruction that a bundle may hold. */
  private static Optional<Instruction> instruction(Bundle bundle) throws Refused {
    List<Observation> said =
        bundle.observations().stream()
            .filter(seen -> seen.observationClass() == ObservationClass.INSTRUCTION)
            .toList();
    if (said.size() > 1) {
      throw new Refused(Reason.OBSERVATION_MISMATCH, "a slot has one instruction, not more");
    }
    try {
      return said.isEmpty()
          ? Optional.empty()
          : Optional.of(Instruction.parse(said.getFirst().content()));
    } catch (ReceiptRejected e) {
      throw new Refused(e.reason(), String.valueOf(e.getMessage()));
    }
  }

  /**
   * Evaluates what a receipt is about and returns only when everything comes out as the bundle
   * claims, to the byte.
   *
   * @param claimed what {@link Receipts#checkUncertified} gave for the bundle
   * @throws Refused with the reason of the first step that comes out otherwise
   */
  public Evaluation reproduce(
      Bundle bundle, Receipt claimed, ChainReader chain, Inference inference)
      throws Refused, Unable, ChainUnavailable {
    Comparison comparison = new Comparison(bundle, claimed);
    Window window = window(bundle.manifest(), claimed);
    Evaluation evaluation =
        evaluate(
            bundle.manifest(),
            claimed.receipt().slot(),
            window.index(),
            instruction(bundle),
            chain,
            new Models(inference, bundle.outputs()),
            comparison);
    comparison.finish(evaluation);
    return evaluation;
  }

  /**
   * The same without a chain: the observations are taken from the bundle and nothing says that they
   * are true, nor that the block is the slot's. The model, the decision, the plan, the policy and
   * the receipt's bytes are re-done.
   *
   * @throws ReceiptRejected when the bundle does not even fit together
   * @throws Refused with the reason of the first step that comes out otherwise
   */
  public Evaluation replay(Bundle bundle, Inference inference)
      throws ReceiptRejected, Refused, Unable {
    Receipt claimed = Receipts.checkUncertified(bundle);
    Manifest manifest = bundle.manifest();
    Slot slot = claimed.receipt().slot();
    SlotRules.checkSchedule(manifest, slot);
    Window window = window(manifest, claimed);
    SlotRules.checkCurrent(manifest, slot, window);
    if (bundle.observations().isEmpty()) {
      throw new Refused(Reason.OBSERVATION_MISMATCH, "the receipt lacks the observation account");
    }
    BlockRef block = bundle.observations().getFirst().block();
    Comparison comparison = new Comparison(bundle, claimed);
    comparison.pinned(block);
    if (block.timestamp() > window.opensAt()) {
      throw new Refused(
          Reason.WRONG_BLOCK,
          "the block's time "
              + block.timestamp()
              + " is after the window opened at "
              + window.opensAt());
    }
    Evaluation evaluation;
    try {
      evaluation =
          new Steps(manifest, slot, window, new Models(inference, bundle.outputs()), comparison)
              .run(new Sight.Recorded(block, bundle.observations()));
    } catch (ChainUnavailable e) {
      throw new Unable(Reason.INTERNAL, "a bundle reads no chain", e);
    }
    comparison.finish(evaluation);
    return evaluation;
  }

  /** The window that the receipt says it was issued for. */
  public static Window window(Manifest manifest, Receipt claimed) throws Refused {
    Receipt.Header header = claimed.receipt();
    return Window.opening(manifest, header.slot(), header.issuedAt())
        .filter(window -> window.closesAt() == header.expiresAt())
        .orElseThrow(
            () ->
                new Refused(
                    Reason.RECEIPT_MISMATCH,
                    "no window of slot %s opens at %d and closes at %d"
                        .formatted(header.slot(), header.issuedAt(), header.expiresAt())));
  }

  private static BlockRef pin(Manifest manifest, Slot slot, Window window, ChainReader chain)
      throws Refused, ChainUnavailable {
    BlockRef block = chain.blockAtOrBefore(window.opensAt());
    if (manifest.schedule().on().equals("block")) {
      BlockRef anchor = window.index() == 0 ? block : chain.blockAtOrBefore(slot.anchor());
      SlotRules.checkAnchorBlock(manifest, slot, anchor.timestamp());
      SlotRules.checkCurrentBlock(manifest, slot, block.timestamp());
    }
    return block;
  }

  /**
   * What runs models.
   *
   * @param claimed the outputs that a bundle claims, empty where none does
   */
  private record Models(Inference inference, List<Tensor> claimed) {}

  /** One evaluation. */
  private final class Steps {
    private final Manifest manifest;
    private final Slot slot;
    private final Window window;
    private final Models models;
    private final EvaluationListener listener;

    Steps(Manifest manifest, Slot slot, Window window, Models models, EvaluationListener listener) {
      this.manifest = manifest;
      this.slot = slot;
      this.window = window;
      this.models = models;
      this.listener = listener;
    }

    Evaluation run(Sight sight) throws Refused, Unable, ChainUnavailable {
      Strategy strategy = strategy();
      List<Observation> seen = sight.observe();
      SlotRules.checkRising(slot, lastSlot(seen));
      listener.observed(seen);

      List<Tensor> inputs = inputs(strategy, seen);
      Inference.Outputs model = infer(inputs);
      Strategy.Decision decision =
          strategy.decide(
              new Strategy.Input(
                  manifest, manifest.decide().with(), slot, seen, byName(model.tensors())));
      listener.decided(decision);

      List<Observation> quotes = sight.quotes(decision.intents());
      List<Observation> all = new ArrayList<>(seen);
      all.addAll(quotes);
      Planner planner = catalog.planner();
      Planner.Plan plan = planner.plan(manifest, decision.intents(), all, window.closesAt());
      listener.planned(quotes, plan);
      planner.check(manifest, decision.intents(), plan, all);
      listener.checked();
      return new Evaluation(
          manifest, slot, window, sight.block(), all, inputs, model, decision, plan);
    }

    private Strategy strategy() throws Refused, Unable {
      if (manifest.verify().profile() != Profile.EXACT) {
        throw new Refused(
            Reason.PROFILE_NOT_PERMITTED,
            "only the profile exact can be evaluated here, not " + manifest.verify().profile());
      }
      Strategy strategy = catalog.strategy(manifest.decide());
      if (!strategy.prompted() && !manifest.instructorKeys().isEmpty()) {
        throw new Refused(Reason.SCHEMA, "strategy " + strategy.id() + " takes no instructions");
      }
      List<String> problems = strategy.problems(manifest);
      if (!problems.isEmpty()) {
        throw new Refused(
            Reason.SCHEMA, "strategy " + strategy.id() + ": " + String.join("; ", problems));
      }
      return strategy;
    }

    private List<Tensor> inputs(Strategy strategy, List<Observation> seen) throws Refused {
      Map<String, Tensor> features = strategy.features(manifest, slot, seen);
      boolean model = !manifest.decide().model().equals(ModelRef.NONE);
      if (model == features.isEmpty()) {
        throw new Refused(
            Reason.SCHEMA,
            "strategy "
                + strategy.id()
                + (model ? " uses no model; the manifest names one" : " needs a model"));
      }
      return features.values().stream().sorted(Comparator.comparing(Tensor::name)).toList();
    }

    private Inference.Outputs infer(List<Tensor> inputs) throws Refused, Unable {
      if (inputs.isEmpty()) {
        return Inference.Outputs.NONE;
      }
      Inference.Outputs outputs =
          models
              .inference()
              .infer(manifest.decide().model(), byName(inputs), byName(models.claimed()));
      listener.inferred(inputs, outputs.tensors());
      return outputs;
    }
  }

  private static Map<String, Tensor> byName(List<Tensor> tensors) {
    return tensors.stream().collect(Collectors.toUnmodifiableMap(Tensor::name, tensor -> tensor));
  }

  private static long lastSlot(List<Observation> seen) throws Unable {
    for (Observation observation : seen) {
      JsonNode lastSlot = observation.content().path("lastSlot");
      if (observation.kind().equals("account") && lastSlot.isIntegralNumber()) {
        return lastSlot.longValue();
      }
    }
    throw new Unable(Reason.INTERNAL, "the planner did not say which slot was executed last");
  }
}
