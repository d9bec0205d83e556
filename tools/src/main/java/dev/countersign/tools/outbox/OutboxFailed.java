package dev.countersign.tools.outbox;

/** The outbox cannot do its work; what was written before stays as it is. */
public final class OutboxFailed extends Exception {
  private static final long serialVersionUID = 1L;

  /** What went wrong. */
  public enum Kind {
    /** The database cannot be read or written. */
    STORE,
    /** Somebody else wrote the row meanwhile; what they wrote is valid. */
    CONFLICT,
    /** There is no such action. */
    UNKNOWN,
    /** Another action was planned for the same agent and slot. */
    SLOT_TAKEN,
    /** The action is not in a state in which this can happen. */
    NOT_NOW,
    /** The wait was interrupted. */
    INTERRUPTED
  }

  private final Kind kind;

  /** A failure with a sentence for a person. */
  public OutboxFailed(Kind kind, String sentence) {
    super(sentence);
    this.kind = kind;
  }

  /** A failure with what led to it. */
  public OutboxFailed(Kind kind, String sentence, Throwable cause) {
    super(sentence, cause);
    this.kind = kind;
  }

  /** What went wrong. */
  public Kind kind() {
    return kind;
  }
}
