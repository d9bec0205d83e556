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

  /**
   * How long a record is kept after its window closed, in seconds of the chain's finalized time.
   * Nothing that can still be asked needs an older one: a window that is open pins a block of the
   * last day, in which no older verdict can be executed any more; and it is of a slot of the last
   * two days where runs are on request, so that an interval which an older record would be within
   * is longer than two days, and the newest record, which is always kept, is within it too.
   */
  static final long KEPT = 4 * LONGEST_WINDOW;

  /** No record was ever let go of. */
  static final long NONE_FORGOTTEN = -1;

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
   * What is known of the answers for a slot.
   *
   * @param records those that are kept, of one scope and slot
   * @param forgotten the highest slot of the scope whose record was let go of, or {@link
   *     #NONE_FORGOTTEN}
   */
  record History(List<SigningRecord> records, long forgotten) {
    /** Copies the list. */
    History {
      records = List.copyOf(records);
    }
  }

  /** Whether this may follow what was answered for the same slot before. Pure. */
  Decision after(History history, Finality finality) {
    List<SigningRecord> before = history.records();
    for (SigningRecord earlier : before) {
      if (!earlier.scope.equals(scope) || !earlier.slot.equals(slot)) {
        throw new IllegalArgumentException("a record of another slot: " + earlier);
      }
      if (earlier.receiptId.equals(receiptId)) {
        return new Decision.Repeat(earlier);
      }
    }
    if (slot.value() <= history.forgotten()) {
      return new Decision.Denied(
          "what was answered up to slot " + history.forgotten() + " is no longer known here");
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
