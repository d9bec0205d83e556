package dev.countersign.strategies.indicator;

/**
 * Donchian's channel: the highest high and the lowest low of the last candles, the newest among
 * them, and their mean; as in ta4j 0.22.2, which gives what there is while it warms up, where this
 * is NaN.
 */
public final class DonchianChannel {
  private static final String WHAT = "the period of a Donchian channel";

  private final Window highs;
  private final Window lows;

  /**
   * @throws IllegalArgumentException unless the period is 1 to 100,000
   */
  public DonchianChannel(int period) {
    highs = new Window(WHAT, period);
    lows = new Window(WHAT, period);
  }

  /** The middle with one more candle; NaN for the first {@code period - 1}. */
  public double push(double high, double low) {
    highs.push(Inputs.finite(high));
    lows.push(Inputs.finite(low));
    return middle(lower(), upper());
  }

  /** The lowest low. */
  public double lower() {
    return lows.full() ? lows.lowest() : Double.NaN;
  }

  /** The highest high. */
  public double upper() {
    return highs.full() ? highs.highest() : Double.NaN;
  }

  private static double middle(double lower, double upper) {
    return (lower + upper) / 2;
  }

  /** Lower bound, middle and upper bound at each index. */
  public static final class Lines {
    private final double[] lower;
    private final double[] middle;
    private final double[] upper;

    private Lines(double[] lower, double[] middle, double[] upper) {
      this.lower = lower;
      this.middle = middle;
      this.upper = upper;
    }

    /** The lowest low. */
    public double[] lower() {
      return lower.clone();
    }

    /** The mean of both bounds. */
    public double[] middle() {
      return middle.clone();
    }

    /** The highest high. */
    public double[] upper() {
      return upper.clone();
    }
  }

  /** All three at each candle. */
  public static Lines over(double[] high, double[] low, int period) {
    Inputs.period(WHAT, period);
    Inputs.sameLength(high, low);
    double[] lower = Inputs.unknown(low.length);
    double[] upper = Inputs.unknown(high.length);
    Sweep.lowest(Inputs.finite(low), period, lower);
    Sweep.highest(Inputs.finite(high), period, upper);
    double[] middle = new double[high.length];
    for (int i = 0; i < high.length; i++) {
      middle[i] = middle(lower[i], upper[i]);
    }
    return new Lines(lower, middle, upper);
  }
}
