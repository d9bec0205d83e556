package dev.countersign.strategies.indicator;

/**
 * The volume-weighted average price of the last candles: the typical price (high, low and close
 * over three) weighted with the volume. It moves on with each candle, as in ta4j 0.22.2; it does
 * not begin anew with a session. Without any volume it is NaN.
 *
 * <p>Sums run from the oldest candle to the newest. ta4j averages what there is while it warms up;
 * here that is NaN.
 */
public final class Vwap {
  private static final String WHAT = "the period of a VWAP";

  private final Window paid;
  private final Window volumes;

  /**
   * @throws IllegalArgumentException unless the period is 1 to 100,000
   */
  public Vwap(int period) {
    paid = new Window(WHAT, period);
    volumes = new Window(WHAT, period);
  }

  /**
   * The price with one more candle; NaN for the first {@code period - 1}.
   *
   * @throws IllegalArgumentException when the volume is negative
   */
  public double push(double high, double low, double close, double volume) {
    paid.push(paid(Inputs.finite(high), Inputs.finite(low), Inputs.finite(close), volume(volume)));
    volumes.push(volume);
    return volumes.full() ? price(paid.sum(), volumes.sum()) : Double.NaN;
  }

  /** The price at each candle. */
  public static double[] over(
      double[] high, double[] low, double[] close, double[] volume, int period) {
    Inputs.period(WHAT, period);
    Inputs.sameLength(close, high, low, volume);
    Inputs.finite(high);
    Inputs.finite(low);
    Inputs.finite(close);
    double[] paid = new double[close.length];
    for (int i = 0; i < close.length; i++) {
      paid[i] = paid(high[i], low[i], close[i], volume(volume[i]));
    }
    double[] sums = Inputs.unknown(close.length);
    double[] volumes = new double[close.length];
    Sweep.sums(paid, period, sums);
    Sweep.sums(volume, period, volumes);
    for (int i = period - 1; i < close.length; i++) {
      sums[i] = price(sums[i], volumes[i]);
    }
    return sums;
  }

  private static double volume(double volume) {
    if (Inputs.finite(volume) < 0) {
      throw new IllegalArgumentException("a volume is not negative: " + volume);
    }
    return volume;
  }

  private static double paid(double high, double low, double close, double volume) {
    return (high + low + close) / 3 * volume;
  }

  private static double price(double paid, double volume) {
    return volume == 0 ? Double.NaN : paid / volume;
  }
}
