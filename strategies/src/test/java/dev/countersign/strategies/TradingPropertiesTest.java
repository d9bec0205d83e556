package dev.countersign.strategies;

import static dev.countersign.strategies.Treasury.NEW_YEAR;
import static dev.countersign.strategies.Treasury.SIGNAL;
import static dev.countersign.strategies.Treasury.USDC;
import static dev.countersign.strategies.Treasury.WETH;
import static dev.countersign.strategies.Treasury.agent;
import static dev.countersign.strategies.Treasury.block;
import static dev.countersign.strategies.Treasury.input;
import static dev.countersign.strategies.Treasury.logits;
import static org.assertj.core.api.Assertions.assertThat;

import dev.countersign.inference.Candle;
import dev.countersign.network.spi.Refused;
import dev.countersign.network.spi.Strategy;
import dev.countersign.receipt.Address;
import dev.countersign.receipt.Bytes32;
import dev.countersign.receipt.Intent;
import dev.countersign.receipt.Manifest;
import dev.countersign.receipt.Observation;
import dev.countersign.receipt.Slot;
import dev.countersign.receipt.Tensor;
import dev.countersign.tools.observe.AccountState;
import dev.countersign.tools.observe.Candles;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** What holds for every strategy that trades, whatever it sees. */
class TradingPropertiesTest {
  private static final int ROUNDS = 400;
  private static final long SEED = 20_261_121;

  static Stream<Arguments> strategies() {
    String shares = ",'inBps':9000,'outBps':1000,'bandBps':50}";
    return Stream.of(
        of(new DollarCostAverage(), dca()),
        of(
            new Grid(),
            "{'lower':'%s','upper':'%s','levels':20,'spacing':'geometric','leastBps':0,'mostBps':9000}"
                .formatted(Treasury.weth("1500"), Treasury.weth("2500"))),
        of(
            new Guardian(),
            "{'safe':'%s','dropBps':500,'period':5,'floor':'%s','keepBps':1000}"
                .formatted(USDC, Treasury.weth("1600"))),
        of(
            new MeanReversion(),
            "{'period':5,'deviationsHundredths':100,'exit':'middle','rsiPeriod':2,'rsiBelow':60"
                + shares),
        of(new Momentum(), "{'period':3,'enterBps':10,'exitBps':10" + shares),
        of(new MovingAverageCross(), "{'fast':2,'slow':3,'average':'ema','marginBps':5" + shares),
        of(new OnnxSignal(), "{'upBps':4000,'downBps':4000,'shareBps':9000}"),
        of(
            new Rebalance(),
            "{'targets':[{'token':'%s','bps':6000},{'token':'%s','bps':4000}],'bandBps':10,'leanBps':500}"
                .formatted(WETH, USDC)));
  }

  private static String dca() {
    return "{'spend':{'token':'%s','amount':'50000000'},'buy':'%s','every':3600}"
        .formatted(USDC, WETH);
  }

