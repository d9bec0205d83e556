package dev.countersign.strategies;

import static dev.countersign.strategies.Treasury.agent;
import static dev.countersign.strategies.Treasury.decide;
import static dev.countersign.strategies.Treasury.intent;
import static dev.countersign.strategies.Treasury.weth;
import static org.assertj.core.api.Assertions.assertThat;

import dev.countersign.network.spi.Strategy;
import dev.countersign.receipt.Intent;
import dev.countersign.receipt.Manifest;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class GridTest {
  /** Lines at 1000, 1250, 1500, 1750 and 2000: 100, 75, 50, 25 and 0 % of WETH. */
  private static final Manifest AGENT = grid("1000", "2000", 4, "arithmetic", 0, 10_000);

  private static Manifest grid(
      String lower, String upper, int levels, String spacing, int least, int most) {
    return agent(
        "grid",
        "{'lower':'%s','upper':'%s','levels':%d,'spacing':'%s','leastBps':%d,'mostBps':%d}"
            .formatted(weth(lower), weth(upper), levels, spacing, least, most),
        Manifest.ModelRef.NONE,
        "UTC");
  }

  @ParameterizedTest
  @CsvSource({
    // price, USDC, WETH held, token sold, amount; half a step, 12.5 %, is left alone
    "1600, 100, 0,      USDC, 25", // 25 to 50 % is wanted, 0 % is held
    "1600, 80,  0.0125, hold, within-band", // 20 %: off by less than half a step
    "1600, 0,   0.1,    WETH, 0.05", // 100 % is held, 50 % is the most
    "1600, 64,  0.04,   hold, within-band", // 50 %
    "1499, 100, 0,      USDC, 50", // one line lower: 50 to 75 %
    "1500, 100, 0,      USDC, 25", // on a line is above it
    "999,  100, 0,      USDC, 100", // below the grid: the most
    "999,  0,   0.1,    hold, within-band",
    "2000, 0,   0.1,    WETH, 0.1", // above it: the least
    "2500, 100, 0,      hold, within-band",
    "1600, 0,   0,      hold, no-funds"
  })
  void buysLowSellsHighAndLeavesTheRestAlone(
      String price, String usdc, String weth, String sold, String amount) throws Exception {
    assertThat(decide(new Grid(), AGENT, price, usdc, weth).intents())
        .containsExactly(intent(sold, amount));
  }

  @Test
  void whatWasBoughtAtALineIsSoldOneLineHigher() throws Exception {
    List<String> trades = new ArrayList<>();
    BigDecimal usdc = new BigDecimal("100");
    BigDecimal weth = BigDecimal.ZERO;
    for (String price :
        List.of("1900", "1740", "1760", "1990", "1740", "1490", "1510", "1740", "1760", "2010")) {
      Strategy.Decision decision =
          decide(new Grid(), AGENT, price, usdc.toPlainString(), weth.toPlainString());
      BigDecimal at = new BigDecimal(price);
      if (decision.intents().getFirst() instanceof Intent.Swap swap) {
        boolean buys = swap.tokenIn().equals(Treasury.USDC);
        BigDecimal in = new BigDecimal(swap.amountIn(), buys ? 6 : 18);
        BigDecimal out = buys ? in.divide(at, 18, java.math.RoundingMode.DOWN) : in.multiply(at);
        usdc = buys ? usdc.subtract(in) : usdc.add(out).setScale(6, java.math.RoundingMode.DOWN);
        weth = buys ? weth.add(out) : weth.subtract(in);
        trades.add((buys ? "buy at " : "sell at ") + price);
      }
    }
    assertThat(trades)
        .containsExactly("buy at 1740", "buy at 1490", "sell at 1760", "sell at 2010");
  }

  @ParameterizedTest
  @CsvSource({
    // Lines at 1000, 10000 and 100000: each ten times the one before.
    "9999,  (cell 1 of 2)",
    "10001, (cell 2 of 2)",
    "1000,  (cell 1 of 2)"
  })
  void linesMayStandInProportion(String price, String cell) throws Exception {
    Manifest agent = grid("1000", "100000", 2, "geometric", 0, 10_000);
    assertThat(decide(new Grid(), agent, price, "100", "0").because()).contains(cell);
  }

  @ParameterizedTest
  @CsvSource({
    "0,    2000, 4,   arithmetic, 0,    10000",
    "2000, 2000, 4,   arithmetic, 0,    10000",
    "1000, 2000, 1,   arithmetic, 0,    10000",
    "1000, 2000, 501, arithmetic, 0,    10000",
    "1000, 2000, 4,   harmonic,   0,    10000",
    "1000, 2000, 4,   arithmetic, 5000, 5007",
    "1000, 2000, 4,   arithmetic, 6000, 5000"
  })
  void parametersThatMakeNoSenseAreNamed(
      String lower, String upper, int levels, String spacing, int least, int most) {
    assertThat(new Grid().problems(grid(lower, upper, levels, spacing, least, most))).hasSize(1);
    assertThat(new Grid().problems(AGENT)).isEmpty();
  }
}
