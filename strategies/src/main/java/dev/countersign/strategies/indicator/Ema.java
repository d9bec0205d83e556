package dev.countersign.strategies.indicator;

/**
 * The exponential moving average: it begins with the simple average of the first {@code period}
 * numbers, as in TA-Lib, and each later one moves it by {@code 2 / (period + 1)} of the distance.
 *
 * <p>ta4j 0.22.2 forgets the first {@code period} numbers and begins with the next one, so the two
 * differ at first, by a distance that shrinks by {@code (period - 1) / (period + 1)} with each
 * candle.
 */
public final class Ema {
  private static final String WHAT = "the period of an average";

  private final Smoothing smoothing;

  /**
   * @throws IllegalArgumentException unless the period is 1 to 100,000
   */
  public Ema(int period) {
    smoothing = Smoothing.exponential(WHAT, period);
  }

  /** The average with one more number; NaN for the first {@code period - 1}. */
  public double push(double value) {
    return smoothing.push(Inputs.finite(value));
  }

  /** The average at each index. */
  public static double[] over(double[] values, int period) {
    Inputs.period(WHAT, period);
    return Smoothing.over(Inputs.finite(values), 0, period, Smoothing.exponentialWeight(period));
  }
}
