package dev.countersign.receipt;

import java.math.BigInteger;

/**
 * What an action must do to the account's balance of one token: after minus before must reach
 * {@code least}.
 *
 * @param token the token, or {@link Address#ZERO} for the native coin
 * @param least base units, negative where the token may be spent (an int256)
 */
public record Flow(Address token, BigInteger least) {
  /**
   * @throws IllegalArgumentException when the least is not an int256
   */
  public Flow {
    if (least.bitLength() > 255) {
      throw new IllegalArgumentException("a flow's least is an int256, not " + least);
    }
  }
}
