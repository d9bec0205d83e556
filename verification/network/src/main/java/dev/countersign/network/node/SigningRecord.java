package dev.countersign.network.node;

import dev.countersign.network.evaluate.SlotRules.Answered;
import dev.countersign.network.evaluate.Window;
import dev.countersign.receipt.Bytes32;
import dev.countersign.receipt.Slot;
import java.util.List;

/**
 * What a verifier has put its name to for one window of a slot. The shape is that of a validator's
 * slashing protection: a pure decision, written down before anyone hears of it.
 *
 * @param scope whose slots these are: the agent, or the manifest where no gate knows the agent
 * @param slot the slot
 * @param window the window
 * @param receiptId what was answered
 * @param outcome how
 */
record SigningRecord(Bytes32 scope, Slot slot, Window window, Bytes32 receiptId, Outcome outcome) {

  /** The longest deadline of a manifest, in seconds. */
  static final long LONGEST_WINDOW = 86_400;

  /** How a receipt was answered. */
  enum Outcome {
    /** A verdict on calls. */
    VERDICT,
    /** A verdict on doing nothing: a result, so the slot is done. */
    HOLD,
    /** A refusal: final for the slot. */
    REFUSAL
  }

  /** What may be done about a receipt. */
  sealed interface Decision {
    /** It may be answered, and this is to be written down first. */
    record Allowed(SigningRecord next) implements Decision {}

    /** It was answered before: give the same answer. */
    record Repeat(SigningRecord earlier) implements Decision {}

    /** Another receipt was answered for the slot. */
    record Denied(String sentence) implements Decision {}
  }

  /**
   * What the chain says for certain about a slot.
   *
   * @param time unix seconds of a finalized block
   * @param lastSlot the last slot that the gate had executed for the agent at that block
   */
  record Finality(long time, long lastSlot) {
    /** Nothing is known: no slot may be answered a second time. */
    static final Finality UNKNOWN = new Finality(0, 0);
  }

  /**
   * Whether this may follow what was answered for the same slot before. Pure.
   *
   * @param before every record of the same scope and slot
   */
  Decision after(List<SigningRecord> before, Finality finality) {
    for (SigningRecord earlier : before) {
      if (!earlier.scope.equals(scope) || !earlier.slot.equals(slot)) {
        throw new IllegalArgumentException("a record of another slot: " + earlier);
      }
      if (earlier.receiptId.equals(receiptId)) {
        return new Decision.Repeat(earlier);
      }
    }
    for (SigningRecord earlier : before) {
      String sentence = earlier.objection(this, finality);
      if (!sentence.isEmpty()) {
        return new Decision.Denied(sentence);
      }
    }
    return new Decision.Allowed(this);
  }

  /** Why another receipt may not follow this one, in a sentence; empty when it may. */
  private String objection(SigningRecord next, Finality finality) {
    String answered = "receipt " + receiptId + " was answered for slot " + slot;
    return switch (outcome) {
      case HOLD -> answered + " with a verdict on doing nothing; the slot is done";
      case REFUSAL -> answered + " with a refusal, which is final for the slot";
      case VERDICT -> {
        if (next.window.index() <= window.index()) {
          yield answered + " in its window " + window.index();
        }
        // Until no chain can execute it any more, another verdict could be a second effect.
        if (finality.time <= window.closesAt()) {
          yield answered
              + ", which may still be executed: no finalized block is later than "
              + window.closesAt();
        }
        yield finality.lastSlot >= slot.value()
            ? answered + ", and the gate has executed slot " + finality.lastSlot
            : "";
      }
    };
  }

  /** The slot and the window, for the rule on the distance between runs on request. */
  Answered answered() {
    return new Answered(slot, window.opensAt());
  }
}
