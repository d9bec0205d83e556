package dev.countersign.strategies.backtest;

import dev.countersign.receipt.Address;
import dev.countersign.receipt.Manifest;
import java.math.BigInteger;

/**
 * The pair that the candles price, and the pools that trade it.
 *
 * <p>Each pool stands at the market's price before every swap: whoever trades between pools brings
 * it back there. How much a swap moves it follows from one number, the depth: so many quote tokens
 * raise the base token's price by one per cent. It is the same at every price and time, and the
 * same in each pool; no recorded candle says what it was.
 *
 * @param base the token priced
 * @param quote the token it is priced in
 * @param depth base units of the quote token
 * @param reference the price x 10^18 at which the depth is measured
 */
record Market(Manifest.Token base, Manifest.Token quote, BigInteger depth, BigInteger reference) {
  private static final int RESOLUTION = 96;
  private static final int PRICE_DECIMALS = 18;
  private static final BigInteger HUNDRED = BigInteger.valueOf(100);
  private static final BigInteger MORE = BigInteger.valueOf(101);

  /** A venue's pool at a price x 10^18. */
  Pool pool(Manifest.Venue venue, BigInteger price) {
    boolean baseIsToken0 = venue.token0().equals(base.address());
    BigInteger root = root(baseIsToken0, price);
    BigInteger liquidity = liquidity(baseIsToken0);
    if (venue.kind().equals("uniswap-v3")) {
      return new Pool.Concentrated(root, liquidity, venue.fee());
    }
    return new Pool.ConstantProduct(
        liquidity.shiftLeft(RESOLUTION).divide(root),
        liquidity.multiply(root).shiftRight(RESOLUTION));
  }

  /** Whether selling a token is selling the pool's token 0. */
  static boolean zeroForOne(Manifest.Venue venue, Address tokenIn) {
    return venue.token0().equals(tokenIn);
  }

  /** The root of the price of token 0 in token 1 in base units, x 2^96, rounded down. */
  private BigInteger root(boolean baseIsToken0, BigInteger price) {
    BigInteger quoteUnits = price.multiply(BigInteger.TEN.pow(quote.decimals()));
    BigInteger baseUnits = BigInteger.TEN.pow(PRICE_DECIMALS + base.decimals());
    BigInteger up = baseIsToken0 ? quoteUnits : baseUnits;
    BigInteger down = baseIsToken0 ? baseUnits : quoteUnits;
    return up.shiftLeft(2 * RESOLUTION).divide(down).sqrt();
  }

  /** That at which the depth raises the reference price by one per cent. */
  private BigInteger liquidity(boolean baseIsToken0) {
    BigInteger before = root(baseIsToken0, reference);
    BigInteger after = root(baseIsToken0, reference.multiply(MORE).divide(HUNDRED));
    BigInteger change = before.subtract(after).abs();
    BigInteger liquidity =
        baseIsToken0
            ? depth.shiftLeft(RESOLUTION).divide(change)
            : depth.multiply(before).multiply(after).divide(change.shiftLeft(RESOLUTION));
    return liquidity.max(BigInteger.ONE);
  }

  /** What an amount of the base token is worth in base units of the quote token, rounded down. */
  BigInteger worth(BigInteger amount, BigInteger price) {
    return amount
        .multiply(price)
        .multiply(BigInteger.TEN.pow(quote.decimals()))
        .divide(BigInteger.TEN.pow(base.decimals() + PRICE_DECIMALS));
  }
}
