package dev.countersign.receipt;

/**
 * Something is not what it must be. Carries a {@link Reason} for programs and a sentence for
 * people.
 */
public final class ReceiptRejected extends Exception {
  private static final long serialVersionUID = 1L;

  private final Reason reason;

  /** A rejection with its reason and a sentence that says what is wrong. */
  public ReceiptRejected(Reason reason, String sentence) {
    super(sentence);
    this.reason = reason;
  }

  /** A rejection with the error that led to it. */
  public ReceiptRejected(Reason reason, String sentence, Throwable cause) {
    super(sentence, cause);
    this.reason = reason;
  }

  /** The reason code. */
  public Reason reason() {
    return reason;
  }
}
