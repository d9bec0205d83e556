package dev.countersign.receipt;

import java.math.BigInteger;

/**
 * One call that the account makes when the gate executes an action.
 *
 * @param target the contract or, for a plain native send, the recipient
 * @param value the native coin that goes with it, in wei, not negative
 * @param data the calldata
 */
public record Call(Address target, BigInteger value, Bytes data) {
  /**
   * @throws IllegalArgumentException when the value is not a uint256
   */
  public Call {
    if (value.signum() < 0 || value.bitLength() > 256) {
      throw new IllegalArgumentException("a call's value is a uint256, not " + value);
    }
  }
}
