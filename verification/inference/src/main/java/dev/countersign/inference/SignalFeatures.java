package dev.countersign.inference;

import dev.countersign.inference.InputRefused.Code;
import dev.countersign.inference.spi.FeatureFunction;
import dev.countersign.receipt.Tensor;
import java.math.BigInteger;
import java.util.List;
import java.util.Map;

/**
 * {@code candle-features-v1}: 24 numbers that describe the last 64 hourly candles, whatever the
 * price level. One input, {@code features}, float32[1,24].
 *
 * <p>With r the 63 hourly log returns, s their root mean square (at least 10<sup>-6</sup>) and c
 * the last close:
 *
 * <ol>
 *   <li>0 to 6: the log return over 1, 2, 4, 8, 16, 32, 63 hours, over s times the root of the
 *       hours
 *   <li>7: ln(s / 0.005); 8 and 9: ln of the root mean square of the last 8 and 24 returns over s
 *   <li>10 to 12: where c lies between the lowest low and the highest high of 8, 24, 64 candles,
 *       from -1 to 1
 *   <li>13 and 14: the sum of the last 14 and 28 returns over the sum of their magnitudes
 *   <li>15 to 17: ln(c / mean close of 8, 24, 64), over s times the root of the number
 *   <li>18: ln(mean close of 8 / mean close of 24), over s times the root of 24
 *   <li>19 to 21: body, upper and lower wick of the last candle over its range
 *   <li>22: ln of the mean range (ln high/low) of 8 candles over that of 64
 *   <li>23: the sum of products of neighbouring returns over the sum of their squares
 * </ol>
 *
 * Each is clamped to [-4, 4] and rounded once, to binary32. Where a divisor is zero the feature is
 * zero. Sums run from the oldest to the newest, in binary64; prices enter by {@link
 * BigInteger#doubleValue()}, which rounds to nearest even.
 *
 * <p>Does not guarantee that any of this predicts anything.
 */
public final class SignalFeatures implements FeatureFunction {
  /** The name in a model's card. */
  public static final String ID = "candle-features-v1";

  /** The number of features. */
  public static final int WIDTH = 24;

  private static final int CANDLES = 64;
  private static final long HOUR = 3600;
  private static final int[] HORIZONS = {1, 2, 4, 8, 16, 32, 63};
  private static final double LIMIT = 4.0;
  private static final double LEAST_VOLATILITY = 1e-6;
  private static final double USUAL_VOLATILITY = 0.005;
  private static final int MOST_BITS = 256;

  @Override
  public String id() {
    return ID;
  }

  @Override
  public long interval() {
    return HOUR;
  }

  @Override
  public int candles() {
    return CANDLES;
  }

  @Override
  public Map<String, Tensor> features(List<Candle> candles) throws InputRefused {
    if (candles.size() < CANDLES) {
      throw new InputRefused(
          Code.TOO_FEW_CANDLES,
          ID + " needs " + CANDLES + " hourly candles; there are " + candles.size());
    }
    Window window = window(candles.subList(candles.size() - CANDLES, candles.size()));
    float[] values = new float[WIDTH];
    int at = 0;
    for (double feature : window.features()) {
      values[at++] = (float) Math.clamp(feature, -LIMIT, LIMIT);
    }
    return Map.of("features", Tensor.ofFloats("features", List.of(1L, (long) WIDTH), values));
  }

  private static Window window(List<Candle> candles) throws InputRefused {
    Window window = new Window();
    for (int i = 0; i < CANDLES; i++) {
      Candle candle = candles.get(i);
      if (i > 0 && candle.openTime() != candles.get(i - 1).openTime() + HOUR) {
        throw new InputRefused(
            Code.GAP,
            "the candle after "
                + candles.get(i - 1).openTime()
                + " should open one hour later, not at "
                + candle.openTime());
      }
      if (candle.high().bitLength() > MOST_BITS) {
        throw new InputRefused(
            Code.BAD_CANDLE, "a price at " + candle.openTime() + " has more than 256 bits");
      }
      window.open[i] = candle.open().doubleValue();
      window.high[i] = candle.high().doubleValue();
      window.low[i] = candle.low().doubleValue();
      window.close[i] = candle.close().doubleValue();
    }
    return window;
  }

