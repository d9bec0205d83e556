package dev.countersign.strategies.backtest;

import static dev.countersign.strategies.backtest.Ground.USDC;
import static dev.countersign.strategies.backtest.Ground.WETH;
import static dev.countersign.strategies.backtest.Ground.usdc;
import static dev.countersign.strategies.backtest.Ground.weth;
import static org.assertj.core.api.Assertions.assertThat;

import dev.countersign.receipt.Manifest;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.MathContext;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PoolTest {
  /** From the tests of v2-periphery (UniswapV2Library.getAmountOut). */
  @Test
  void aV2PoolPaysWhatItsLibrarySays() {
    Pool pool = new Pool.ConstantProduct(BigInteger.valueOf(100), BigInteger.valueOf(100));
    assertThat(pool.amountOut(true, BigInteger.TWO)).isEqualTo(BigInteger.ONE);
  }

  /**
   * From the tests of v3-core (SwapMath.computeSwapStep, "exact amount in that is fully spent in
   * one for zero"): price 1, liquidity 2 x 10^18, fee 0.06 %, in 10^18, out 666399946655997866.
   */
  @Test
  void aV3PoolPaysWhatItsMathematicsSay() {
    Pool pool = new Pool.Concentrated(BigInteger.ONE.shiftLeft(96), weth("2"), 600);
    assertThat(pool.amountOut(false, weth("1"))).isEqualTo(new BigInteger("666399946655997866"));
  }

  /** In exact fractions: L (1/a - 1/b) and L (a - b), with the fee taken before. */
  @ParameterizedTest
  @CsvSource({"true, 1000000000000000000", "false, 3000000000", "true, 7", "false, 1"})
  void aV3PoolIsOffTheExactFormulaByRoundingOnly(boolean zeroForOne, BigInteger in) {
    MathContext exact = new MathContext(80);
    BigInteger root = new BigInteger("4339505179874779489431521");
    BigInteger liquidity = new BigInteger("12345678901234567890");
    BigInteger out = new Pool.Concentrated(root, liquidity, 500).amountOut(zeroForOne, in);
    BigDecimal a = new BigDecimal(root).divide(new BigDecimal(BigInteger.ONE.shiftLeft(96)), exact);
    BigDecimal l = new BigDecimal(liquidity);
    BigDecimal kept = new BigDecimal(in).multiply(new BigDecimal("0.9995"));
    BigDecimal fair;
    if (zeroForOne) {
      BigDecimal next = l.multiply(a).divide(l.add(kept.multiply(a)), exact);
      fair = l.multiply(a.subtract(next));
    } else {
      BigDecimal next = a.add(kept.divide(l, exact));
      fair =
          l.multiply(BigDecimal.ONE.divide(a, exact).subtract(BigDecimal.ONE.divide(next, exact)));
    }
    // Down, by less than what one unit more of the input and of the price would have brought.
    BigDecimal least =
        fair.multiply(
                BigDecimal.ONE.subtract(
                    BigDecimal.ONE.divide(
                        new BigDecimal(in).multiply(new BigDecimal("0.99")), exact)))
            .subtract(BigDecimal.TWO);
    assertThat(new BigDecimal(out)).isLessThanOrEqualTo(fair).isGreaterThanOrEqualTo(least);
  }

  @ParameterizedTest
  @ValueSource(strings = {"uniswap-v2", "uniswap-v3"})
  void theDepthMovesThePriceByOnePerCent(String kind) {
    for (boolean baseIsToken0 : new boolean[] {true, false}) {
      Manifest.Token base = new Manifest.Token(baseIsToken0 ? USDC : WETH, "BASE", 18);
      Manifest.Token quote = new Manifest.Token(baseIsToken0 ? WETH : USDC, "QUOTE", 6);
      Market market = new Market(base, quote, usdc("1000000"), weth("2000"));
      Manifest.Venue venue =
          new Manifest.Venue(
              kind, kind, USDC, USDC, USDC, kind.endsWith("v3") ? 0 : 3000, USDC, WETH);
      Pool pool = market.pool(venue, weth("2000"));
      // What brings the price from 2000 to 2020 costs 2000 x sqrt(1.01) on average.
      BigInteger out = pool.amountOut(!baseIsToken0, usdc("1000000"));
      double average = 1_000_000 / (out.doubleValue() / 1e18);
      double fee = kind.endsWith("v3") ? 1 : 0.997;
      assertThat(average * fee).isBetween(2000 * Math.sqrt(1.0099), 2000 * Math.sqrt(1.0101));
    }
  }
}
