package dev.countersign.inference;

import java.math.BigInteger;

/**
 * What a price did in one interval: the first, the highest, the lowest and the last, each an
 * integer scaled by 10<sup>18</sup> (quote per base, whole tokens).
 *
 * @param openTime when the interval began, unix seconds
 * @param open the first price
 * @param high the highest price
 * @param low the lowest price, above zero
 * @param close the last price
 */
public record Candle(
    long openTime, BigInteger open, BigInteger high, BigInteger low, BigInteger close) {

  /**
   * @throws IllegalArgumentException unless 0 &lt; low &lt;= open, close &lt;= high and the time is
   *     not negative
   */
  public Candle {
    if (openTime < 0
        || low.signum() <= 0
        || low.compareTo(open.min(close)) > 0
        || high.compareTo(open.max(close)) < 0) {
      throw new IllegalArgumentException(
          "not a candle: time %d, open %s, high %s, low %s, close %s"
              .formatted(openTime, open, high, low, close));
    }
  }
}
