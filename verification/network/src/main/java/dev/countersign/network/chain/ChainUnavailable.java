package dev.countersign.network.chain;

import dev.countersign.receipt.Bytes;

/**
 * The node did not give a usable answer. After a request that changes something, whether it did
 * what it was asked is unknown.
 */
public final class ChainUnavailable extends ChainException {
  private static final long serialVersionUID = 1L;

  /** What went wrong. */
  public enum Kind {
    /** No answer in time, or no connection. */
    UNREACHABLE,
    /** An answer that is no answer: malformed, too large, contradicting itself. */
    MALFORMED,
    /** The node is on another chain. */
    WRONG_CHAIN,
    /** The node does not have the block (yet). */
    BLOCK_UNKNOWN,
    /** The node refused the request. */
    REJECTED,
    /** The contract call reverted. */
    REVERTED
  }

  private final Kind kind;
  private final Bytes data;

  /** An error with a sentence for a person. */
  public ChainUnavailable(Kind kind, String sentence) {
    this(kind, sentence, Bytes.EMPTY);
  }

  /** An error with the revert data. */
  public ChainUnavailable(Kind kind, String sentence, Bytes data) {
    super(sentence);
    this.kind = kind;
    this.data = data;
  }

  /** An error with what led to it. */
  public ChainUnavailable(Kind kind, String sentence, Throwable cause) {
    super(sentence);
    initCause(cause);
    this.kind = kind;
    this.data = Bytes.EMPTY;
  }

  /** What went wrong. */
  public Kind kind() {
    return kind;
  }

  /** The revert data, empty unless the kind is {@link Kind#REVERTED}. */
  public Bytes data() {
    return data;
  }
}
