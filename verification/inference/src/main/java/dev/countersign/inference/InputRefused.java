package dev.countersign.inference;

import dev.countersign.receipt.Reason;

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
    BAD_TENSOR
  }

  private final Code code;

  /** A refusal and its sentence. */
  public InputRefused(Code code, String sentence) {
    super(sentence, null);
    this.code = code;
  }

  /** What is wrong. */
  public Code code() {
    return code;
  }

  @Override
  public Reason reason() {
    return code == Code.BAD_TENSOR ? Reason.INFERENCE_FAILED : Reason.OBSERVATION_INSUFFICIENT;
  }
}
