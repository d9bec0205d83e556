package dev.countersign.network.quorum;

import dev.countersign.receipt.Address;

/**
 * What came of asking one verifier.
 *
 * @param name the verifier's
 * @param address the verifier's
 * @param kind what sort of answer it is
 * @param reason a code; empty for a verdict
 * @param detail a sentence for a person, printable; empty for a verdict
 * @param millis how long it took
 */
public record Answer(
    String name, Address address, Kind kind, String reason, String detail, long millis) {
  /** The sorts of answers. Only the first counts for a quorum. */
  public enum Kind {
    /** A verdict on this receipt, signed by this verifier. */
    VERDICT,
    /** A refusal of this receipt, signed by this verifier. */
    REFUSAL,
    /** It cannot say. */
    ABSTENTION,
    /** It did not take the question: not registered, badly signed, too much. */
    REJECTION,
    /** It signed something else, or somebody else did. */
    DISHONEST,
    /** No answer in time, no connection, or an answer that is none. */
    FAILURE,
    /** The quorum was there before its answer. */
    NOT_NEEDED
  }
}
