package dev.countersign.receipt;

/**
 * A block by its number, hash and time.
 *
 * @param number its height
 * @param hash its hash
 * @param timestamp its unix seconds
 */
public record BlockRef(long number, Bytes32 hash, long timestamp) {
  /**
   * @throws IllegalArgumentException when number or time are negative
   */
  public BlockRef {
    if (number < 0 || timestamp < 0) {
      throw new IllegalArgumentException(
          "a block's number and time are not negative: " + number + ", " + timestamp);
    }
  }
}
