package dev.countersign.strategies;

import static dev.countersign.strategies.Treasury.NEW_YEAR;
import static dev.countersign.strategies.Treasury.USDC;
import static dev.countersign.strategies.Treasury.WETH;
import static dev.countersign.strategies.Treasury.account;
import static dev.countersign.strategies.Treasury.agent;
import static dev.countersign.strategies.Treasury.input;
import static dev.countersign.strategies.Treasury.intent;
import static dev.countersign.strategies.Treasury.usdc;
import static org.assertj.core.api.Assertions.assertThat;

import dev.countersign.network.spi.Refused;
import dev.countersign.network.spi.Strategy;
import dev.countersign.receipt.Intent;
import dev.countersign.receipt.Manifest;
import dev.countersign.receipt.Slot;
import dev.countersign.tools.observe.AccountState;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DollarCostAverageTest {
  private static Manifest dca(String amount, long every) {
    return agent(
        "dca",
        "{'spend':{'token':'%s','amount':'%s'},'buy':'%s','every':%d}"
            .formatted(USDC, usdc(amount), WETH, every),
        Manifest.ModelRef.NONE,
        "UTC");
  }

  private static Strategy.Decision decide(
      Manifest agent, String held, String spent, List<AccountState.Execution> executed)
      throws Refused {
    return new DollarCostAverage()
        .decide(
            input(
                agent,
                NEW_YEAR,
                List.of(account(NEW_YEAR, held, "0", Map.of(USDC, usdc(spent)), executed)),
                Map.of()));
  }

  @ParameterizedTest
  @CsvSource({
    // USDC held, spent today, what comes of it: 50 at a time, 2000 a day
    "1000,      0,           USDC, 50",
    "50,        0,           USDC, 50",
    "49.999999, 0,           hold, no-funds",
    "0,         0,           hold, no-funds",
    "1000,      1950,        USDC, 50",
    "1000,      1950.000001, hold, day-cap",
    "1000,      3000,        hold, day-cap"
  })
  void buysTheWholeAmountOrNothing(String held, String spent, String sold, String amount)
      throws Exception {
    assertThat(decide(dca("50", 0), held, spent, List.of()).intents())
        .containsExactly(intent(sold, amount));
  }

  @ParameterizedTest
  @CsvSource({
    // seconds between the two slots, least seconds, what comes of it
    "3600,  0,     USDC, 50",
    "3599,  3600,  hold, too-soon",
    "3600,  3600,  USDC, 50",
    "86399, 86400, hold, too-soon"
  })
  void buysNoMoreOftenThanItIsTold(long since, long every, String sold, String amount)
      throws Exception {
    Slot before = Slot.of(NEW_YEAR - since, 0);
    List<AccountState.Execution> executed =
        List.of(
            new AccountState.Execution(Slot.of(NEW_YEAR - 170_000, 0), NEW_YEAR, Map.of()),
            // Mined late: the slots count, not the blocks.
            new AccountState.Execution(before, NEW_YEAR - 1, Map.of()));
    assertThat(decide(dca("50", every), "1000", "0", executed).intents())
        .containsExactly(intent(sold, amount));
  }

  @Test
  void itNeedsNoCandlesAndTakesTheCheapestVenue() throws Exception {
    assertThat(decide(dca("50", 0), "1000", "0", List.of()))
        .isEqualTo(
            new Strategy.Decision(
                List.of(new Intent.Swap(USDC, usdc("50"), WETH, "uniswap-v3-500")),
                "it is time to buy WETH for 50 USDC."));
  }

  @ParameterizedTest
  @CsvSource({"0, 0", "500.000001, 0", "50, -1", "50, 172801"})
  void parametersThatMakeNoSenseAreNamed(String amount, long every) {
    assertThat(new DollarCostAverage().problems(dca(amount, every))).hasSize(1);
    assertThat(new DollarCostAverage().problems(dca("500", 172_800))).isEmpty();
  }
}
