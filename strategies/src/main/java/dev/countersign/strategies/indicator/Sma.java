package dev.countersign.strategies.indicator;

/**
 * The simple moving average: the sum of the last numbers, the oldest first, over their count.
 *
 * <p>ta4j 0.22.2 keeps a running total, whose rounding depends on everything that came before, and
 * averages what there is while it warms up; here that is NaN.
 */
public final class Sma {
  private final Window window;

  /**
   * @throws IllegalArgumentException unless the period is 1 to 100,000
   */
  public Sma(int period) {
    window = new Window("the period of an average", period);
  }

  /** The average with one more number; NaN for the first {@code period - 1}. */
  public double push(double value) {
    window.push(Inputs.finite(value));
    return window.full() ? window.sum() / window.size() : Double.NaN;
  }

  /** The average at each index. */
  public static double[] over(double[] values, int period) {
    Inputs.period("the period of an average", period);
    double[] out = Inputs.unknown(values.length);
    Sweep.sums(Inputs.finite(values), period, out);
    for (int i = period - 1; i < values.length; i++) {
      out[i] /= period;
    }
    return out;
  }
}
