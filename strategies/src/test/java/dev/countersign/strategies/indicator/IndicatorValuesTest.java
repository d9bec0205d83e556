package dev.countersign.strategies.indicator;

import static java.lang.Double.NaN;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

/** Small cases that were worked out by hand: where each indicator begins, and with what. */
class IndicatorValuesTest {
  private static final double[] CLOSE = {1, 2, 4, 8, 4, 4};

  @Test
  void aSimpleAverageNeedsItsPeriod() {
    assertThat(Sma.over(CLOSE, 3)).containsExactly(NaN, NaN, 7 / 3.0, 14 / 3.0, 16 / 3.0, 16 / 3.0);
    assertThat(Sma.over(CLOSE, 1)).containsExactly(CLOSE);
    assertThat(Sma.over(CLOSE, 7)).containsOnly(NaN);
    assertThat(Sma.over(new double[0], 3)).isEmpty();
  }

  @Test
  void anExponentialAverageBeginsWithASimpleOne() {
    double first = 7 / 3.0;
    double second = first + (8 - first) * 0.5;
    assertThat(Ema.over(CLOSE, 3)).startsWith(NaN, NaN, first, second, second + (4 - second) * 0.5);
  }

  @Test
  void anRsiBeginsWithTheMeanOfTheFirstChanges() {
    // Changes 1, 2, 4: all up. Then -4: gains (7/3 * 2 + 0) / 3 = 14/9, losses 4/3.
    double[] rsi = Rsi.over(CLOSE, 3);
    assertThat(rsi).startsWith(NaN, NaN, NaN, 100);
    assertThat(rsi[4]).isEqualTo(100 * (14 / 9.0) / (14 / 9.0 + 4 / 3.0), within(1e-12));
  }

  @Test
  void anRsiOfAStandstillIsInTheMiddle() {
    assertThat(Rsi.over(new double[] {5, 5, 5, 5}, 2)).containsExactly(NaN, NaN, 50, 50);
    assertThat(Rsi.over(new double[] {5, 4, 3, 2}, 2)).containsExactly(NaN, NaN, 0, 0);
  }

  /** The example of StockCharts' ChartSchool for the RSI, 14 periods, as printed there. */
  @Test
  void wildersRsiOfThePublishedExample() {
    double[] close = {
      44.3389, 44.0902, 44.1497, 43.6124, 44.3278, 44.8264, 45.0955, 45.4245, 45.8433, 46.0826,
      45.8931, 46.0328, 45.6140, 46.2820, 46.2820, 46.0028, 46.0328, 46.4116, 46.2222, 45.6439
    };
    double[] rsi = Rsi.over(close, 14);
    assertThat(rsi[14]).isEqualTo(70.53, within(0.01));
    assertThat(rsi[15]).isEqualTo(66.32, within(0.01));
    assertThat(rsi[16]).isEqualTo(66.55, within(0.01));
    assertThat(rsi[17]).isEqualTo(69.41, within(0.01));
    assertThat(rsi[18]).isEqualTo(66.36, within(0.01));
    assertThat(rsi[19]).isEqualTo(57.97, within(0.01));
  }

  @Test
  void bandsStandPopulationDeviationsApart() {
    // 2, 4, 4, 4, 5, 5, 7, 9: mean 5, population deviation 2.
    double[] values = {2, 4, 4, 4, 5, 5, 7, 9};
    BollingerBands.Lines bands = BollingerBands.over(values, 8, 3);
    assertThat(bands.lower()[7]).isEqualTo(-1);
    assertThat(bands.middle()[7]).isEqualTo(5);
    assertThat(bands.upper()[7]).isEqualTo(11);
  }

  @Test
  void aTrueRangeSpansTheGapToTheCloseBefore() {
    double[] high = {10, 12, 9, 11};
    double[] low = {9, 11, 8, 10};
    double[] close = {9, 11, 8, 11};
    // 12 - 9, 11 - 8, 11 - 8.
    assertThat(Atr.over(high, low, close, 2)).containsExactly(NaN, NaN, 3, 3);
  }

  @Test
  void aMarketThatOnlyRisesIsAllPlusAndWhollyOneSided() {
    double[] low = {1, 2, 3, 4, 5, 6};
    double[] high = {2, 3, 4, 5, 6, 7};
    double[] close = {1.5, 2.5, 3.5, 4.5, 5.5, 6.5};
    Adx.Lines lines = Adx.over(high, low, close, 2);
    assertThat(lines.minus()).containsExactly(NaN, NaN, 0, 0, 0, 0);
    assertThat(lines.plus()[5]).isEqualTo(100 / 1.5, within(1e-12));
    assertThat(lines.adx()).containsExactly(NaN, NaN, NaN, 100, 100, 100);
  }

  @Test
  void aVolumeWeighsAndNoVolumeHasNoPrice() {
    double[] price = {3, 6, 9};
    assertThat(Vwap.over(price, price, price, new double[] {1, 3, 0}, 2))
        .containsExactly(NaN, 5.25, 6);
    assertThat(Vwap.over(price, price, price, new double[] {0, 0, 0}, 2)).containsOnly(NaN);
  }

  @Test
  void aChannelHoldsTheNewestCandleToo() {
    DonchianChannel.Lines lines =
        DonchianChannel.over(new double[] {5, 7, 6}, new double[] {4, 3, 5}, 2);
    assertThat(lines.lower()).containsExactly(NaN, 3, 3);
    assertThat(lines.upper()).containsExactly(NaN, 7, 7);
    assertThat(lines.middle()).containsExactly(NaN, 5, 5);
  }

  @Test
  void aMacdIsTheDistanceOfTwoAveragesAndItsSignalTheirAverage() {
    double[] fast = Ema.over(CLOSE, 2);
    double[] slow = Ema.over(CLOSE, 3);
    Macd.Lines lines = Macd.over(CLOSE, 2, 3, 2);
    assertThat(lines.line()[1]).isNaN();
    assertThat(lines.line()[4]).isEqualTo(fast[4] - slow[4]);
    assertThat(lines.signal()[2]).isNaN();
    assertThat(lines.signal()[3]).isEqualTo((lines.line()[2] + lines.line()[3]) / 2);
    assertThat(lines.histogram()[3]).isEqualTo(lines.line()[3] - lines.signal()[3]);
  }

  @Test
  void whatMakesNoSenseIsNamed() {
    refused("the period of an average is 1 to 100000 candles, not 0", () -> new Sma(0));
    refused("is 1 to 100000 candles, not 100001", () -> Ema.over(CLOSE, 100_001));
    refused("the period of an RSI is 1", () -> new Rsi(-1));
    refused("below the slow one, not 26 and 12", () -> new Macd(26, 12, 9));
    refused("not NaN", () -> new BollingerBands(20, NaN));
    refused("at most 100 deviations wide, not 0.0", () -> BollingerBands.over(CLOSE, 2, 0));
    refused("finite numbers, not NaN", () -> new Sma(2).push(NaN));
    refused("not Infinity at index 1", () -> Sma.over(new double[] {1, 1 / 0.0}, 1));
    refused("have 6 and 5 numbers", () -> Atr.over(CLOSE, new double[5], CLOSE, 2));
    refused("a volume is not negative: -1.0", () -> new Vwap(2).push(1, 1, 1, -1));
  }

  private static void refused(String sentence, Runnable what) {
    assertThatIllegalArgumentException().isThrownBy(what::run).withMessageContaining(sentence);
  }
}
