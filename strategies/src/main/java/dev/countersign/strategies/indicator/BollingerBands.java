package dev.countersign.strategies.indicator;

/**
 * Bollinger's bands: the {@link Sma} of the last closes, and so many standard deviations below and
 * above. The deviation is that of the population: the squared distances from the mean, the oldest
 * first, over their count; so it is in ta4j 0.22.2, which differs only as {@link Sma} says.
 */
public final class BollingerBands {
  private static final String WHAT = "the period of Bollinger bands";
  private static final double MOST_DEVIATIONS = 100;

  private final Window window;
  private final double deviations;
  private double middle = Double.NaN;
  private double width = Double.NaN;

  /**
   * @param period usually 20
   * @param deviations usually 2
   * @throws IllegalArgumentException unless the period is 1 to 100,000 and the deviations above 0
   *     and at most 100
   */
  public BollingerBands(int period, double deviations) {
    window = new Window(WHAT, period);
    this.deviations = requireDeviations(deviations);
  }

  private static double requireDeviations(double deviations) {
    if (deviations > 0 && deviations <= MOST_DEVIATIONS) {
      return deviations;
    }
    throw new IllegalArgumentException(
        "Bollinger bands are above 0 and at most 100 deviations wide, not " + deviations);
  }

  /** The middle band with one more close; NaN for the first {@code period - 1}. */
  public double push(double close) {
    window.push(Inputs.finite(close));
    if (window.full()) {
      middle = window.sum() / window.size();
      double squares = 0;
      for (int i = 0; i < window.size(); i++) {
        double distance = window.get(i) - middle;
        squares += distance * distance;
      }
      width = Math.sqrt(squares / window.size()) * deviations;
    }
    return middle;
  }

  /** The lower band. */
  public double lower() {
    return middle - width;
  }

  /** The upper band. */
  public double upper() {
    return middle + width;
  }

  /** Lower, middle and upper band at each index. */
  public static final class Lines {
    private final double[] lower;
    private final double[] middle;
    private final double[] upper;

    private Lines(double[] lower, double[] middle, double[] upper) {
      this.lower = lower;
      this.middle = middle;
      this.upper = upper;
    }

    /** The lower band. */
    public double[] lower() {
      return lower.clone();
    }

    /** The average. */
    public double[] middle() {
      return middle.clone();
    }

    /** The upper band. */
    public double[] upper() {
      return upper.clone();
    }
  }

  /** All three at each close. */
  public static Lines over(double[] close, int period, double deviations) {
    requireDeviations(deviations);
    double[] middle = Sma.over(close, period);
    double[] lower = Inputs.unknown(close.length);
    double[] upper = Inputs.unknown(close.length);
    Sweep.squares(close, middle, period, upper);
    for (int i = period - 1; i < close.length; i++) {
      double width = Math.sqrt(upper[i] / period) * deviations;
      lower[i] = middle[i] - width;
      upper[i] = middle[i] + width;
    }
    return new Lines(lower, middle, upper);
  }
}
