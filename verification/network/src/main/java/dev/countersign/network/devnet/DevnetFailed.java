package dev.countersign.network.devnet;

import org.jspecify.annotations.Nullable;

/** The local network could not do what it was asked; the sentence says what to do about it. */
public final class DevnetFailed extends Exception {
  private static final long serialVersionUID = 1L;

  /** Why. */
  public enum Reason {
    /**
     * {@code npm} is needed to fetch the node and the published contracts, and is not on the path.
     */
    NPM_MISSING,
    /** {@code npm ci} did not succeed. */
    INSTALL_FAILED,
    /** A package does not hold what it must, by path or by hash. */
    ARTIFACT_WRONG,
    /** There is no anvil for this machine. */
    UNSUPPORTED_PLATFORM,
    /** The node did not start, or stopped. */
    NODE_FAILED,
    /** The node refused a step, or a step's transaction failed. */
    DEPLOYMENT_FAILED,
    /** The candles cannot be read, or are not what they claim to be. */
    DATA_FILE,
    /** The recorded state cannot be read or written. */
    STATE,
    /** Another command works on this devnet, and did not finish in time. */
    BUSY,
    /** The thread was interrupted while it waited. */
    INTERRUPTED
  }

  private final Reason reason;

  /** A failure with a sentence for a person. */
  public DevnetFailed(Reason reason, String sentence) {
    super(sentence);
    this.reason = reason;
  }

  /** A failure and the error that led to it, if any. */
  public DevnetFailed(Reason reason, String sentence, @Nullable Throwable cause) {
    super(sentence);
    this.reason = reason;
    if (cause != null) {
      initCause(cause);
    }
  }

  /** The reason code. */
  public Reason reason() {
    return reason;
  }
}
