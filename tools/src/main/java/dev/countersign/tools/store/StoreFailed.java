package dev.countersign.tools.store;

/** The database could not do what it was asked; nothing of that transaction was written. */
public final class StoreFailed extends Exception {
  private static final long serialVersionUID = 1L;

  /** What went wrong. */
  public enum Kind {
    /** It cannot be opened: it is not there, is none, or is of a newer version. */
    CANNOT_OPEN,
    /** It cannot be opened because another program has its file open. */
    IN_USE,
    /** A statement failed. */
    BROKEN,
    /** Somebody else wrote the same row meanwhile; what they wrote stands. */
    CONFLICT
  }

  private final Kind kind;

  /** A failure with a sentence for a person. */
  public StoreFailed(Kind kind, String sentence) {
    super(sentence);
    this.kind = kind;
  }

  /** A failure with what led to it. */
  public StoreFailed(Kind kind, String sentence, Throwable cause) {
    super(sentence, cause);
    this.kind = kind;
  }

  /** What went wrong. */
  public Kind kind() {
    return kind;
  }
}
