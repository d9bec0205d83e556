package dev.countersign.strategies.indicator;

/**
 * Wilder's average true range: the mean of the first {@code period} true ranges, then {@code 1 /
 * period} of the distance to each new one. A true range needs the close before it, so the first
 * candle has none, as in TA-Lib.
 *
 * <p>ta4j 0.22.2 begins with the true range after the first {@code period} candles alone, so the
 * two differ at first, by a distance that shrinks by {@code (period - 1) / period} with each
 * candle.
 */
public final class Atr {
  private static final String WHAT = "the period of an ATR";

  private final Smoothing ranges;
  private double closeBefore = Double.NaN;

  /**
   * @throws IllegalArgumentException unless the period is 1 to 100,000
   */
  public Atr(int period) {
    ranges = Smoothing.wilder(WHAT, period);
  }

  /** The range with one more candle; NaN for the first {@code period}. */
  public double push(double high, double low, double close) {
    Inputs.finite(high);
    Inputs.finite(low);
    boolean first = Double.isNaN(closeBefore);
    double range = TrueRange.of(high, low, closeBefore);
    closeBefore = Inputs.finite(close);
    return first ? Double.NaN : ranges.push(range);
  }

  /** The range at each candle. */
  public static double[] over(double[] high, double[] low, double[] close, int period) {
    Inputs.period(WHAT, period);
    Inputs.sameLength(close, high, low);
    double[] ranges = TrueRange.over(Inputs.finite(high), Inputs.finite(low), Inputs.finite(close));
    return Smoothing.over(ranges, 1, period, Smoothing.wilderWeight(period));
  }
}
