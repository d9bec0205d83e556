package dev.countersign.tools.wallet;

/** A key could not be read or written. The sentence never holds any part of a secret. */
public final class WalletFailed extends Exception {
  private static final long serialVersionUID = 1L;

  /** What went wrong. */
  public enum Kind {
    /** The file cannot be read or written. */
    UNREADABLE,
    /** There is a file already, and keys are never overwritten. */
    EXISTS,
    /** Not a key file of version 3, or one with parameters this code does not take. */
    MALFORMED,
    /** The key derivation asks for more memory or time than is given to a file. */
    TOO_COSTLY,
    /** The passphrase does not open the file. */
    WRONG_PASSPHRASE,
    /** Others than the owner may read the passphrase file. */
    OPEN_TO_OTHERS
  }

  private final Kind kind;

  /** A failure with a sentence for a person. */
  public WalletFailed(Kind kind, String sentence) {
    super(sentence);
    this.kind = kind;
  }

  /** A failure with what led to it. */
  public WalletFailed(Kind kind, String sentence, Throwable cause) {
    super(sentence, cause);
    this.kind = kind;
  }

  /** What went wrong. */
  public Kind kind() {
    return kind;
  }
}
