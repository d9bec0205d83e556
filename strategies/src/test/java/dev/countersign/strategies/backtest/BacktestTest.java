package dev.countersign.strategies.backtest;

import static dev.countersign.strategies.backtest.Ground.NEW_YEAR;
import static dev.countersign.strategies.backtest.Ground.NO_MODEL;
import static dev.countersign.strategies.backtest.Ground.USDC;
import static dev.countersign.strategies.backtest.Ground.WETH;
import static dev.countersign.strategies.backtest.Ground.hourly;
import static dev.countersign.strategies.backtest.Ground.rebalancer;
import static dev.countersign.strategies.backtest.Ground.terms;
import static dev.countersign.strategies.backtest.Ground.usdc;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.countersign.receipt.Manifest;
import dev.countersign.receipt.Slot;
import dev.countersign.strategies.backtest.Outcome.Ending;
import java.math.BigInteger;
import java.util.List;
import org.junit.jupiter.api.Test;

class BacktestTest {
  @Test
  void decidesOnClosedCandlesAndFillsAtTheNextOpening() throws Exception {
    Outcome outcome = run(rebalancer(2), hourly("100", "100", "100", "100"));
    assertThat(outcome.decisions())
        .extracting(Outcome.Decision::ending)
        .containsExactly(Ending.TRADED, Ending.HELD);
    Outcome.Decision first = outcome.decisions().getFirst();
    assertThat(first.slot()).isEqualTo(Slot.of(NEW_YEAR + 2 * 3600, 0));
    assertThat(first.because())
        .isEqualTo(
            "WETH is 0.00 % of 1000 USDC at 100 USDC; the target is 50.00 %, so it sells 500"
                + " USDC.");
    Outcome.Fill fill = outcome.fills().getFirst();
    assertThat(fill.amountIn()).isEqualTo(usdc("500"));
    assertThat(fill.fee()).isEqualTo(usdc("0.25"));
    // A depth of a million moves one per cent: 499.75 after the fee move the price by 0.05 bps.
    assertThat(fill.amountOut()).isBetween(Ground.weth("4.99747"), Ground.weth("4.9975"));
    assertThat(fill.cost()).isBetween(usdc("0.25"), usdc("0.2526"));
  }

  /**
   * The books by hand: 1000 USDC, half of it into WETH at 100, one for gas, then the price doubles.
   */
  @Test
  void countsWhatEverythingIsWorth() throws Exception {
    Outcome outcome = run(rebalancer(2), hourly("100", "100", "200", "200"));
    Outcome.Point bought = outcome.points().get(1);
    BigInteger held = outcome.fills().getFirst().amountOut();
    assertThat(bought.held()).isEqualTo(held);
    assertThat(bought.cash()).isEqualTo(usdc("500"));
    assertThat(bought.gas()).isEqualTo(usdc("1"));
    assertThat(bought.equity())
        .isEqualTo(
            held.multiply(usdc("200"))
                .divide(BigInteger.TEN.pow(18))
                .add(usdc("500"))
                .subtract(usdc("1")));
    assertThat(outcome.points()).hasSize(3);
    assertThat(outcome.points().getFirst().equity()).isEqualTo(usdc("1000"));
  }

  @Test
  void aPriceThatJumpsBeforeTheFillMeetsTheLeastAmount() throws Exception {
    History jump =
        Ground.csv(
            """
            time,open,high,low,close
            1735689600,100,100,100,100
            1735693200,100,100,100,100
            1735696800,101,101,101,101
            1735700400,101,101,101,101
            """);
    Outcome outcome = run(rebalancer(2), jump);
    assertThat(outcome.decisions().getFirst().ending()).isEqualTo(Ending.NOT_EXECUTED);
    assertThat(outcome.decisions().getFirst().code()).isEqualTo("slippage");
    assertThat(outcome.fills()).hasSize(1);
    assertThat(outcome.gas()).isEqualTo(usdc("2"));
  }

