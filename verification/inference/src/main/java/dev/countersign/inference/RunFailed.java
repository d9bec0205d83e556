package dev.countersign.inference;

import dev.countersign.receipt.Reason;
import org.jspecify.annotations.Nullable;

/** A model that was loaded gave no result. */
public final class RunFailed extends InferenceFailed {
  private static final long serialVersionUID = 1L;

  /** What happened. */
  public enum Code {
    /** The run took longer than its limit and was stopped. */
    TIME_LIMIT,
    /** Too many runs at once, or the caller was interrupted while it waited. */
    BUSY,
    /** An output is no number; the same on every machine that gets this far. */
    NOT_A_NUMBER,
    /** The engine failed. */
    ENGINE,
    /** The model was closed. */
    CLOSED,
    /** Whoever asked no longer waits. */
    CANCELLED
  }

  private final Code code;

  /** A failure and its sentence. */
  public RunFailed(Code code, String sentence) {
    this(code, sentence, null);
  }

  /** A failure with the error that led to it. */
  public RunFailed(Code code, String sentence, @Nullable Throwable cause) {
    super(sentence, cause);
    this.code = code;
  }

  /** What happened. */
  public Code code() {
    return code;
  }

  @Override
  public Reason reason() {
    return switch (code) {
      case NOT_A_NUMBER -> Reason.INFERENCE_FAILED;
      case TIME_LIMIT, BUSY -> Reason.OVERLOADED;
      case ENGINE, CLOSED, CANCELLED -> Reason.INTERNAL;
    };
  }
}
