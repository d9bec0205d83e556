package dev.countersign.network.devnet;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.RoundingMode;

/**
 * A pool's way of writing a price.
 *
 * @param baseDecimals of the base token
 * @param quoteDecimals of the quote token
 * @param baseIsFirst whether the base token is the pool's token0
 */
record Pricing(int baseDecimals, int quoteDecimals, boolean baseIsFirst) {
  private static final int FEED_DECIMALS = 8;

  /**
   * The square root of token1 per token0 in base units, times 2^96, rounded down (Uniswap v3
   * whitepaper, 6.2). Exact to about 24 digits at usual prices.
   */
  BigInteger sqrtPriceX96(BigDecimal price) {
    BigInteger quote = price.movePointRight(quoteDecimals + price.scale()).toBigIntegerExact();
    BigInteger base = BigInteger.TEN.pow(baseDecimals + price.scale());
    BigInteger token1 = baseIsFirst ? quote : base;
    BigInteger token0 = baseIsFirst ? base : quote;
    return token1.shiftLeft(192).divide(token0).sqrt();
  }

  /** The price as a feed of eight decimals says it. */
  static BigInteger feedAnswer(BigDecimal price) {
    return price.setScale(FEED_DECIMALS, RoundingMode.HALF_EVEN).unscaledValue();
  }
}
