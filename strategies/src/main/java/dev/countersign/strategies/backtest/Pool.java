package dev.countersign.strategies.backtest;

import dev.countersign.tools.contracts.Ratio;
import java.math.BigInteger;

/**
 * A pool of two tokens and what it pays, in the integers of the contracts. Immutable: a swap does
 * not move the pool that is asked.
 */
public sealed interface Pool {
  /** Fees are counted in millionths. */
  int FEE_WHOLE = 1_000_000;

  /**
   * What an exact amount in brings.
   *
   * @param zeroForOne whether token 0 goes in
   * @param amountIn base units, positive
   * @return base units of the other token, rounded down
   */
  BigInteger amountOut(boolean zeroForOne, BigInteger amountIn);

  /** The price of token 0 in token 1, in base units. */
  Ratio price();

  /** What of an amount in the pool keeps as its fee, rounded up. */
  BigInteger fee(BigInteger amountIn);

  /**
   * Uniswap V3 within one range of ticks: {@code SwapMath.computeSwapStep} for an exact amount in
   * (v3-core 1.0.1), with a liquidity that is the same at every price.
   *
   * @param sqrtPrice the root of the price of token 0 in token 1, x 2^96
   * @param liquidity the root of the product of the virtual reserves
   * @param fee millionths
   */
  record Concentrated(BigInteger sqrtPrice, BigInteger liquidity, int fee) implements Pool {
    private static final int RESOLUTION = 96;

    /**
     * @throws IllegalArgumentException when price or liquidity are not positive
     */
    public Concentrated {
      if (sqrtPrice.signum() <= 0 || liquidity.signum() <= 0 || fee < 0 || fee >= FEE_WHOLE) {
        throw new IllegalArgumentException("not a pool: " + sqrtPrice + ", " + liquidity);
      }
    }

    @Override
    public BigInteger amountOut(boolean zeroForOne, BigInteger amountIn) {
      BigInteger swapped =
          amountIn
              .multiply(BigInteger.valueOf((long) FEE_WHOLE - fee))
              .divide(BigInteger.valueOf(FEE_WHOLE));
      BigInteger shifted = liquidity.shiftLeft(RESOLUTION);
      if (zeroForOne) {
        BigInteger divisor = shifted.add(swapped.multiply(sqrtPrice));
        BigInteger next = ceiling(shifted.multiply(sqrtPrice), divisor);
        return liquidity.multiply(sqrtPrice.subtract(next)).shiftRight(RESOLUTION);
      }
      BigInteger next = sqrtPrice.add(swapped.shiftLeft(RESOLUTION).divide(liquidity));
      return shifted.multiply(next.subtract(sqrtPrice)).divide(next).divide(sqrtPrice);
    }

    @Override
    public Ratio price() {
      return new Ratio(sqrtPrice.multiply(sqrtPrice), BigInteger.ONE.shiftLeft(2 * RESOLUTION));
    }

    @Override
    public BigInteger fee(BigInteger amountIn) {
      return share(amountIn, fee);
    }
  }

  /**
   * Uniswap V2: {@code UniswapV2Library.getAmountOut} (v2-periphery 1.1.0), three thousandths of
   * what goes in are the fee.
   *
   * @param reserve0 base units of token 0
   * @param reserve1 base units of token 1
   */
  record ConstantProduct(BigInteger reserve0, BigInteger reserve1) implements Pool {
    private static final BigInteger KEPT = BigInteger.valueOf(997);
    private static final BigInteger WHOLE = BigInteger.valueOf(1000);

    /**
     * @throws IllegalArgumentException when a reserve is not positive
     */
    public ConstantProduct {
      if (reserve0.signum() <= 0 || reserve1.signum() <= 0) {
        throw new IllegalArgumentException("not a pool: " + reserve0 + ", " + reserve1);
      }
    }

    @Override
    public BigInteger amountOut(boolean zeroForOne, BigInteger amountIn) {
      BigInteger in = zeroForOne ? reserve0 : reserve1;
      BigInteger out = zeroForOne ? reserve1 : reserve0;
      BigInteger kept = amountIn.multiply(KEPT);
      return kept.multiply(out).divide(in.multiply(WHOLE).add(kept));
    }

    @Override
    public Ratio price() {
      return new Ratio(reserve1, reserve0);
    }

    @Override
    public BigInteger fee(BigInteger amountIn) {
      return share(amountIn, 3000);
    }
  }

  private static BigInteger share(BigInteger amount, int millionths) {
    return ceiling(amount.multiply(BigInteger.valueOf(millionths)), BigInteger.valueOf(FEE_WHOLE));
  }

  private static BigInteger ceiling(BigInteger dividend, BigInteger divisor) {
    return dividend.add(divisor).subtract(BigInteger.ONE).divide(divisor);
  }
}
