package dev.countersign.strategies.indicator;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.SplittableRandom;
import java.util.function.IntToDoubleFunction;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A candle at a time gives the bits that whole arrays give. */
class IncrementalFormTest {
  @ParameterizedTest(name = "seed {0}")
  @ValueSource(longs = {1, 2, 3, 20_251_121})
  void onRandomSeriesOfEveryPeriodAndLength(long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    for (int round = 0; round < 60; round++) {
      int period = random.nextInt(1, 40);
      compare(Bars.random(random.nextLong(), random.nextInt(0, 200)), period, "seed " + seed);
    }
  }

  @Test
  void onSeriesThatAreLongerThanABlock() {
    compare(Bars.random(7, 2500), 9, "seed 7");
  }

  @Test
  void onRecordedCandles() throws IOException {
    compare(Bars.recorded(1500), 14, "recorded candles");
  }

  private static void compare(Bars bars, int period, String what) {
    String where = what + ", period " + period + ", " + bars.length() + " candles: ";
    double[] close = bars.close;
    Sma sma = new Sma(period);
    same(where + "SMA", Sma.over(close, period), i -> sma.push(close[i]));
    Ema ema = new Ema(period);
    same(where + "EMA", Ema.over(close, period), i -> ema.push(close[i]));
    Rsi rsi = new Rsi(period);
    same(where + "RSI", Rsi.over(close, period), i -> rsi.push(close[i]));
    Atr atr = new Atr(period);
    same(
        where + "ATR",
        Atr.over(bars.high, bars.low, close, period),
        i -> atr.push(bars.high[i], bars.low[i], close[i]));
    Vwap vwap = new Vwap(period);
    same(
        where + "VWAP",
        Vwap.over(bars.high, bars.low, close, bars.volume, period),
        i -> vwap.push(bars.high[i], bars.low[i], close[i], bars.volume[i]));
    compareMacd(close, period, where);
    compareBands(bars, period, where);
    compareAdx(bars, period, where);
  }

  private static void compareMacd(double[] close, int period, String where) {
    Macd.Lines lines = Macd.over(close, period, period * 2, period);
    Macd line = new Macd(period, period * 2, period);
    same(where + "MACD", lines.line(), i -> line.push(close[i]));
    Macd signal = new Macd(period, period * 2, period);
    same(where + "MACD signal", lines.signal(), i -> after(signal.push(close[i]), signal.signal()));
    Macd histogram = new Macd(period, period * 2, period);
    same(
        where + "MACD histogram",
        lines.histogram(),
        i -> after(histogram.push(close[i]), histogram.histogram()));
  }

  private static void compareBands(Bars bars, int period, String where) {
    BollingerBands.Lines lines = BollingerBands.over(bars.close, period, 2.5);
    BollingerBands low = new BollingerBands(period, 2.5);
    same(where + "lower band", lines.lower(), i -> after(low.push(bars.close[i]), low.lower()));
    BollingerBands middle = new BollingerBands(period, 2.5);
    same(where + "middle band", lines.middle(), i -> middle.push(bars.close[i]));
    BollingerBands high = new BollingerBands(period, 2.5);
    same(where + "upper band", lines.upper(), i -> after(high.push(bars.close[i]), high.upper()));

    DonchianChannel.Lines channel = DonchianChannel.over(bars.high, bars.low, period);
    DonchianChannel lower = new DonchianChannel(period);
    same(
        where + "lower bound",
        channel.lower(),
        i -> after(lower.push(bars.high[i], bars.low[i]), lower.lower()));
    DonchianChannel mean = new DonchianChannel(period);
    same(where + "channel", channel.middle(), i -> mean.push(bars.high[i], bars.low[i]));
    DonchianChannel upper = new DonchianChannel(period);
    same(
        where + "upper bound",
        channel.upper(),
        i -> after(upper.push(bars.high[i], bars.low[i]), upper.upper()));
  }

  private static void compareAdx(Bars bars, int period, String where) {
    Adx.Lines lines = Adx.over(bars.high, bars.low, bars.close, period);
    Adx adx = new Adx(period);
    same(where + "ADX", lines.adx(), i -> push(adx, bars, i));
    Adx plus = new Adx(period);
    same(where + "ADX plus", lines.plus(), i -> after(push(plus, bars, i), plus.plus()));
    Adx minus = new Adx(period);
    same(where + "ADX minus", lines.minus(), i -> after(push(minus, bars, i), minus.minus()));
  }

  private static double push(Adx adx, Bars bars, int i) {
    return adx.push(bars.high[i], bars.low[i], bars.close[i]);
  }

  /** What is asked for once something else was done. */
  private static double after(double ignored, double value) {
    return value;
  }

  private static void same(String what, double[] whole, IntToDoubleFunction step) {
    long[] expected = new long[whole.length];
    long[] actual = new long[whole.length];
    for (int i = 0; i < whole.length; i++) {
      expected[i] = Double.doubleToLongBits(whole[i]);
      actual[i] = Double.doubleToLongBits(step.applyAsDouble(i));
    }
    assertThat(actual).as(what).isEqualTo(expected);
  }
}
