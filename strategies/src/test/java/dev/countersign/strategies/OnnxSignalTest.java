package dev.countersign.strategies;

import static dev.countersign.strategies.Treasury.NEW_YEAR;
import static dev.countersign.strategies.Treasury.SIGNAL;
import static dev.countersign.strategies.Treasury.account;
import static dev.countersign.strategies.Treasury.agent;
import static dev.countersign.strategies.Treasury.candles;
import static dev.countersign.strategies.Treasury.input;
import static dev.countersign.strategies.Treasury.intent;
import static dev.countersign.strategies.Treasury.logits;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.countersign.network.spi.Refused;
import dev.countersign.network.spi.Strategy;
import dev.countersign.receipt.Manifest;
import dev.countersign.receipt.Observation;
import dev.countersign.receipt.Slot;
import dev.countersign.receipt.Tensor;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class OnnxSignalTest {
  private static Manifest signal(int up, int down, int share, Manifest.ModelRef model) {
    return agent(
        "onnx-signal",
        "{'upBps':%d,'downBps':%d,'shareBps':%d}".formatted(up, down, share),
        model,
        "UTC");
  }

  private static Strategy.Decision decide(
      Manifest agent, String usdc, String weth, Map<String, Tensor> output) throws Refused {
    List<Observation> seen =
        List.of(candles(NEW_YEAR, "2000"), account(NEW_YEAR, usdc, weth, Map.of(), List.of()));
    return new OnnxSignal().decide(input(agent, NEW_YEAR, seen, output));
  }

  @ParameterizedTest
  @CsvSource({
    // down, flat, up, USDC, WETH held, token sold, amount: from 60 %, a quarter of what is held
    "0.1,  0.2,  0.7,  400,  0.4, USDC, 100",
    "0.7,  0.2,  0.1,  400,  0.4, WETH, 0.1",
    "0.3,  0.3,  0.4,  400,  0.4, hold, no-signal",
    "0.1,  0.31, 0.59, 400,  0.4, hold, no-signal",
    "0.1,  0.2,  0.7,  4000, 0.4, USDC, 500", // a quarter is 1000, 500 may go at once
    "0.7,  0.2,  0.1,  400,  0,   hold, too-small",
    "0.1,  0.2,  0.7,  0,    0.4, hold, too-small"
  })
  void sellsAShareOfWhatIsHeldWhenTheModelIsSureEnough(
      double down, double flat, double up, String usdc, String weth, String sold, String amount)
      throws Exception {
    assertThat(
            decide(signal(6000, 6000, 2500, SIGNAL), usdc, weth, logits(down, flat, up)).intents())
        .containsExactly(intent(sold, amount));
  }

  @Test
  void bothAtOnceIsNoSignal() throws Exception {
    assertThat(
            decide(signal(4000, 4000, 2500, SIGNAL), "400", "0.4", logits(0.45, 0.1, 0.45))
                .because())
        .startsWith("the model says down 4")
        .endsWith(" %, which is both.");
  }

  @Test
  void anOutputThatIsNoSignalIsRefused() {
    assertThatThrownBy(() -> decide(signal(6000, 6000, 2500, SIGNAL), "400", "0.4", Map.of()))
        .isInstanceOf(Refused.class);
  }

  @Test
  void itGivesTheModelTheFeaturesOfTheCandles() throws Exception {
    assertThat(
            new OnnxSignal()
                .features(
                    signal(6000, 6000, 2500, SIGNAL),
                    Slot.of(NEW_YEAR, 0),
                    List.of(candles(NEW_YEAR, "2000"))))
        .containsOnlyKeys("features");
  }

  @Test
  void itNeedsAModelAndThresholds() {
    assertThat(new OnnxSignal().problems(signal(6000, 6000, 2500, SIGNAL))).isEmpty();
    assertThat(new OnnxSignal().problems(signal(6000, 6000, 2500, Manifest.ModelRef.NONE)))
        .containsExactly("onnx-signal needs a model");
    assertThat(new OnnxSignal().problems(signal(0, 6000, 2500, SIGNAL))).hasSize(1);
    assertThat(new OnnxSignal().problems(signal(6000, 6000, 0, SIGNAL))).hasSize(1);
  }
}
