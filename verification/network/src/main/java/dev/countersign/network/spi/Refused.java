package dev.countersign.network.spi;

import dev.countersign.receipt.Reason;

/** The answer is no, for good: everyone who looks at the same block comes to the same refusal. */
public final class Refused extends Exception {
  private static final long serialVersionUID = 1L;

  private final Reason reason;

  /**
   * A refusal with a sentence for a person.
   *
   * @throws IllegalArgumentException when the reason is one to abstain for
   */
  public Refused(Reason reason, String sentence) {
    super(sentence);
    if (reason.isAbstention()) {
      throw new IllegalArgumentException(reason + " is no reason to refuse");
    }
    this.reason = reason;
  }

  /** The reason code. */
  public Reason reason() {
    return reason;
  }
}
