package dev.countersign.strategies.backtest;

import dev.countersign.inference.Candle;
import dev.countersign.inference.SignalFeatures;
import dev.countersign.receipt.Tensor;
import java.util.List;
import java.util.Optional;

/**
 * {@link SignalFeatures} over every window of a history. Logarithms that neighbouring windows share
 * are taken once; each sum is added up in the order of {@link SignalFeatures}, so that the bits are
 * the same.
 */
final class SignalColumns {
  private static final int CANDLES = 64;
  private static final long HOUR = 3600;
  private static final int[] HORIZONS = {1, 2, 4, 8, 16, 32, 63};
  private static final double LIMIT = 4.0;
  private static final double LEAST_VOLATILITY = 1e-6;
  private static final double USUAL_VOLATILITY = 0.005;

  private final double[] opens;
  private final double[] highs;
  private final double[] lows;
  private final double[] closes;

  /** {@code returns[i]} is the logarithm of close i + 1 over close i. */
  private final double[] returns;

  private final double[] ranges;

  /** How many candles without a gap end at each. */
  private final int[] unbroken;

  SignalColumns(History history) {
    int size = history.size();
    opens = new double[size];
    highs = new double[size];
    lows = new double[size];
    closes = new double[size];
    ranges = new double[size];
    returns = new double[size];
    unbroken = new int[size];
    for (int i = 0; i < size; i++) {
      Candle candle = history.candle(i);
      opens[i] = candle.open().doubleValue();
      highs[i] = candle.high().doubleValue();
      lows[i] = candle.low().doubleValue();
      closes[i] = candle.close().doubleValue();
      ranges[i] = StrictMath.log(highs[i] / lows[i]);
      boolean follows = i > 0 && history.openTime(i) == history.openTime(i - 1) + HOUR;
      unbroken[i] = follows ? unbroken[i - 1] + 1 : 1;
      if (i > 0) {
        returns[i - 1] = StrictMath.log(closes[i] / closes[i - 1]);
      }
    }
  }

  /** The features of the window that ends at a candle. */
  Optional<Tensor> features(int end) {
    if (unbroken[end] < CANDLES) {
      return Optional.empty();
    }
    double[] features = window(end);
    float[] values = new float[features.length];
    for (int i = 0; i < values.length; i++) {
      values[i] = (float) Math.clamp(features[i], -LIMIT, LIMIT);
    }
    return Optional.of(
        Tensor.ofFloats("features", List.of(1L, (long) SignalFeatures.WIDTH), values));
  }

  private double[] window(int end) {
    double s = StrictMath.max(rootMeanSquare(end, CANDLES - 1), LEAST_VOLATILITY);
    double[] f = new double[SignalFeatures.WIDTH];
    int at = 0;
    double last = closes[end];
    for (int hours : HORIZONS) {
      f[at++] = scaled(StrictMath.log(last / closes[end - hours]), s, hours);
    }
    f[at++] = StrictMath.log(s / USUAL_VOLATILITY);
    f[at++] = logRatio(rootMeanSquare(end, 8), s);
    f[at++] = logRatio(rootMeanSquare(end, 24), s);
    f[at++] = place(end, 8);
    f[at++] = place(end, 24);
    f[at++] = place(end, 64);
    f[at++] = strength(end, 14);
    f[at++] = strength(end, 28);
    double mean8 = meanClose(end, 8);
    double mean24 = meanClose(end, 24);
    f[at++] = scaled(StrictMath.log(last / mean8), s, 8);
    f[at++] = scaled(StrictMath.log(last / mean24), s, 24);
    f[at++] = scaled(StrictMath.log(last / meanClose(end, 64)), s, 64);
    f[at++] = scaled(StrictMath.log(mean8 / mean24), s, 24);
    double range = highs[end] - lows[end];
    f[at++] = ratio(last - opens[end], range);
    f[at++] = ratio(highs[end] - StrictMath.max(opens[end], last), range);
    f[at++] = ratio(StrictMath.min(opens[end], last) - lows[end], range);
    f[at++] = logRatio(meanRange(end, 8), meanRange(end, 64));
    f[at] = echo(end);
    return f;
  }

  private static double scaled(double logReturn, double s, int hours) {
    return logReturn / (s * StrictMath.sqrt(hours));
  }

  private static double ratio(double part, double whole) {
    return whole == 0 ? 0 : part / whole;
  }

  private static double logRatio(double part, double whole) {
    return part <= 0 || whole <= 0 ? 0 : StrictMath.log(part / whole);
  }

  private double rootMeanSquare(int end, int count) {
    double sum = 0;
    for (int i = end - count; i < end; i++) {
      sum += returns[i] * returns[i];
    }
    return StrictMath.sqrt(sum / count);
  }

  private double place(int end, int count) {
    double lowest = lows[end - count + 1];
    double highest = highs[end - count + 1];
    for (int i = end - count + 1; i <= end; i++) {
      lowest = StrictMath.min(lowest, lows[i]);
      highest = StrictMath.max(highest, highs[i]);
    }
    double range = highest - lowest;
    return range == 0 ? 0 : 2 * ((closes[end] - lowest) / range) - 1;
  }

  private double strength(int end, int count) {
    double sum = 0;
    double magnitudes = 0;
    for (int i = end - count; i < end; i++) {
      sum += returns[i];
      magnitudes += StrictMath.abs(returns[i]);
    }
    return ratio(sum, magnitudes);
  }

  private double meanClose(int end, int count) {
    double sum = 0;
    for (int i = end - count + 1; i <= end; i++) {
      sum += closes[i];
    }
    return sum / count;
  }

  private double meanRange(int end, int count) {
    double sum = 0;
    for (int i = end - count + 1; i <= end; i++) {
      sum += ranges[i];
    }
    return sum / count;
  }

  private double echo(int end) {
    double products = 0;
    double squares = 0;
    for (int i = end - CANDLES + 2; i < end; i++) {
      products += returns[i] * returns[i - 1];
      squares += returns[i] * returns[i];
    }
    return ratio(products, squares);
  }
}
