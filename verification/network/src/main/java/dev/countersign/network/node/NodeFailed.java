package dev.countersign.network.node;

/** A verifier node cannot start or go on; the sentence says what to do about it. */
public final class NodeFailed extends Exception {
  private static final long serialVersionUID = 1L;

  /** Why. */
  public enum Reason {
    /** The address or port cannot be bound. */
    ADDRESS,
    /** The node's own chain connection does not answer, or serves another chain. */
    CHAIN,
    /** The store cannot be read or written, is in use, or belongs to another verifier. */
    STORE,
    /** The models cannot be opened. */
    MODELS
  }

  private final Reason reason;

  /** A failure with a sentence for a person. */
  public NodeFailed(Reason reason, String sentence) {
    super(sentence);
    this.reason = reason;
  }

  /** A failure with the error that led to it. */
  public NodeFailed(Reason reason, String sentence, Throwable cause) {
    super(sentence, cause);
    this.reason = reason;
  }

  /** The reason code. */
  public Reason reason() {
    return reason;
  }
}
