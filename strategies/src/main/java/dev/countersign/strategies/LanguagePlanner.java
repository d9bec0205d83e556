package dev.countersign.strategies;

import dev.countersign.inference.grammar.CallFormat;
import dev.countersign.inference.grammar.CallsRefused;
import dev.countersign.inference.grammar.ToolCall;
import dev.countersign.inference.grammar.ToolCalls;
import dev.countersign.inference.language.Conversation;
import dev.countersign.network.spi.Refused;
import dev.countersign.network.spi.Strategy;
import dev.countersign.receipt.Intent;
import dev.countersign.receipt.Manifest;
import dev.countersign.receipt.Observation;
import dev.countersign.receipt.Reason;
import dev.countersign.receipt.ReceiptRejected;
import dev.countersign.receipt.Said;
import dev.countersign.receipt.Slot;
import dev.countersign.receipt.Tensor;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * {@code planner}: a language model turns an instruction into calls of {@link MoneyTools}, and
 * these into intents.
 *
 * <p>Guarantees: amounts are decimals or shares that stand in the instruction, tokens and
 * recipients are the policy's; an answer that was cut off, that the model was not sure of, or that
 * does not agree with the words of the instruction ({@link Wording}), is a hold. Whoever repeats
 * the decision gets the same intents from the same answer.
 *
 * <p>Does not guarantee that the model understood: that is what caps, recipients and the wording's
 * rules are for.
 */
public final class LanguagePlanner implements Strategy {
  /** A strategy without state. */
  public LanguagePlanner() {}

  @Override
  public String id() {
    return "planner";
  }

  @Override
  public boolean prompted() {
    return true;
  }

  @Override
  public List<String> problems(Manifest manifest) {
    try {
      PlannerTerms.of(manifest);
      return List.of();
    } catch (Refused e) {
      return List.of(String.valueOf(e.getMessage()));
    }
  }

  @Override
  public Map<String, Tensor> features(Manifest manifest, Slot slot, List<Observation> observations)
      throws Refused {
    PlannerTerms terms = PlannerTerms.of(manifest);
    return Map.of(
        Conversation.TENSOR, Dialogue.of(terms, slot, observations).conversation().toTensor());
  }

  @Override
  public Decision decide(Input input) throws Refused {
    PlannerTerms terms = PlannerTerms.of(input.manifest());
    Dialogue dialogue = Dialogue.of(terms, input.slot(), input.observations());
    String finish = finish(input.output());
    if (finish.equals("unsure")) {
      return hold("unsure", "The model was not sure what to do, so it does nothing.");
    }
    if (finish.equals("length")) {
      return hold("cut-off", "The model's answer was cut off, so nothing is done.");
    }
    List<ToolCall> calls = calls(text(input.output()));
    if (calls.getFirst().name().equals(MoneyTools.HOLD)) {
      String reason = calls.getFirst().arguments().path("reason").asString("");
      if (!MoneyTools.HOLD_REASONS.contains(reason) || calls.size() > 1) {
        throw undecodable("a hold stands alone and has a known reason");
      }
      return hold(reason, "The model decided to hold: " + reason + ".");
    }
    Moves moves = Moves.of(terms, dialogue, calls);
    Optional<String> objection = moves.objection();
    if (objection.isPresent()) {
      return hold(
          "unclear",
          "The model planned to "
              + moves.shown()
              + ", but the instruction does not say just that: "
              + objection.get()
              + ".");
    }
    return new Decision(moves.intents(), "The model plans to " + moves.shown() + ".");
  }

  private static String finish(Map<String, Tensor> output) throws Refused {
    try {
      return Said.in(List.copyOf(output.values())).finish();
    } catch (ReceiptRejected e) {
      throw undecodable(String.valueOf(e.getMessage()));
    }
  }

  private static String text(Map<String, Tensor> output) throws Refused {
    Tensor text = output.get("text");
    if (text == null || text.type() != Tensor.Type.UINT8) {
      throw undecodable("the model gave no text");
    }
    return StandardCharsets.UTF_8.decode(text.data()).toString();
  }

  private static List<ToolCall> calls(String text) throws Refused {
    CallFormat format =
        text.startsWith(CallFormat.MISTRAL.marker())
            ? CallFormat.MISTRAL
            : text.startsWith("{") ? CallFormat.LLAMA : CallFormat.HERMES;
    try {
      List<ToolCall> calls = ToolCalls.parse(text, format);
      if (calls.isEmpty()) {
        throw undecodable("the model called nothing");
      }
      return calls;
    } catch (CallsRefused e) {
      throw undecodable(String.valueOf(e.getMessage()));
    }
  }

  private static Refused undecodable(String sentence) {
    return new Refused(Reason.UNDECODABLE, "planner: " + sentence);
  }

  private static Decision hold(String reason, String because) {
    return new Decision(List.of(new Intent.Hold(reason)), because);
  }
}
