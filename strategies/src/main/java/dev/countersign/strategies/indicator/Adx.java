package dev.countersign.strategies.indicator;

/**
 * Wilder's directional movement: how much of the true range went up (plus) and down (minus), 0 to
 * 100, and the average of how one-sided that is (the ADX), 0 to 100. All averages are his: the mean
 * of the first {@code period}, then {@code 1 / period} of the distance to each new number.
 *
 * <p>An outside candle moves in the direction in which it reaches further, and in none when it
 * reaches equally far. Where nothing moved, plus, minus and the directional index are 0. ta4j
 * 0.22.2 says the same, but begins its averages later and with one number, so the two differ at
 * first.
 */
public final class Adx {
  private static final String WHAT = "the period of an ADX";

  private final Smoothing ranges;
  private final Smoothing rises;
  private final Smoothing falls;
  private final Smoothing indices;
  private double highBefore = Double.NaN;
  private double lowBefore = Double.NaN;
  private double closeBefore = Double.NaN;

  /**
   * @throws IllegalArgumentException unless the period is 1 to 100,000
   */
  public Adx(int period) {
    ranges = Smoothing.wilder(WHAT, period);
    rises = Smoothing.wilder(WHAT, period);
    falls = Smoothing.wilder(WHAT, period);
    indices = Smoothing.wilder(WHAT, period);
  }

  /** The ADX with one more candle; NaN for the first {@code 2 * period - 1}. */
  public double push(double high, double low, double close) {
    Inputs.finite(high);
    Inputs.finite(low);
    Inputs.finite(close);
    if (!Double.isNaN(closeBefore)) {
      double rise = high - highBefore;
      double fall = lowBefore - low;
      ranges.push(TrueRange.of(high, low, closeBefore));
      rises.push(movement(rise, fall));
      falls.push(movement(fall, rise));
      if (!Double.isNaN(ranges.average())) {
        indices.push(index(plus(), minus()));
      }
    }
    highBefore = high;
    lowBefore = low;
    closeBefore = close;
    return indices.average();
  }

  /** The movement upwards, in hundredths of the range; NaN for the first {@code period} candles. */
  public double plus() {
    return share(rises.average(), ranges.average());
  }

  /** The movement downwards, in hundredths of the range. */
  public double minus() {
    return share(falls.average(), ranges.average());
  }

  private static double movement(double wanted, double other) {
    return wanted > other && wanted > 0 ? wanted : 0;
  }

  private static double share(double movement, double range) {
    return range == 0 ? 0 : movement / range * 100;
  }

  private static double index(double plus, double minus) {
    double both = plus + minus;
    return both == 0 ? 0 : Math.abs(plus - minus) / both * 100;
  }

  /** ADX, plus and minus at each index. */
  public static final class Lines {
    private final double[] adx;
    private final double[] plus;
    private final double[] minus;

    private Lines(double[] adx, double[] plus, double[] minus) {
      this.adx = adx;
      this.plus = plus;
      this.minus = minus;
    }

    /** How one-sided the movement is. */
    public double[] adx() {
      return adx.clone();
    }

    /** The movement upwards. */
    public double[] plus() {
      return plus.clone();
    }

    /** The movement downwards. */
    public double[] minus() {
      return minus.clone();
    }
  }

  /** All three at each candle. */
  public static Lines over(double[] high, double[] low, double[] close, int period) {
    Inputs.period(WHAT, period);
    Inputs.sameLength(close, high, low);
    double weight = Smoothing.wilderWeight(period);
    double[] range =
        Smoothing.over(
            TrueRange.over(Inputs.finite(high), Inputs.finite(low), Inputs.finite(close)),
            1,
            period,
            weight);
    double[] rises = new double[close.length];
    double[] falls = new double[close.length];
    for (int i = 1; i < close.length; i++) {
      double rise = high[i] - high[i - 1];
      double fall = low[i - 1] - low[i];
      rises[i] = movement(rise, fall);
      falls[i] = movement(fall, rise);
    }
    double[] plus = Smoothing.over(rises, 1, period, weight);
    double[] minus = Smoothing.over(falls, 1, period, weight);
    double[] indices = Inputs.unknown(close.length);
    for (int i = period; i < close.length; i++) {
      plus[i] = share(plus[i], range[i]);
      minus[i] = share(minus[i], range[i]);
      indices[i] = index(plus[i], minus[i]);
    }
    return new Lines(Smoothing.over(indices, period, period, weight), plus, minus);
  }
}
