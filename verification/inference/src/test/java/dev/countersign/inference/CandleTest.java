package dev.countersign.inference;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.math.BigInteger;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CandleTest {
  @ParameterizedTest
  @CsvSource({
    " 0, 2, 3, 1, 2, true",
    " 0, 1, 1, 1, 1, true",
    "-1, 2, 3, 1, 2, false",
    " 0, 2, 3, 0, 2, false",
    " 0, 2, 3, -1, 2, false",
    " 0, 4, 3, 1, 2, false",
    " 0, 2, 3, 1, 4, false",
    " 0, 1, 3, 2, 2, false",
    " 0, 2, 3, 2, 1, false",
  })
  void aCandleIsOneThatAMarketCanMake(
      long time, long open, long high, long low, long close, boolean accepted) {
    if (accepted) {
      assertThat(candle(time, open, high, low, close).close()).isEqualTo(close);
    } else {
      assertThatIllegalArgumentException()
          .isThrownBy(() -> candle(time, open, high, low, close))
          .withMessageContaining("not a candle");
    }
  }

  private static Candle candle(long time, long open, long high, long low, long close) {
    return new Candle(
        time,
        BigInteger.valueOf(open),
        BigInteger.valueOf(high),
        BigInteger.valueOf(low),
        BigInteger.valueOf(close));
  }
}
