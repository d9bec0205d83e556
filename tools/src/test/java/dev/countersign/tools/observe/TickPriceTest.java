package dev.countersign.tools.observe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.countersign.tools.contracts.Ratio;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.MathContext;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TickPriceTest {
  private static final MathContext DIGITS = new MathContext(60);

  // The first and the last are the bounds that UniswapV3Pool publishes, as sqrtPriceX96.
  @ParameterizedTest
  @CsvSource({
    "-887272, 4295128739",
    "0, 79228162514264337593543950336",
    "887272, 1461446703485210103287273052203988822378723970342"
  })
  void theBoundsAreThoseOfThePool(int tick, BigInteger sqrtPriceX96) {
    BigDecimal expected =
        new BigDecimal(sqrtPriceX96.pow(2)).divide(new BigDecimal(BigInteger.TWO.pow(192)), DIGITS);
    BigDecimal error =
        decimal(TickPrice.at(tick)).divide(expected, DIGITS).subtract(BigDecimal.ONE);
    assertThat(error.abs()).isLessThan(new BigDecimal("0.000000001"));
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 10, 60, 1000, 12345})
  void aTickIsAPowerOfOnePointZeroZeroZeroOne(int tick) {
    BigDecimal exact = new BigDecimal("1.0001").pow(tick, DIGITS);
    BigDecimal error = decimal(TickPrice.at(tick)).divide(exact, DIGITS).subtract(BigDecimal.ONE);
    assertThat(error.abs()).isLessThan(new BigDecimal("1e-45"));
    assertThat(TickPrice.at(-tick)).isEqualTo(TickPrice.at(tick).inverse());
  }

  @Test
  void thereIsNoPriceBeyondTheBounds() {
    assertThatIllegalArgumentException().isThrownBy(() -> TickPrice.at(887_273));
  }

  private static BigDecimal decimal(Ratio ratio) {
    return new BigDecimal(ratio.numerator()).divide(new BigDecimal(ratio.denominator()), DIGITS);
  }
}
