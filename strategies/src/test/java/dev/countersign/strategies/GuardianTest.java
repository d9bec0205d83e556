package dev.countersign.strategies;

import static dev.countersign.strategies.Treasury.USDC;
import static dev.countersign.strategies.Treasury.WETH;
import static dev.countersign.strategies.Treasury.agent;
import static dev.countersign.strategies.Treasury.decide;
import static dev.countersign.strategies.Treasury.intent;
import static dev.countersign.strategies.Treasury.weth;
import static org.assertj.core.api.Assertions.assertThat;

import dev.countersign.receipt.Address;
import dev.countersign.receipt.Manifest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class GuardianTest {
  private static Manifest guardian(int drop, int period, String floor, int keep, Address safe) {
    return agent(
        "guardian",
        "{'safe':'%s','dropBps':%d,'period':%d,'floor':'%s','keepBps':%d}"
            .formatted(safe, drop, period, weth(floor), keep),
        Manifest.ModelRef.NONE,
        "UTC");
  }

  @ParameterizedTest
  @CsvSource({
    // closes, drop, floor, keep, WETH held, token sold, amount: with 100 USDC
    "2000 1900 1801, 1000, 0,    0,    0.1, hold, all-clear",
    "2000 1900 1800, 1000, 0,    0,    0.1, WETH, 0.1", // exactly 10 %
    "2000 1900 1800, 1000, 0,    0,    0.5, WETH, 0.2", // no more at once
    "2000 1900 1000, 1000, 0,    5000, 0.1, hold, within-band", // half is kept
    "2000 1900 1000, 1000, 0,    2500, 0.1, WETH, 0.05",
    "2000 1900 1000, 1000, 0,    0,    0,   hold, within-band",
    "9000 2000 1900 1801, 1000, 0, 0,  0.1, hold, all-clear", // older than the period
    "2000 1900 1801, 1000, 1801, 0,    0.1, WETH, 0.1", // at the floor
    "2000 1900 1802, 1000, 1801, 0,    0.1, hold, all-clear",
    "2000 1900 1500, 0,    1400, 0,    0.1, hold, all-clear", // no drop is watched for
    "2000 2000 9000, 1000, 0,    0,    0.1, hold, all-clear" // a rise is no alarm
  })
  void sellsWhenThePriceHasFallen(
      String closes, int drop, String floor, int keep, String weth, String sold, String amount)
      throws Exception {
    assertThat(
            decide(new Guardian(), guardian(drop, 3, floor, keep, USDC), closes, "100", weth)
                .intents())
        .containsExactly(intent(sold, amount));
  }

  @Test
  void theReasonSaysHowFarThePriceFell() throws Exception {
    assertThat(
            decide(new Guardian(), guardian(1000, 3, "0", 0, USDC), "2000 1900 1700", "0", "0.1")
                .because())
        .isEqualTo(
            "WETH is 100.00 % of 170 USDC at 1700 USDC; the target is 0.00 % (the price is"
                + " 15.00 % below its highest in 3 candles), so it sells 0.1 WETH.");
  }

  @Test
  void theSafeTokenIsTheQuoteAndThereIsSomethingToWatchFor() {
    assertThat(new Guardian().problems(guardian(1000, 3, "0", 0, USDC))).isEmpty();
    assertThat(new Guardian().problems(guardian(1000, 3, "0", 0, WETH)))
        .containsExactly("guardian: the safe token is the quote of the candles");
    assertThat(new Guardian().problems(guardian(0, 3, "0", 0, USDC)))
        .containsExactly("guardian needs a drop or a floor to watch for");
    assertThat(new Guardian().problems(guardian(1000, 65, "0", 0, USDC))).hasSize(1);
  }
}
