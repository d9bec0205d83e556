package dev.countersign.strategies.indicator;

/**
 * Moving average convergence and divergence: the line is a fast {@link Ema} less a slow one, the
 * signal an average of the line of the same kind, the histogram the line less the signal.
 *
 * <p>All three averages begin as {@link Ema} does, the signal's with the first lines. ta4j 0.22.2
 * differs at first as it does there.
 */
public final class Macd {
  private static final String WHAT = "a period of a MACD";

  private final Smoothing fast;
  private final Smoothing slow;
  private final Smoothing signals;
  private double line = Double.NaN;

  /**
   * @param fast usually 12
   * @param slow usually 26
   * @param signal usually 9
   * @throws IllegalArgumentException unless each is 1 to 100,000 and the fast one below the slow
   */
  public Macd(int fast, int slow, int signal) {
    requireOrder(fast, slow, signal);
    this.fast = Smoothing.exponential(WHAT, fast);
    this.slow = Smoothing.exponential(WHAT, slow);
    this.signals = Smoothing.exponential(WHAT, signal);
  }

  private static void requireOrder(int fast, int slow, int signal) {
    Inputs.period(WHAT, fast);
    Inputs.period(WHAT, slow);
    Inputs.period(WHAT, signal);
    if (fast >= slow) {
      throw new IllegalArgumentException(
          "the fast period of a MACD is below the slow one, not " + fast + " and " + slow);
    }
  }

  /** The line with one more close; NaN for the first {@code slow - 1}. */
  public double push(double close) {
    line = fast.push(Inputs.finite(close)) - slow.push(close);
    if (!Double.isNaN(line)) {
      signals.push(line);
    }
    return line;
  }

  /** The signal; NaN for the first {@code slow + signal - 2} closes. */
  public double signal() {
    return signals.average();
  }

  /** The line less the signal. */
  public double histogram() {
    return line - signals.average();
  }

  /** Line, signal and histogram at each index. */
  public static final class Lines {
    private final double[] line;
    private final double[] signal;
    private final double[] histogram;

    private Lines(double[] line, double[] signal, double[] histogram) {
      this.line = line;
      this.signal = signal;
      this.histogram = histogram;
    }

    /** The fast average less the slow one. */
    public double[] line() {
      return line.clone();
    }

    /** The average of the line. */
    public double[] signal() {
      return signal.clone();
    }

    /** The line less the signal. */
    public double[] histogram() {
      return histogram.clone();
    }
  }

  /** All three at each close. */
  public static Lines over(double[] close, int fast, int slow, int signal) {
    requireOrder(fast, slow, signal);
    double[] quick = Ema.over(close, fast);
    double[] line = Ema.over(close, slow);
    for (int i = 0; i < line.length; i++) {
      line[i] = quick[i] - line[i];
    }
    double[] signals = Smoothing.over(line, slow - 1, signal, Smoothing.exponentialWeight(signal));
    double[] histogram = new double[line.length];
    for (int i = 0; i < line.length; i++) {
      histogram[i] = line[i] - signals[i];
    }
    return new Lines(line, signals, histogram);
  }
}
