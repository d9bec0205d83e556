package dev.countersign.strategies.backtest;

import static dev.countersign.strategies.backtest.Ground.NEW_YEAR;
import static dev.countersign.strategies.backtest.Ground.USDC;
import static dev.countersign.strategies.backtest.Ground.WETH;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.countersign.receipt.Manifest;
import dev.countersign.receipt.Slot;
import java.io.IOException;
import java.io.InputStream;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;

/** Beside the figures that {@code src/test/goldens/figures/make.py} has for the same series. */
class FiguresTest {
  private static final BigInteger PRICE = new BigInteger("2000000000000000000000");

  @Test
  void areThoseOfAnIndependentCalculation() throws Exception {
    Figures figures = Figures.of(outcome(points(), fills()));
    Map<String, Double> own = new HashMap<>();
    own.put("totalReturn", figures.totalReturn());
    own.put("yearlyGrowth", figures.yearlyGrowth());
    own.put("volatility", figures.volatility());
    own.put("sharpe", figures.sharpe());
    own.put("sortino", figures.sortino());
    own.put("maxDrawdown", figures.maxDrawdown());
    own.put("calmar", figures.calmar());
    own.put("winRate", figures.winRate());
    own.put("profitFactor", figures.profitFactor());
    own.put("exposure", figures.exposure());
    own.put("timeInMarket", figures.timeInMarket());
    own.put("turnover", figures.turnover());
    own.put("buyAndHold", figures.buyAndHold());
    own.put("buyAndHoldDrawdown", figures.buyAndHoldDrawdown());
    own.put("buyAndHoldSharpe", figures.buyAndHoldSharpe());
    own.put("trades", (double) figures.trades());
    own.put("sales", (double) figures.sales());
    own.put("traded", figures.traded().doubleValue());
    own.put("fees", figures.fees().doubleValue());
    own.put("costs", figures.costs().doubleValue());
    Map<String, Double> expected = goldens();
    assertThat(own).containsOnlyKeys(expected.keySet());
    expected.forEach(
        (name, value) ->
            assertThat(own.get(name)).as(name).isCloseTo(value, within(1e-9 * Math.abs(value))));
  }

  @Test
  void whatIsNotDefinedIsNoNumber() {
    List<Outcome.Point> still = List.of(point(0, 100, 0), point(1, 100, 0), point(2, 100, 0));
    Figures figures = Figures.of(outcome(still, List.of()));
    assertThat(figures.sharpe()).isNaN();
    assertThat(figures.calmar()).isNaN();
    assertThat(figures.winRate()).isNaN();
    assertThat(figures.profitFactor()).isNaN();
    assertThat(figures.maxDrawdown()).isZero();
  }

  private static Map<String, Double> goldens() throws IOException {
    Map<String, Double> goldens = new HashMap<>();
    try (InputStream in = FiguresTest.class.getResourceAsStream("figures.txt")) {
      String text = new String(Objects.requireNonNull(in).readAllBytes(), StandardCharsets.UTF_8);
      text.lines()
          .map(line -> line.split(" ", -1))
          .forEach(words -> goldens.put(words[0], Double.valueOf(words[1])));
    }
    return goldens;
  }

  /** As the generator of the script. */
  private static final class Numbers {
    private long state;

    Numbers(long state) {
      this.state = state;
    }

    long next() {
      state = (state * 1_103_515_245L + 12_345) % (1L << 31);
      return state;
    }
  }

  private static List<Outcome.Point> points() {
    Numbers own = new Numbers(1);
    Numbers hold = new Numbers(2);
    Numbers held = new Numbers(3);
    long equity = 10_000_000_000L;
    long benchmark = equity;
    List<Outcome.Point> points = new ArrayList<>();
    points.add(point(0, equity, benchmark, 0));
    for (int i = 1; i < 500; i++) {
      equity += (own.next() >> 12) % 200_001 * 1000 - 90_000_000;
      benchmark += (hold.next() >> 12) % 400_001 * 1000 - 166_000_000;
      points.add(point(i, equity, benchmark, (held.next() >> 10) % 4));
    }
    return points;
  }

  private static Outcome.Point point(int index, long equity, long whole) {
    return point(index, equity, equity, whole);
  }

  private static Outcome.Point point(int index, long equity, long benchmark, long whole) {
    BigInteger gas = BigInteger.valueOf(index * 1000L);
    BigInteger worth = BigInteger.valueOf(whole * 2_000_000_000L);
    return new Outcome.Point(
        NEW_YEAR + 3600L * index,
        PRICE,
        BigInteger.TEN.pow(18).multiply(BigInteger.valueOf(whole)),
        BigInteger.valueOf(equity).add(gas).subtract(worth),
        gas,
        BigInteger.valueOf(equity),
        BigInteger.valueOf(benchmark));
  }

  private static List<Outcome.Fill> fills() {
    Numbers draw = new Numbers(4);
    List<Outcome.Fill> fills = new ArrayList<>();
    for (int i = 0; i < 60; i++) {
      boolean sale = (draw.next() >> 10) % 2 == 1;
      long value = (draw.next() >> 7) % 500_000_000;
      long realised = sale ? (draw.next() >> 9) % 20_000_001 % 4_000_000 - 1_500_000 : 0;
      fills.add(
          new Outcome.Fill(
              Slot.of(NEW_YEAR + 3600L * i, 0),
              "uniswap-v3-500",
              sale ? WETH : USDC,
              BigInteger.ONE,
              sale ? USDC : WETH,
              BigInteger.ONE,
              PRICE,
              BigInteger.valueOf(value),
              BigInteger.valueOf(value / 2000),
              BigInteger.valueOf(value / 1900),
              BigInteger.ZERO,
              BigInteger.valueOf(realised)));
    }
    return fills;
  }

  private static Outcome outcome(List<Outcome.Point> points, List<Outcome.Fill> fills) {
    return new Outcome(
        Ground.rebalancer(2),
        new Manifest.Token(WETH, "WETH", 18),
        new Manifest.Token(USDC, "USDC", 6),
        3600,
        List.of(),
        fills,
        points,
        BigInteger.ZERO);
  }
}
