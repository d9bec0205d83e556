package dev.countersign.inference;

import dev.countersign.receipt.Reason;
import org.jspecify.annotations.Nullable;

/** What a model was to be given does not do. Everyone who looks comes to the same refusal. */
public final class InputRefused extends InferenceFailed {
  private static final long serialVersionUID = 1L;

  /** What is wrong. */
  public enum Code {
    /** A candle that no market could have made. */
    BAD_CANDLE,
    /** Fewer candles than the features need. */
    TOO_FEW_CANDLES,
    /** An interval is missing, doubled or out of order. */
    GAP,
    /** A file of candles cannot be read. */
    BAD_FILE,
    /** An input is missing or unknown, or has another type or shape than the model's. */
    BAD_TENSOR,
    /** What is to be said to a language model is out of form, or more than it takes. */
    BAD_CONVERSATION
  }

  private final Code code;

  /** A refusal and its sentence. */
  public InputRefused(Code code, String sentence) {
    this(code, sentence, null);
  }

  /** A refusal with the error that led to it. */
  public InputRefused(Code code, String sentence, @Nullable Throwable cause) {
    super(sentence, cause);
    this.code = code;
  }

  /** What is wrong. */
  public Code code() {
    return code;
  }

  @Override
  public Reason reason() {
    return switch (code) {
      case BAD_TENSOR, BAD_CONVERSATION -> Reason.INFERENCE_FAILED;
      case BAD_CANDLE, TOO_FEW_CANDLES, GAP, BAD_FILE -> Reason.OBSERVATION_INSUFFICIENT;
    };
  }
}
