package dev.countersign.strategies;

import static dev.countersign.strategies.Treasury.agent;
import static dev.countersign.strategies.Treasury.decide;
import static dev.countersign.strategies.Treasury.intent;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.countersign.network.spi.Refused;
import dev.countersign.receipt.Manifest;
import java.util.Collections;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class MovingAverageCrossTest {
  private static Manifest crossing(String average, int margin) {
    String with =
        "{'fast':2,'slow':4,'average':'%s','inBps':10000,'outBps':0,'bandBps':100,'marginBps':%d}"
            .formatted(average, margin);
    return agent("moving-average-cross", with, Manifest.ModelRef.NONE, "UTC");
  }

  @ParameterizedTest
  @CsvSource({
    // closes, USDC, WETH held, token sold, amount (caps: 500 USDC and 0.2 WETH at once)
    "2000 2000 2000 2400, 1000, 0,   USDC, 500", // 2200 above 2100: in
    "2000 2000 2000 2400, 300,  0.2, USDC, 300",
    "2000 2000 2000 2400, 0,    0.2, hold, within-band",
    "2000 2000 2000 1600, 1000, 0.1, WETH, 0.1", // 1800 below 1900: out, all of it
    "2000 2000 2000 1600, 1000, 0.5, WETH, 0.2",
    "2000 2000 2000 1600, 1000, 0,   hold, within-band",
    "2000 2000 2000 2000, 1000, 0.5, hold, no-signal",
    "2000 2000 2000 2400, 0,    0,   hold, no-funds",
    "9999 2000 2000 2000 2400, 1000, 0, USDC, 500" // what is older than the slow average is nothing
  })
  void isInWhileTheFastAverageIsAboveTheSlow(
      String closes, String usdc, String weth, String sold, String amount) throws Exception {
    assertThat(decide(new MovingAverageCross(), crossing("sma", 0), closes, usdc, weth).intents())
        .containsExactly(intent(sold, amount));
  }

  @ParameterizedTest
  @CsvSource({
    // Averages of two and of four candles that are 0.5 % apart.
    "2000 2000 2000 2040, 49, USDC",
    "2000 2000 2000 2040, 60, hold",
    "2000 2000 2000 1960, 49, WETH",
    "2000 2000 2000 1960, 60, hold"
  })
  void averagesWithinTheMarginSayNothing(String closes, int margin, String sold) throws Exception {
    var decision = decide(new MovingAverageCross(), crossing("sma", margin), closes, "500", "0.2");
    assertThat(decision.intents().getFirst())
        .isEqualTo(
            intent(sold, sold.equals("USDC") ? "500" : sold.equals("WETH") ? "0.2" : "no-signal"));
  }

  @Test
  void exponentialAveragesBeginFourTimesTheSlowPeriodAgo() throws Exception {
    String flat = String.join(" ", Collections.nCopies(15, "2000"));
    Manifest agent = crossing("ema", 0);
    assertThat(decide(new MovingAverageCross(), agent, flat + " 2100", "100", "0").intents())
        .containsExactly(intent("USDC", "100"));
    assertThat(decide(new MovingAverageCross(), agent, "1 " + flat + " 2100", "100", "0"))
        .isEqualTo(decide(new MovingAverageCross(), agent, flat + " 2100", "100", "0"));
    assertThatThrownBy(() -> decide(new MovingAverageCross(), agent, flat, "100", "0"))
        .isInstanceOf(Refused.class)
        .hasMessageContaining("needs 16 candles in a row");
  }

  @Test
  void theReasonIsOneSentenceWithNumbers() throws Exception {
    assertThat(
            decide(new MovingAverageCross(), crossing("sma", 0), "2000 2000 2000 2400", "1000", "0")
                .because())
        .isEqualTo(
            "WETH is 0.00 % of 1000 USDC at 2400 USDC; the target is 100.00 % (the average of 2 is"
                + " 2200, of 4 2100: in), so it sells 500 USDC of 1000 USDC: the policy lets no"
                + " more than 500 USDC go at once.");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{}",
        "{'fast':4,'slow':4,'average':'sma','inBps':10000,'outBps':0,'bandBps':0,'marginBps':0}",
        "{'fast':0,'slow':4,'average':'sma','inBps':10000,'outBps':0,'bandBps':0,'marginBps':0}",
        "{'fast':2,'slow':4,'average':'wma','inBps':10000,'outBps':0,'bandBps':0,'marginBps':0}",
        "{'fast':2,'slow':4,'average':'sma','inBps':0,'outBps':0,'bandBps':0,'marginBps':0}",
        "{'fast':2,'slow':65,'average':'sma','inBps':10000,'outBps':0,'bandBps':0,'marginBps':0}",
        "{'fast':2,'slow':17,'average':'ema','inBps':10000,'outBps':0,'bandBps':0,'marginBps':0}",
        "{'fast':2,'slow':4,'average':'sma','inBps':10000,'outBps':0,'bandBps':0,'marginBps':0,'x':1}"
      })
  void parametersThatMakeNoSenseAreNamed(String with) {
    assertThat(
            new MovingAverageCross()
                .problems(agent("moving-average-cross", with, Manifest.ModelRef.NONE, "UTC")))
        .hasSize(1);
    assertThat(new MovingAverageCross().problems(crossing("sma", 0))).isEmpty();
  }
}
