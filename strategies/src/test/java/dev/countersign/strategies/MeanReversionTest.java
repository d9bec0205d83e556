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

class MeanReversionTest {
  private static Manifest reversion(String exit, String index) {
    String with =
        "{'period':4,'deviationsHundredths':150,'exit':'%s','inBps':10000,'outBps':0,'bandBps':100%s}"
            .formatted(exit, index);
    return agent("mean-reversion", with, Manifest.ModelRef.NONE, "UTC");
  }

  @ParameterizedTest
  @CsvSource({
    // closes, exit, token sold, amount: with 100 USDC and 0.1 WETH, 1.5 deviations around the mean
    "2000 2000 2000 1900, middle, USDC, 100", // 1975 less 1.5 x 43.3: 1910
    "2000 2000 2000 2100, middle, WETH, 0.1", // 2025 and above
    "2000 2000 2000 2100, upper,  WETH, 0.1", // 2025 plus 65: 2090
    "1990 2010 2030 2012, middle, WETH, 0.1", // 2010.5
    "1990 2010 2030 2012, upper,  hold, no-signal",
    "2000 2050 1950 1980, middle, hold, no-signal", // 1995 less 54: 1941
    "2000 2000 2000 2000, middle, WETH, 0.1" // where nothing moves, the price is at its mean
  })
  void buysBelowTheBandAndSellsOnceItIsBack(String closes, String exit, String sold, String amount)
      throws Exception {
    assertThat(decide(new MeanReversion(), reversion(exit, ""), closes, "100", "0.1").intents())
        .containsExactly(intent(sold, amount));
  }

  @ParameterizedTest
  @CsvSource({
    // Ten candles for an index of two: after a steady fall it is low, after a rise it is not.
    "2090 2080 2070 2060 2050 2040 2030 2020 2010 1900, USDC, 100",
    "1000 1200 1400 1600 1800 2000 2000 2000 2000 1999, hold, no-signal"
  })
  void withAnIndexItBuysOnlyWhatIsOversold(String closes, String sold, String amount)
      throws Exception {
    Manifest agent = reversion("middle", ",'rsiPeriod':2,'rsiBelow':30");
    assertThat(decide(new MeanReversion(), agent, closes, "100", "0.1").intents())
        .containsExactly(intent(sold, amount));
  }

  @Test
  void theReasonNamesTheBand() throws Exception {
    assertThat(
            decide(new MeanReversion(), reversion("middle", ""), "1970 2010 2010 1890", "9", "0")
                .because())
        .startsWith("WETH is 0.00 % of 9 USDC at 1890 USDC; the target is 100.00 %")
        .contains("(the last close is 1890, below the band at 18");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{}",
        "{'period':1,'deviationsHundredths':200,'exit':'middle','inBps':1,'outBps':0,'bandBps':0}",
        "{'period':9,'deviationsHundredths':0,'exit':'middle','inBps':1,'outBps':0,'bandBps':0}",
        "{'period':9,'deviationsHundredths':200,'exit':'lower','inBps':1,'outBps':0,'bandBps':0}",
        "{'period':65,'deviationsHundredths':200,'exit':'upper','inBps':1,'outBps':0,'bandBps':0}",
        "{'period':9,'deviationsHundredths':200,'exit':'upper','inBps':0,'outBps':0,'bandBps':0}",
        "{'period':9,'deviationsHundredths':200,'exit':'upper','inBps':1,'outBps':0,'bandBps':0,'rsiBelow':30}",
        "{'period':9,'deviationsHundredths':200,'exit':'upper','inBps':1,'outBps':0,'bandBps':0,"
            + "'rsiPeriod':13,'rsiBelow':30}"
      })
  void parametersThatMakeNoSenseAreNamed(String with) {
    assertThat(
            new MeanReversion()
                .problems(agent("mean-reversion", with, Manifest.ModelRef.NONE, "UTC")))
        .hasSize(1);
    assertThat(new MeanReversion().problems(reversion("upper", ""))).isEmpty();
  }
}
