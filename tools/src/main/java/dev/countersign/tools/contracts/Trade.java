package dev.countersign.tools.contracts;

import dev.countersign.receipt.Address;
import java.math.BigInteger;

/**
 * One sale through one pool, as a router is told of it.
 *
 * @param tokenIn the token sold
 * @param amountIn base units of it, exactly
 * @param tokenOut the token bought
 * @param least base units of it that must come in, more than zero
 * @param to who gets it
 * @param deadline unix seconds after which the router refuses
 */
public record Trade(
    Address tokenIn,
    BigInteger amountIn,
    Address tokenOut,
    BigInteger least,
    Address to,
    long deadline) {
  /**
   * @throws IllegalArgumentException when an amount or the deadline is not positive
   */
  public Trade {
    if (amountIn.signum() <= 0 || least.signum() <= 0 || deadline <= 0) {
      throw new IllegalArgumentException(
          "a trade's amounts and deadline are positive: " + amountIn + ", " + least);
    }
  }
}
