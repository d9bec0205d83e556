package dev.countersign.network.devnet;

import dev.countersign.inference.Candle;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.List;

/**
 * The prices that the local market shows in one hour, in the quote token per base token.
 *
 * @param openTime the first second of the hour that was recorded, unix seconds
 * @param open the first price
 * @param high the highest
 * @param low the lowest
 * @param close the last
 */
record MarketHour(
    long openTime, BigDecimal open, BigDecimal high, BigDecimal low, BigDecimal close) {
  /** The length of every one, in seconds. */
  static final int SECONDS = 3600;

  private static final int SCALE = 18;

  static MarketHour of(Candle candle) {
    return new MarketHour(
        candle.openTime(),
        price(candle.open()),
        price(candle.high()),
        price(candle.low()),
        price(candle.close()));
  }

  private static BigDecimal price(BigInteger scaled) {
    return new BigDecimal(scaled, SCALE).stripTrailingZeros();
  }

  /**
   * An order in which the market may have seen them: open, the nearer extreme, the other, close.
   */
  List<BigDecimal> path() {
    boolean highIsNearer = high.subtract(open).compareTo(open.subtract(low)) <= 0;
    return highIsNearer ? List.of(open, high, low, close) : List.of(open, low, high, close);
  }
}