  @Test
  void aGapIsNeverFilledAndItsStalePriceRefused() throws Exception {
    History gap =
        Ground.csv(
            """
            time,open,high,low,close
            1735689600,100,100,100,100
            1735693200,100,100,100,100
            1735700400,100,100,100,100
            1735704000,100,100,100,100
            1735707600,100,100,100,100
            """);
    Manifest every =
        Ground.agent(
            "rebalance",
            Ground.digest("rebalance"),
            Ground.REBALANCE,
            2,
            new Manifest.Schedule("every", "", "UTC", 3600),
            "500");
    assertThat(run(every, gap).decisions())
        .extracting(Outcome.Decision::ending, Outcome.Decision::code)
        .containsExactly(
            org.assertj.core.groups.Tuple.tuple(Ending.NOT_EXECUTED, "no-price"),
            org.assertj.core.groups.Tuple.tuple(Ending.REFUSED, "observation-insufficient"),
            org.assertj.core.groups.Tuple.tuple(Ending.TRADED, ""),
            org.assertj.core.groups.Tuple.tuple(Ending.HELD, "within-band"));
  }

  @Test
  void thePolicyOfTheAgentHoldsHereToo() throws Exception {
    Manifest small =
        Ground.agent(
            "rebalance", Ground.digest("rebalance"), Ground.REBALANCE, 2, Ground.request(), "120");
    Outcome outcome = run(small, hourly("100", "100", "100", "100", "100", "100", "100"));
    assertThat(outcome.fills())
        .extracting(Outcome.Fill::amountIn)
        .startsWith(usdc("120"), usdc("120"), usdc("120"), usdc("120"));
  }

  @Test
  void aSaleRealisesProceedsLessAverageCost() throws Exception {
    Outcome outcome = run(rebalancer(2), hourly("100", "100", "100", "200", "200", "200"));
    Outcome.Fill sale = outcome.fills().get(1);
    assertThat(sale.tokenIn()).isEqualTo(WETH);
    Outcome.Fill purchase = outcome.fills().get(0);
    BigInteger cost = usdc("501").multiply(sale.amountIn()).divide(purchase.amountOut());
    assertThat(sale.realised()).isEqualTo(sale.amountOut().subtract(usdc("1")).subtract(cost));
    assertThat(Figures.of(outcome).winRate()).isEqualTo(1);
    assertThat(sale.tokenOut()).isEqualTo(USDC);
  }

  @Test
  void candlesThatAreTooFewAreRefused() throws Exception {
    History few = hourly("100", "100");
    assertThatThrownBy(() -> run(rebalancer(64), few))
        .isInstanceOf(HistoryRefused.class)
        .hasMessageContaining("after the 64 that come before the first decision none is left");
  }

  @Test
  void anHonestStrategyDoesNotLookAhead() throws Exception {
    LookAhead.Result result =
        LookAhead.check(terms(rebalancer(2)), waves(), NO_MODEL, Backtest.Listener.NONE);
    assertThat(result.findings()).isEmpty();
    assertThat(result.compared()).isGreaterThan(300);
  }

  @Test
  void aStrategyThatKnowsTheFutureIsFound() throws Exception {
    Clairvoyant strategy = new Clairvoyant(waves());
    Manifest agent =
        Ground.agent("clairvoyant", Ground.digest(strategy), "{}", 2, Ground.request(), "500");
    LookAhead.Result result =
        new LookAhead(NO_MODEL, history -> List.of(new Clairvoyant(history)))
            .check(terms(agent), waves(), Backtest.Listener.NONE);
    assertThat(result.findings()).isNotEmpty();
    assertThat(result.findings())
        .extracting(finding -> finding.how().substring(0, 5))
        .contains("no ca", "other");
  }

  private static History waves() throws HistoryRefused {
    String[] closes = new String[100];
    for (int i = 0; i < closes.length; i++) {
      closes[i] = String.valueOf(100 + 10 * (i * 7 % 13));
    }
    return hourly(closes);
  }

  private static Outcome run(Manifest manifest, History history) throws Exception {
    return Backtest.run(terms(manifest), history, NO_MODEL, Backtest.Listener.NONE);
  }
}
