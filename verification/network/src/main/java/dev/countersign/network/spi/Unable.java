package dev.countersign.network.spi;

import dev.countersign.receipt.Reason;

/** No answer can be given here and now; asking again later, or somebody else, may give one. */
public final class Unable extends Exception {
  private static final long serialVersionUID = 1L;

  private final Reason reason;

  /**
   * An abstention with a sentence for a person.
   *
   * @throws IllegalArgumentException when the reason is one to refuse for
   */
  public Unable(Reason reason, String sentence) {
    super(sentence);
    if (!reason.isAbstention()) {
      throw new IllegalArgumentException(reason + " is no reason to abstain");
    }
    this.reason = reason;
  }

  /** An abstention with what led to it. */
  public Unable(Reason reason, String sentence, Throwable cause) {
    this(reason, sentence);
    initCause(cause);
  }

  /** The reason code. */
  public Reason reason() {
    return reason;
  }
}
