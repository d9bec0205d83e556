package dev.countersign.strategies.backtest;

/** Recorded candles that cannot be used, with a sentence that says which line and why. */
public final class HistoryRefused extends Exception {
  private static final long serialVersionUID = 1L;

  /** What is wrong. */
  public enum Code {
    /** It is no table of candles at all. */
    NOT_CANDLES,
    /** A cell holds something else than it must. */
    BAD_CELL,
    /** So many rows are odd that the rest cannot be trusted. */
    TOO_MANY_ODD_ROWS,
    /** The candles are of another interval than the agent's, and cannot be joined to it. */
    WRONG_INTERVAL,
    /** There are fewer candles than a decision needs. */
    TOO_SHORT
  }

  private final Code code;

  /** A refusal with one sentence for a person. */
  public HistoryRefused(Code code, String sentence) {
    super(sentence);
    this.code = code;
  }

  /** The reason code. */
  public Code code() {
    return code;
  }
}
