package dev.countersign.strategies.backtest;

import java.time.Duration;
import java.time.Instant;
import java.util.Random;
import org.ta4j.core.BarSeries;
import org.ta4j.core.BaseBarSeriesBuilder;
import org.ta4j.core.num.DoubleNumFactory;

/** A random walk of prices with cents; each candle opens a little off the close before. */
final class Walk {
  private final double[] opens;
  private final double[] closes;

  private Walk(double[] opens, double[] closes) {
    this.opens = opens;
    this.closes = closes;
  }

  static Walk random(int candles, long seed) {
    Random random = new Random(seed);
    double[] opens = new double[candles];
    double[] closes = new double[candles];
    double price = 2000;
    for (int i = 0; i < candles; i++) {
      opens[i] = cents(price * (1 + 0.0005 * random.nextGaussian()));
      // Pulled back to where it began, so that it neither vanishes nor explodes.
      price *= 1 + 0.005 * random.nextGaussian() + 0.001 * Math.log(2000 / price);
      closes[i] = cents(price);
    }
    return new Walk(opens, closes);
  }

  private static double cents(double price) {
    return Math.rint(price * 100) / 100;
  }

  double[] opens() {
    return opens;
  }

  double[] closes() {
    return closes;
  }

  /** The same for ta4j, in binary64. */
  BarSeries series() {
    BarSeries series =
        new BaseBarSeriesBuilder().withNumFactory(DoubleNumFactory.getInstance()).build();
    for (int i = 0; i < closes.length; i++) {
      series
          .barBuilder()
          .timePeriod(Duration.ofHours(1))
          .endTime(Instant.ofEpochSecond(3600L * (i + 1)))
          .openPrice(opens[i])
          .highPrice(Math.max(opens[i], closes[i]))
          .lowPrice(Math.min(opens[i], closes[i]))
          .closePrice(closes[i])
          .volume(1)
          .add();
    }
    return series;
  }
}
