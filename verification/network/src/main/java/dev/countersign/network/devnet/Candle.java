package dev.countersign.network.devnet;

import java.math.BigDecimal;
import java.util.List;

/**
 * The prices of one hour, in the quote token per base token.
 *
 * @param openTime the hour's first second, unix seconds
 * @param open the first price
 * @param high the highest
 * @param low the lowest
 * @param close the last
 */
public record Candle(
    long openTime, BigDecimal open, BigDecimal high, BigDecimal low, BigDecimal close) {
  /** The length of every candle here, in seconds. */
  public static final int SECONDS = 3600;

  /**
   * @throws IllegalArgumentException when the prices are not positive, or the extremes do not
   *     contain the others, or the time is not a full hour
   */
  public Candle {
    boolean ordered =
        low.signum() > 0
            && low.compareTo(open.min(close)) <= 0
            && high.compareTo(open.max(close)) >= 0;
    if (!ordered) {
      throw new IllegalArgumentException(
          "these prices are no candle: " + open + ", " + high + ", " + low + ", " + close);
    }
    if (openTime < 0 || openTime % SECONDS != 0) {
      throw new IllegalArgumentException("no full hour: " + openTime);
    }
  }

  /**
   * An order in which the market may have seen them: open, the nearer extreme, the other, close.
   */
  List<BigDecimal> path() {
    boolean highIsNearer = high.subtract(open).compareTo(open.subtract(low)) <= 0;
    return highIsNearer ? List.of(open, high, low, close) : List.of(open, low, high, close);
  }
}
