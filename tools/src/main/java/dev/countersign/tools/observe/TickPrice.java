package dev.countersign.tools.observe;

import dev.countersign.tools.contracts.Ratio;
import java.math.BigInteger;

/**
 * The price at a Uniswap V3 tick: 1.0001 to the power of the tick (whitepaper, section 6.1).
 *
 * <p>Computed by squaring in fixed point with 192 fractional bits, each product rounded down; the
 * relative error is below 2^-160 for every tick.
 */
final class TickPrice {
  private static final int MAX_TICK = 887_272;
  private static final int FRACTION = 192;
  private static final BigInteger ONE = BigInteger.ONE.shiftLeft(FRACTION);
  private static final BigInteger BASE =
      ONE.multiply(BigInteger.valueOf(10_001)).divide(BigInteger.valueOf(10_000));

  private TickPrice() {}

  /** Base units of token 1 per base unit of token 0. */
  static Ratio at(int tick) {
    if (Math.abs(tick) > MAX_TICK) {
      throw new IllegalArgumentException("a tick is at most 887272 from zero, not " + tick);
    }
    Ratio price = new Ratio(power(Math.abs(tick)), ONE);
    return tick < 0 ? price.inverse() : price;
  }

  private static BigInteger power(int exponent) {
    BigInteger power = ONE;
    for (int bit = 31 - Integer.numberOfLeadingZeros(exponent); bit >= 0; bit--) {
      power = power.multiply(power).shiftRight(FRACTION);
      if ((exponent >> bit & 1) == 1) {
        power = power.multiply(BASE).shiftRight(FRACTION);
      }
    }
    return power;
  }
}
