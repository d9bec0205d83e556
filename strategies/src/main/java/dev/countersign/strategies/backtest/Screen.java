package dev.countersign.strategies.backtest;

import dev.countersign.strategies.indicator.Sma;

/**
 * A first look at a rule over many candles, millions a second: all in or all out, at the next
 * opening price, for a fee. For sweeps over parameters; what comes out of one is then run as a
 * {@link Backtest}.
 *
 * <p>Guarantees: the position behind a candle depends on candles up to it; a trade is at the
 * opening price of the next. In binary64, with neither price impact nor gas nor policy: no money is
 * counted here.
 */
public final class Screen {
  /** Stay as it is. */
  public static final byte KEEP = 0;

  /** Hold the base token. */
  public static final byte IN = 1;

  /** Hold the quote token. */
  public static final byte OUT = 2;

  private final int[] trades;
  private final double growth;

  private Screen(int[] trades, double growth) {
    this.trades = trades;
    this.growth = growth;
  }

  /** The candles at whose opening was traded, in and out in turns, beginning with in. */
  public int[] trades() {
    return trades.clone();
  }

  /** What one quote token became; what is held at the end counts at its last close. */
  public double growth() {
    return growth;
  }

  /**
   * In while the fast average is above the slow one by more than a margin, out while it is below:
   * the rule of {@code moving-average-cross}, to the same bits.
   *
   * @param closes finite
   * @param marginBps as in the agent file
   */
  public static byte[] movingAverageCross(double[] closes, int fast, int slow, int marginBps) {
    double[] fastest = Sma.over(closes, fast);
    double[] slowest = Sma.over(closes, slow);
    byte[] wanted = new byte[closes.length];
    double whole = 10_000;
    double more = whole + marginBps;
    for (int i = slow - 1; i < closes.length; i++) {
      double one = fastest[i];
      double other = slowest[i];
      if (one > other && one * whole >= other * more) {
        wanted[i] = IN;
      } else if (other > one && other * whole >= one * more) {
        wanted[i] = OUT;
      }
    }
    return wanted;
  }

  /**
   * Trades what is wanted.
   *
   * @param opens of the same candles as what is wanted
   * @param closes of the same
   * @param wanted behind each candle: {@link #IN}, {@link #OUT} or {@link #KEEP}
   * @param fee a fraction of what is traded
   */
  public static Screen run(double[] opens, double[] closes, byte[] wanted, double fee) {
    int[] trades = new int[16];
    int count = 0;
    double cash = 1;
    double held = 0;
    for (int i = 0; i + 1 < wanted.length; i++) {
      boolean in = (count & 1) == 1;
      if (wanted[i] == KEEP || in == (wanted[i] == IN)) {
        continue;
      }
      if (count == trades.length) {
        trades = java.util.Arrays.copyOf(trades, count * 2);
      }
      trades[count++] = i + 1;
      double price = opens[i + 1];
      if (in) {
        cash = held * price * (1 - fee);
        held = 0;
      } else {
        held = cash * (1 - fee) / price;
        cash = 0;
      }
    }
    double growth = cash + held * closes[closes.length - 1];
    return new Screen(java.util.Arrays.copyOf(trades, count), growth);
  }
}
