package dev.countersign.tools;

import java.math.BigInteger;

/** Ten-thousandths, in exact integers; the rounding is in the name. */
public final class BasisPoints {
  /** All of it. */
  public static final int ONE = 10_000;

  private static final BigInteger WHOLE = BigInteger.valueOf(ONE);

  private BasisPoints() {}

  /** An amount less so many basis points of it, rounded up. */
  public static BigInteger lessRoundedUp(BigInteger amount, int bps) {
    return ceiling(amount.multiply(BigInteger.valueOf((long) ONE - bps)), WHOLE);
  }

  /** So many basis points of an amount, rounded down. */
  public static BigInteger of(BigInteger amount, long bps) {
    return amount.multiply(BigInteger.valueOf(bps)).divide(WHOLE);
  }

  /** Whether the lower of two amounts is more than so many basis points below the higher. */
  public static boolean apart(BigInteger one, BigInteger other, int bps) {
    BigInteger higher = one.max(other);
    BigInteger lower = one.min(other);
    return lower.multiply(WHOLE).compareTo(higher.multiply(BigInteger.valueOf((long) ONE - bps)))
        < 0;
  }

  /** How far the lower of two positive amounts is below the higher, rounded up. */
  public static BigInteger distance(BigInteger one, BigInteger other) {
    BigInteger higher = one.max(other);
    return ceiling(one.subtract(other).abs().multiply(WHOLE), higher);
  }

  private static BigInteger ceiling(BigInteger dividend, BigInteger divisor) {
    return dividend.add(divisor).subtract(BigInteger.ONE).divide(divisor);
  }
}
