package dev.countersign.strategies;

import static dev.countersign.strategies.Treasury.agent;
import static dev.countersign.strategies.Treasury.decide;
import static dev.countersign.strategies.Treasury.intent;
import static org.assertj.core.api.Assertions.assertThat;

import dev.countersign.receipt.Manifest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class MomentumTest {
  private static final Manifest AGENT =
      momentum("{'period':3,'enterBps':200,'exitBps':100,'inBps':10000,'outBps':0,'bandBps':100}");

  private static Manifest momentum(String with) {
    return agent("momentum", with, Manifest.ModelRef.NONE, "UTC");
  }

  @ParameterizedTest
  @CsvSource({
    // closes, token sold, amount: with 100 USDC and 0.1 WETH; in from +2 %, out from -1 %
    "2000 1 1 2040, USDC, 100",
    "2000 9999 9999 2039.999999, hold, no-signal",
    "2000 1 1 1980.000001, hold, no-signal",
    "2000 9999 9999 1980, WETH, 0.1",
    "2000 9999 9999 2000, hold, no-signal",
    "7 2000 1 1 2040, USDC, 100"
  })
  void isInAfterARiseAndOutAfterAFall(String closes, String sold, String amount) throws Exception {
    assertThat(decide(new Momentum(), AGENT, closes, "100", "0.1").intents())
        .containsExactly(intent(sold, amount));
  }

  @Test
  void theReasonSaysHowFarThePriceMoved() throws Exception {
    assertThat(decide(new Momentum(), AGENT, "2000 1 1 1970", "100", "0.1").because())
        .contains("(the price fell by 1.50 % in 3 candles: out)");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{}",
        "{'period':0,'enterBps':200,'exitBps':100,'inBps':10000,'outBps':0,'bandBps':100}",
        "{'period':64,'enterBps':200,'exitBps':100,'inBps':10000,'outBps':0,'bandBps':100}",
        "{'period':3,'enterBps':0,'exitBps':0,'inBps':10000,'outBps':0,'bandBps':100}",
        "{'period':3,'enterBps':200,'exitBps':100,'inBps':5,'outBps':5,'bandBps':100}",
        "{'period':3,'enterBps':200,'exitBps':100,'inBps':10000,'outBps':0,'bandBps':10001}"
      })
  void parametersThatMakeNoSenseAreNamed(String with) {
    assertThat(new Momentum().problems(momentum(with))).hasSize(1);
    assertThat(new Momentum().problems(AGENT)).isEmpty();
  }
}
