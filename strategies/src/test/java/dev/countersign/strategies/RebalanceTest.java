package dev.countersign.strategies;

import static dev.countersign.strategies.Treasury.NEW_YEAR;
import static dev.countersign.strategies.Treasury.SIGNAL;
import static dev.countersign.strategies.Treasury.USDC;
import static dev.countersign.strategies.Treasury.WETH;
import static dev.countersign.strategies.Treasury.account;
import static dev.countersign.strategies.Treasury.agent;
import static dev.countersign.strategies.Treasury.candles;
import static dev.countersign.strategies.Treasury.input;
import static dev.countersign.strategies.Treasury.logits;
import static dev.countersign.strategies.Treasury.usdc;
import static dev.countersign.strategies.Treasury.weth;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.countersign.network.spi.Refused;
import dev.countersign.network.spi.Strategy;
import dev.countersign.receipt.Address;
import dev.countersign.receipt.Intent;
import dev.countersign.receipt.Manifest;
import dev.countersign.receipt.Reason;
import dev.countersign.receipt.Slot;
import dev.countersign.receipt.Tensor;
import java.math.BigInteger;
import java.util.List;
import java.util.Map;
import java.util.ServiceLoader;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RebalanceTest {
  private static final String WITH =
      "{'targets':[{'token':'%s','bps':6000},{'token':'%s','bps':4000}],'bandBps':100,'leanBps':%d}";
  private static final Manifest PLAIN =
      agent("rebalance", WITH.formatted(WETH, USDC, 0), Manifest.ModelRef.NONE, "UTC");
  private static final Manifest LEANING =
      agent("rebalance", WITH.formatted(WETH, USDC, 500), SIGNAL, "UTC");

  // At 2000 USDC for a WETH; 60 % of the value is the target, 1 % the band.
  @ParameterizedTest
  @CsvSource({
    // USDC, WETH held, token sold, amount
    "400,  0.3,    hold, within-band", // 600 of 1000: on target
    "390,  0.305,  hold, within-band", // 610 of 1000: at the band's edge
    "410,  0.295,  hold, within-band",
    "389,  0.3055, WETH, 0.0055", // 61.1 %
    "411,  0.2945, USDC, 11",
    "1000, 0,      USDC, 500", // 600 wanted, 500 at once
    "0,    0.5,    WETH, 0.2", // 0.2 wanted: 400 of 1000
    "0,    0.6,    WETH, 0.2", // 0.24 wanted, 0.2 at once
    "0,    0,      hold, no-funds"
  })
  void tradesBackToTheTargetOutsideTheBand(String usdc, String weth, String sold, String amount)
      throws Exception {
    Strategy.Decision decision = decide(PLAIN, usdc, weth, Map.of(), Map.of());
    assertThat(decision.intents()).containsExactly(expected(sold, amount));
  }

  @ParameterizedTest
  @CsvSource({
    // spent of USDC today, what is sold
    "1500, USDC, 500",
    "1600, USDC, 400",
    "1999.999999, USDC, 0.000001",
    "2000, hold, day-cap",
    "2500, hold, day-cap"
  })
  void neverTradesMoreThanIsLeftOfTheDay(String spent, String sold, String amount)
      throws Exception {
    Strategy.Decision decision = decide(PLAIN, "1000", "0", Map.of(USDC, usdc(spent)), Map.of());
    assertThat(decision.intents()).containsExactly(expected(sold, amount));
  }

  @ParameterizedTest
  @CsvSource({
    // down, flat, up, token sold, amount: 600 of 1000 in WETH, target 60 % leaned by up to 5 %
    "0.0001, 0.9998, 0.0001, hold, within-band",
    "0.0001, 0.0001, 0.9998, USDC, 49",
    "0.9998, 0.0001, 0.0001, WETH, 0.0245",
    "0.2, 0.2, 0.6, USDC, 19",
    "0.5, 0, 0.5, hold, within-band"
  })
  void theModelLeansTheTargetInProportion(
      double down, double flat, double up, String sold, String amount) throws Exception {
    double some = 1e-9;
    Strategy.Decision decision =
        decide(LEANING, "400", "0.3", Map.of(), logits(down, flat + some, up));
    Intent intent = decision.intents().getFirst();
    if (intent instanceof Intent.Swap swap) {
      BigInteger about = sold.equals("USDC") ? usdc(amount) : weth(amount);
      assertThat(swap.tokenIn()).isEqualTo(token(sold));
      assertThat(swap.amountIn())
          .isBetween(
              about, about.multiply(BigInteger.valueOf(110)).divide(BigInteger.valueOf(100)));
    } else {
      assertThat(intent).isEqualTo(expected(sold, amount));
    }
  }

  @Test
  void theReasonIsOneSentenceWithNumbers() throws Exception {
    assertThat(decide(PLAIN, "1000", "0.1", Map.of(), Map.of()).because())
        .isEqualTo(
            "WETH is 16.66 % of 1200 USDC at 2000 USDC; the target is 60.00 %, so it sells 500"
                + " USDC of 520 USDC: the policy lets no more than 500 USDC go at once.");
    assertThat(decide(LEANING, "400", "0.3", Map.of(), logits(0.25, 0.25, 0.5)).because())
        .isEqualTo(
            "WETH is 60.00 % of 1000 USDC at 2000 USDC; the target is 61.25 % (60.00 % + 1.25 %"
                + " by the model: down 24.99 %, up 50.00 %), so it sells 12.5 USDC.");
  }

  @Test
  void theVenueIsTheNamedOneOrTheCheapest() throws Exception {
    assertThat(swap(decide(PLAIN, "1000", "0", Map.of(), Map.of())).venue())
        .isEqualTo("uniswap-v3-500");
    Manifest named =
        agent(
            "rebalance",
            WITH.formatted(WETH, USDC, 0).replaceFirst("\\}$", ",'venue':'uniswap-v2'}"),
            Manifest.ModelRef.NONE,
            "UTC");
    assertThat(swap(decide(named, "1000", "0", Map.of(), Map.of())).venue())
        .isEqualTo("uniswap-v2");
  }

  @Test
  void aStalePriceIsRefused() {
    var seen =
        List.of(
            candles(NEW_YEAR - 3600, "2000"), account(NEW_YEAR, "1000", "0", Map.of(), List.of()));
    var late =
        List.of(
            new dev.countersign.receipt.Observation(
                "candles",
                seen.getFirst().observationClass(),
                "uniswap-v3-500",
                Treasury.block(NEW_YEAR),
                seen.getFirst().content()),
            seen.get(1));
    assertThatThrownBy(() -> new Rebalance().decide(input(PLAIN, NEW_YEAR, late, Map.of())))
        .isInstanceOfSatisfying(
            Refused.class, e -> assertThat(e.reason()).isEqualTo(Reason.OBSERVATION_INSUFFICIENT))
        .hasMessageContaining("stale");
  }

  @Test
  void anOutputThatIsNoSignalIsRefused() {
    assertThatThrownBy(() -> decide(LEANING, "400", "0.3", Map.of(), Map.of()))
        .isInstanceOfSatisfying(
            Refused.class, e -> assertThat(e.reason()).isEqualTo(Reason.UNDECODABLE));
  }

  @Test
  void theFeaturesAreThoseOfTheSignalModelAndOnlyWithAModel() throws Exception {
    var seen = List.of(candles(NEW_YEAR, "2000"));
    Map<String, Tensor> features = new Rebalance().features(LEANING, Slot.of(NEW_YEAR, 0), seen);
    assertThat(features).containsOnlyKeys("features");
    assertThat(features.values()).allSatisfy(t -> assertThat(t.dims()).containsExactly(1L, 24L));
    assertThat(new Rebalance().features(PLAIN, Slot.of(NEW_YEAR, 0), seen)).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{}",
        "{'targets':[{'token':'W','bps':6000},{'token':'U','bps':4001}],'bandBps':0,'leanBps':0}",
        "{'targets':[{'token':'W','bps':10000}],'bandBps':0,'leanBps':0}",
        "{'targets':[{'token':'W','bps':5000},{'token':'W','bps':5000}],'bandBps':0,'leanBps':0}",
        "{'targets':[{'token':'W','bps':5000},{'token':'0x00000000000000000000000000000000000000a1','bps':5000}],"
            + "'bandBps':0,'leanBps':0}",
        "{'targets':[{'token':'W','bps':6000},{'token':'U','bps':4000}],'bandBps':10001,'leanBps':0}",
        "{'targets':[{'token':'W','bps':6000},{'token':'U','bps':4000}],'bandBps':0,'leanBps':-1}",
        "{'targets':[{'token':'W','bps':6000},{'token':'U','bps':4000}],'bandBps':0,'leanBps':1}",
        "{'targets':[{'token':'W','bps':6000},{'token':'U','bps':4000}],'bandBps':0,'leanBps':0,'venue':'x'}",
        "{'targets':[{'token':'W','bps':6000},{'token':'U','bps':4000}],'bandBps':0,'leanBps':0,'ban':1}"
      })
  void parametersThatMakeNoSenseAreNamed(String with) {
    String resolved = with.replace("'W'", "'" + WETH + "'").replace("'U'", "'" + USDC + "'");
    assertThat(
            new Rebalance().problems(agent("rebalance", resolved, Manifest.ModelRef.NONE, "UTC")))
        .hasSize(1);
  }

  @Test
  void parametersThatMakeSenseHaveNoProblems() {
    assertThat(new Rebalance().problems(PLAIN)).isEmpty();
    assertThat(new Rebalance().problems(LEANING)).isEmpty();
  }

  @Test
  void allStrategiesAreFound() {
    assertThat(ServiceLoader.load(Strategy.class).stream().map(s -> s.get().id()))
        .containsExactlyInAnyOrder(
            "dca",
            "grid",
            "guardian",
            "hold",
            "mean-reversion",
            "momentum",
            "moving-average-cross",
            "onnx-signal",
            "payroll",
            "planner",
            "rebalance");
  }

  private static Strategy.Decision decide(
      Manifest agent,
      String usdc,
      String weth,
      Map<Address, BigInteger> spent,
      Map<String, Tensor> output)
      throws Refused {
    return new Rebalance()
        .decide(
            input(
                agent,
                NEW_YEAR,
                List.of(candles(NEW_YEAR, "2000"), account(NEW_YEAR, usdc, weth, spent, List.of())),
                output));
  }

  private static Intent expected(String sold, String amount) {
    return switch (sold) {
      case "USDC" -> new Intent.Swap(USDC, usdc(amount), WETH, "uniswap-v3-500");
      case "WETH" -> new Intent.Swap(WETH, weth(amount), USDC, "uniswap-v3-500");
      default -> new Intent.Hold(amount);
    };
  }

  private static Address token(String name) {
    return name.equals("USDC") ? USDC : WETH;
  }

  private static Intent.Swap swap(Strategy.Decision decision) {
    return (Intent.Swap) decision.intents().getFirst();
  }
}