  private static Arguments of(Strategy strategy, String with) {
    return Arguments.of(strategy.id(), strategy, agent(strategy.id(), with, SIGNAL, "UTC"));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("strategies")
  void neverSellsWhatIsNotHeldOrNotAllowed(String id, Strategy strategy, Manifest agent)
      throws Exception {
    SplittableRandom random = new SplittableRandom(SEED);
    int sold = 0;
    for (int round = 0; round < ROUNDS; round++) {
      Strategy.Input input = input(agent, NEW_YEAR, seen(random), output(random));
      Strategy.Decision decision = strategy.decide(input);
      assertThat(strategy.decide(input)).as("the same again").isEqualTo(decision);
      assertThat(decision.because()).isNotEmpty().doesNotContain("\n");
      if (decision.intents().getFirst() instanceof Intent.Swap swap) {
        AccountState account = AccountState.in(input.observations());
        Manifest.Limit limit = agent.policy().limit(swap.tokenIn()).orElseThrow();
        String where = "seed " + SEED + ", round " + round + ": " + swap;
        assertThat(swap.amountIn())
            .as(where)
            .isPositive()
            .isLessThanOrEqualTo(account.balance(swap.tokenIn()))
            .isLessThanOrEqualTo(limit.maxPerAction())
            .isLessThanOrEqualTo(limit.maxPerDay().subtract(account.spentToday(swap.tokenIn())));
        assertThat(id.equals("guardian") && swap.tokenIn().equals(USDC)).as(where).isFalse();
        sold++;
      }
    }
    assertThat(sold).as("rounds with a trade").isGreaterThan(ROUNDS / 20);
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("strategies")
  void whateverItSeesItDecidesOrRefuses(String id, Strategy strategy, Manifest agent)
      throws Exception {
    SplittableRandom random = new SplittableRandom(SEED);
    List<Observation> good = seen(random);
    Observation account = good.getLast();
    List<List<Observation>> hostile = new ArrayList<>();
    hostile.add(List.of());
    hostile.add(List.of(good.getFirst()));
    hostile.add(List.of(account));
    hostile.add(List.of(account, account));
    hostile.add(List.of(candles(List.of()), account));
    hostile.add(List.of(candles(flat(BigInteger.ONE, 1)), account));
    List<Candle> gap = new ArrayList<>(flat(BigInteger.TEN.pow(18), 64));
    gap.remove(62);
    hostile.add(List.of(candles(gap), account));
    hostile.add(List.of(candles(flat(BigInteger.TEN.pow(99), 64)), account));
    hostile.add(List.of(candles(flat(BigInteger.ONE, 64)), account));
    hostile.add(List.of(good.getFirst(), empty()));
    BigInteger most = BigInteger.ONE.shiftLeft(256).subtract(BigInteger.ONE);
    hostile.add(List.of(candles(flat(BigInteger.TEN.pow(99), 64)), account(most, most)));
    hostile.add(List.of(candles(flat(BigInteger.ONE, 64)), account(most, BigInteger.ONE)));
    for (List<Observation> seen : hostile) {
      for (Map<String, Tensor> output : List.of(output(random), Map.<String, Tensor>of())) {
        Optional<Strategy.Decision> decision =
            decided(strategy, input(agent, NEW_YEAR, seen, output));
        decision.ifPresent(d -> assertThat(d.intents()).hasSize(1));
      }
    }
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("strategies")
  void olderCandlesThanItNeedsChangeNothing(String id, Strategy strategy, Manifest agent)
      throws Exception {
    SplittableRandom random = new SplittableRandom(SEED);
    for (int round = 0; round < 50; round++) {
      List<Observation> seen = seen(random);
      List<Candle> list = Candles.in(seen).list();
      List<Observation> fewer = List.of(candles(list.subList(40, 64)), seen.getLast());
      var output = output(random);
      assertThat(strategy.decide(input(agent, NEW_YEAR, fewer, output)))
          .as("%s, seed %d, round %d", id, SEED, round)
          .isEqualTo(strategy.decide(input(agent, NEW_YEAR, seen, output)));
    }
  }

  private static Optional<Strategy.Decision> decided(Strategy strategy, Strategy.Input input) {
    try {
      return Optional.of(strategy.decide(input));
    } catch (Refused e) {
      assertThat(e).hasMessageNotContaining("null");
      return Optional.empty();
    }
  }

  private static Map<String, Tensor> output(SplittableRandom random) {
    return logits(
        random.nextDouble(0.01, 1), random.nextDouble(0.01, 1), random.nextDouble(0.01, 1));
  }

  private static List<Observation> seen(SplittableRandom random) {
    List<Candle> list = new ArrayList<>();
    long price = random.nextLong(1_200, 2_800);
    for (int i = 64; i > 0; i--) {
      price = Math.max(1, price + random.nextLong(-60, 61));
      BigInteger close = BigInteger.valueOf(price).multiply(BigInteger.TEN.pow(18));
      BigInteger high = close.add(BigInteger.valueOf(random.nextLong(1, 1L << 62)));
      list.add(new Candle(NEW_YEAR - 3600L * i, close, high, close, close));
    }
    return List.of(candles(list), account(amount(random, 6), amount(random, 18)));
  }

  /** Nothing, dust, or up to 2000 whole tokens. */
  private static BigInteger amount(SplittableRandom random, int decimals) {
    return switch (random.nextInt(5)) {
      case 0 -> BigInteger.ZERO;
      case 1 -> BigInteger.ONE;
      default ->
          BigInteger.valueOf(random.nextLong(1, 2_000_000))
              .multiply(BigInteger.TEN.pow(decimals - 3));
    };
  }

  private static List<Candle> flat(BigInteger price, int count) {
    List<Candle> list = new ArrayList<>();
    for (int i = count; i > 0; i--) {
      list.add(new Candle(NEW_YEAR - 3600L * i, price, price, price, price));
    }
    return list;
  }

  private static Observation candles(List<Candle> list) {
    return new Candles("uniswap-v3-500", WETH, USDC, 3600, NEW_YEAR, list)
        .observed(block(NEW_YEAR));
  }

  private static Observation account(BigInteger usdc, BigInteger weth) {
    return state(
        Map.of(USDC, usdc, WETH, weth), Map.of(USDC, usdc.min(BigInteger.valueOf(1_900_000_000))));
  }

  private static Observation empty() {
    return state(Map.of(), Map.of());
  }

  private static Observation state(
      Map<Address, BigInteger> balances, Map<Address, BigInteger> spent) {
    return new AccountState(
            NEW_YEAR,
            new Slot(0),
            false,
            Bytes32.ZERO,
            NEW_YEAR / AccountState.DAY,
            spent,
            balances,
            List.of())
        .observed(block(NEW_YEAR));
  }
}
