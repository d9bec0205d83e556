package dev.countersign.strategies.indicator;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.ta4j.core.BarSeries;
import org.ta4j.core.BaseBarSeriesBuilder;
import org.ta4j.core.Indicator;
import org.ta4j.core.indicators.ATRIndicator;
import org.ta4j.core.indicators.MACDIndicator;
import org.ta4j.core.indicators.RSIIndicator;
import org.ta4j.core.indicators.adx.ADXIndicator;
import org.ta4j.core.indicators.adx.MinusDIIndicator;
import org.ta4j.core.indicators.adx.PlusDIIndicator;
import org.ta4j.core.indicators.averages.EMAIndicator;
import org.ta4j.core.indicators.averages.SMAIndicator;
import org.ta4j.core.indicators.bollinger.BollingerBandFacade;
import org.ta4j.core.indicators.donchian.DonchianChannelLowerIndicator;
import org.ta4j.core.indicators.donchian.DonchianChannelMiddleIndicator;
import org.ta4j.core.indicators.donchian.DonchianChannelUpperIndicator;
import org.ta4j.core.indicators.helpers.ClosePriceIndicator;
import org.ta4j.core.indicators.volume.VWAPIndicator;
import org.ta4j.core.num.DecimalNumFactory;
import org.ta4j.core.num.Num;

/**
 * The numbers are ta4j's, computed there with 32 decimal digits: to eleven digits, from where the
 * other beginning of its recursive averages is forgotten.
 */
class Ta4jAgreementTest {
  private static final int LENGTH = 2400;

  /** (13/14)^600 is below 10^-19, twice over for the ADX. */
  private static final int FORGOTTEN = 1300;

  private static final double ELEVEN_DIGITS = 1e-11;

  static Stream<Arguments> series() throws IOException {
    return Stream.of(
        Arguments.of("recorded", Bars.recorded(LENGTH)),
        Arguments.of("seed 11", Bars.random(11, LENGTH)),
        Arguments.of("seed 12", Bars.random(12, LENGTH)));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("series")
  void whatDependsOnItsPeriodAloneAgreesFromTheStart(String name, Bars bars) {
    BarSeries series = series(bars);
    Indicator<Num> close = new ClosePriceIndicator(series);
    same("SMA", Sma.over(bars.close, 20), new SMAIndicator(close, 20), 19);
    BollingerBandFacade bands = new BollingerBandFacade(close, 20, 2);
    BollingerBands.Lines lines = BollingerBands.over(bars.close, 20, 2);
    same("lower band", lines.lower(), bands.lower(), 19);
    same("middle band", lines.middle(), bands.middle(), 19);
    same("upper band", lines.upper(), bands.upper(), 19);
    DonchianChannel.Lines channel = DonchianChannel.over(bars.high, bars.low, 20);
    same("lower bound", channel.lower(), new DonchianChannelLowerIndicator(series, 20), 19);
    same("middle", channel.middle(), new DonchianChannelMiddleIndicator(series, 20), 19);
    same("upper bound", channel.upper(), new DonchianChannelUpperIndicator(series, 20), 19);
    same(
        "VWAP",
        Vwap.over(bars.high, bars.low, bars.close, bars.volume, 14),
        new VWAPIndicator(series, 14),
        13);
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("series")
  void whatRemembersAgreesOnceTheBeginningIsForgotten(String name, Bars bars) {
    BarSeries series = series(bars);
    Indicator<Num> close = new ClosePriceIndicator(series);
    same("EMA", Ema.over(bars.close, 20), new EMAIndicator(close, 20), FORGOTTEN);
    MACDIndicator macd = new MACDIndicator(close, 12, 26);
    Macd.Lines lines = Macd.over(bars.close, 12, 26, 9);
    double[] price = bars.close;
    same("MACD", lines.line(), macd, price, FORGOTTEN);
    same("MACD signal", lines.signal(), macd.getSignalLine(9), price, FORGOTTEN);
    same("MACD histogram", lines.histogram(), macd.getHistogram(9), price, FORGOTTEN);
    same("RSI", Rsi.over(bars.close, 14), new RSIIndicator(close, 14), FORGOTTEN);
    same(
        "ATR",
        Atr.over(bars.high, bars.low, bars.close, 14),
        new ATRIndicator(series, 14),
        price,
        FORGOTTEN);
    Adx.Lines adx = Adx.over(bars.high, bars.low, bars.close, 14);
    same("ADX plus", adx.plus(), new PlusDIIndicator(series, 14), FORGOTTEN);
    same("ADX minus", adx.minus(), new MinusDIIndicator(series, 14), FORGOTTEN);
    same("ADX", adx.adx(), new ADXIndicator(series, 14), FORGOTTEN);
  }

  private static void same(String what, double[] ours, Indicator<Num> theirs, int from) {
    same(what, ours, theirs, ours, from);
  }

  /** A difference of prices is as exact as the prices are. */
  private static void same(
      String what, double[] ours, Indicator<Num> theirs, double[] scale, int from) {
    for (int i = from; i < ours.length; i++) {
      double expected = theirs.getValue(i).doubleValue();
      if (Double.isNaN(expected)) {
        assertThat(ours[i]).as("%s at %d", what, i).isNaN();
      } else {
        double allowed = Math.max(Math.abs(scale[i]), Math.abs(expected)) * ELEVEN_DIGITS;
        assertThat(Math.abs(ours[i] - expected))
            .as("%s at %d: %s, ta4j %s", what, i, ours[i], expected)
            .isLessThanOrEqualTo(allowed);
      }
    }
    if (from > 0) {
      assertThat(ours[0]).as("%s is not known at first", what).isNaN();
    }
  }

  private static BarSeries series(Bars bars) {
    BarSeries series =
        new BaseBarSeriesBuilder().withNumFactory(DecimalNumFactory.getInstance(32)).build();
    for (int i = 0; i < bars.length(); i++) {
      series
          .barBuilder()
          .timePeriod(Duration.ofHours(1))
          .endTime(Instant.ofEpochSecond(3600L * (i + 1)))
          .openPrice(bars.close[i])
          .highPrice(bars.high[i])
          .lowPrice(bars.low[i])
          .closePrice(bars.close[i])
          .volume(bars.volume[i])
          .add();
    }
    return series;
  }
}
