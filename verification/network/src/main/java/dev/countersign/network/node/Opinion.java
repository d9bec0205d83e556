package dev.countersign.network.node;

import dev.countersign.network.evaluate.Window;
import dev.countersign.network.node.SigningRecord.Finality;
import dev.countersign.receipt.Address;
import dev.countersign.receipt.Bytes32;
import dev.countersign.receipt.Manifest;
import dev.countersign.receipt.Reason;
import dev.countersign.receipt.Slot;
import dev.countersign.receipt.Verdict;

/**
 * What this verifier found out about a receipt, before it signs anything.
 *
 * @param subject what it is about
 * @param finding what it found
 * @param finality what the chain says for certain about the slot, as far as it was asked
 */
record Opinion(Subject subject, Finding finding, Finality finality) {

  /**
   * A receipt that deserves an answer: by its manifest's key, the manifest registered.
   *
   * @param manifest the agent
   * @param gate the verifying contract: the gate, or the zero address for paper
   * @param receiptId the receipt
   * @param slot its slot
   * @param window its window
   */
  record Subject(Manifest manifest, Address gate, Bytes32 receiptId, Slot slot, Window window) {
    /**
     * Whose slots these are. A paper manifest is registered nowhere, so anybody can make one for
     * anybody's account: its slots are its own and not the agent's.
     */
    Bytes32 scope() {
      return gate.equals(Address.ZERO) ? manifest.digest() : manifest.agentId();
    }
  }

  /** What was found. */
  sealed interface Finding {}

  /**
   * Everything was re-checked and holds.
   *
   * @param verdict what is to be signed
   * @param hold whether nothing is to happen on chain
   * @param lastSlot the last slot that the gate had executed for the agent at the pinned block; 0
   *     on paper
   */
  record Agree(Verdict verdict, boolean hold, long lastSlot) implements Finding {}

  /**
   * Something does not hold.
   *
   * @param reason a reason to refuse
   * @param detail a sentence for a person
   * @param lasting whether this is so for ever: what time or the order of requests may still change
   *     is refused but not written down, so it does not use up the slot
   */
  record Disagree(Reason reason, String detail, boolean lasting) implements Finding {
    /** Shortens the sentence: it is kept, and sent. */
    public Disagree {
      detail = Sentence.of(detail);
    }
  }
}