  private static final class Window {
    final double[] open = new double[CANDLES];
    final double[] high = new double[CANDLES];
    final double[] low = new double[CANDLES];
    final double[] close = new double[CANDLES];
    private final double[] returns = new double[CANDLES - 1];

    double[] features() {
      for (int i = 0; i < returns.length; i++) {
        returns[i] = StrictMath.log(close[i + 1] / close[i]);
      }
      double s = StrictMath.max(rootMeanSquare(CANDLES - 1), LEAST_VOLATILITY);
      double[] f = new double[WIDTH];
      int at = 0;
      double last = close[CANDLES - 1];
      for (int hours : HORIZONS) {
        f[at++] = scaled(StrictMath.log(last / close[CANDLES - 1 - hours]), s, hours);
      }
      f[at++] = StrictMath.log(s / USUAL_VOLATILITY);
      f[at++] = logRatio(rootMeanSquare(8), s);
      f[at++] = logRatio(rootMeanSquare(24), s);
      f[at++] = place(8);
      f[at++] = place(24);
      f[at++] = place(64);
      f[at++] = strength(14);
      f[at++] = strength(28);
      f[at++] = scaled(StrictMath.log(last / meanClose(8)), s, 8);
      f[at++] = scaled(StrictMath.log(last / meanClose(24)), s, 24);
      f[at++] = scaled(StrictMath.log(last / meanClose(64)), s, 64);
      f[at++] = scaled(StrictMath.log(meanClose(8) / meanClose(24)), s, 24);
      int end = CANDLES - 1;
      double range = high[end] - low[end];
      f[at++] = ratio(last - open[end], range);
      f[at++] = ratio(high[end] - StrictMath.max(open[end], last), range);
      f[at++] = ratio(StrictMath.min(open[end], last) - low[end], range);
      f[at++] = logRatio(meanRange(8), meanRange(64));
      f[at] = echo();
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

    private double rootMeanSquare(int count) {
      double sum = 0;
      for (int i = returns.length - count; i < returns.length; i++) {
        sum += returns[i] * returns[i];
      }
      return StrictMath.sqrt(sum / count);
    }

    private double place(int count) {
      double lowest = low[CANDLES - count];
      double highest = high[CANDLES - count];
      for (int i = CANDLES - count; i < CANDLES; i++) {
        lowest = StrictMath.min(lowest, low[i]);
        highest = StrictMath.max(highest, high[i]);
      }
      double range = highest - lowest;
      return range == 0 ? 0 : 2 * ((close[CANDLES - 1] - lowest) / range) - 1;
    }

    private double strength(int count) {
      double sum = 0;
      double magnitudes = 0;
      for (int i = returns.length - count; i < returns.length; i++) {
        sum += returns[i];
        magnitudes += StrictMath.abs(returns[i]);
      }
      return ratio(sum, magnitudes);
    }

    private double meanClose(int count) {
      double sum = 0;
      for (int i = CANDLES - count; i < CANDLES; i++) {
        sum += close[i];
      }
      return sum / count;
    }

    private double meanRange(int count) {
      double sum = 0;
      for (int i = CANDLES - count; i < CANDLES; i++) {
        sum += StrictMath.log(high[i] / low[i]);
      }
      return sum / count;
    }

    private double echo() {
      double products = 0;
      double squares = 0;
      for (int i = 1; i < returns.length; i++) {
        products += returns[i] * returns[i - 1];
        squares += returns[i] * returns[i];
      }
      return ratio(products, squares);
    }
  }
}
