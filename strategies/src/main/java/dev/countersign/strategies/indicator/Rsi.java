package dev.countersign.strategies.indicator;

/**
 * Wilder's relative strength index, 0 to 100: how much of the movement was upwards. Gains and
 * losses are averaged in his way: the plain mean of the first {@code period} changes, then {@code 1
 * / period} of the distance to each new one. (J. Welles Wilder, New Concepts in Technical Trading
 * Systems, 1978.)
 *
 * <p>Where nothing moved at all it is 50. ta4j 0.22.2 says 0 there; and it begins with the change
 * after the first {@code period} candles alone, so the two differ at first, by a distance that
 * shrinks by {@code (period - 1) / period} with each candle.
 */
public final class Rsi {
  private static final String WHAT = "the period of an RSI";

  private final Smoothing gains;
  private final Smoothing losses;
  private double last = Double.NaN;

  /**
   * @throws IllegalArgumentException unless the period is 1 to 100,000
   */
  public Rsi(int period) {
    gains = Smoothing.wilder(WHAT, period);
    losses = Smoothing.wilder(WHAT, period);
  }

  /** The index with one more close; NaN for the first {@code period}. */
  public double push(double close) {
    double change = Inputs.finite(close) - last;
    boolean first = Double.isNaN(last);
    last = close;
    return first ? Double.NaN : index(gains.push(gain(change)), losses.push(loss(change)));
  }

  /** The index at each close. */
  public static double[] over(double[] close, int period) {
    Inputs.period(WHAT, period);
    Inputs.finite(close);
    double[] gains = new double[close.length];
    double[] losses = new double[close.length];
    for (int i = 1; i < close.length; i++) {
      double change = close[i] - close[i - 1];
      gains[i] = gain(change);
      losses[i] = loss(change);
    }
    double[] up = Smoothing.over(gains, 1, period, Smoothing.wilderWeight(period));
    double[] down = Smoothing.over(losses, 1, period, Smoothing.wilderWeight(period));
    double[] out = Inputs.unknown(close.length);
    for (int i = period; i < close.length; i++) {
      out[i] = index(up[i], down[i]);
    }
    return out;
  }

  private static double gain(double change) {
    return change > 0 ? change : 0;
  }

  private static double loss(double change) {
    return change < 0 ? -change : 0;
  }

  private static double index(double gain, double loss) {
    double movement = gain + loss;
    return movement == 0 ? 50 : 100 * (gain / movement);
  }
}
