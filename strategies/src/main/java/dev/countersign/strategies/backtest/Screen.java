package dev.countersign.strategies.backtest;

import java.util.Arrays;

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

  private static final double WHOLE = 10_000;
  private static final int BLOCK = 4096;

  /** More than 2 x 4096 roundings of 2^-53 each, and less than any difference that matters. */
  private static final double DOUBT = 1e-11;

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
   * @param closes finite and positive
   * @param marginBps as in the agent file
   * @throws IllegalArgumentException unless the slow average is of more candles than the fast
   */
  public static byte[] movingAverageCross(double[] closes, int fast, int slow, int marginBps) {
    if (fast < 1 || slow <= fast) {
      throw new IllegalArgumentException("not a fast and a slow average: " + fast + ", " + slow);
    }
    byte[] wanted = new byte[closes.length];
    for (int from = slow - 1; from < closes.length; from += BLOCK) {
      cross(closes, fast, slow, WHOLE + marginBps, from, wanted);
    }
    return wanted;
  }

  /**
   * One block by running totals. They are off by rounding, at most a few thousand roundings from
   * where the block begins; where that could matter, the windows are added up as the strategy adds
   * them up.
   */
  private static void cross(
      double[] closes, int fast, int slow, double more, int from, byte[] wanted) {
    int to = Math.min(from + BLOCK, closes.length);
    double one = sum(closes, from, fast);
    double other = sum(closes, from, slow);
    for (int i = from; i < to; i++) {
      double higher = one / fast * WHOLE - other / slow * more;
      double lower = other / slow * WHOLE - one / fast * more;
      double doubt = (Math.abs(one) + Math.abs(other)) * WHOLE * DOUBT;
      if (Math.abs(higher) > doubt && Math.abs(lower) > doubt) {
        wanted[i] = higher > 0 ? IN : lower > 0 ? OUT : KEEP;
      } else {
        wanted[i] = exact(sum(closes, i, fast) / fast, sum(closes, i, slow) / slow, more);
      }
      if (i + 1 < to) {
        one += closes[i + 1] - closes[i + 1 - fast];
        other += closes[i + 1] - closes[i + 1 - slow];
      }
    }
  }

  private static byte exact(double one, double other, double more) {
    if (one > other && one * WHOLE >= other * more) {
      return IN;
    }
    return other > one && other * WHOLE >= one * more ? OUT : KEEP;
  }

  /** The oldest first. */
  private static double sum(double[] values, int end, int count) {
    double sum = 0;
    for (int i = end - count + 1; i <= end; i++) {
      sum += values[i];
    }
    return sum;
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
        trades = Arrays.copyOf(trades, count * 2);
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
    return new Screen(Arrays.copyOf(trades, count), growth);
  }
}
