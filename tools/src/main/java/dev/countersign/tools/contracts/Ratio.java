package dev.countersign.tools.contracts;

import java.math.BigInteger;

/**
 * An exact price between two tokens in their base units.
 *
 * @param numerator base units of the second token, positive
 * @param denominator that so many base units of the first are worth, positive
 */
public record Ratio(BigInteger numerator, BigInteger denominator) {
  /**
   * @throws IllegalArgumentException when a part is not positive
   */
  public Ratio {
    if (numerator.signum() <= 0 || denominator.signum() <= 0) {
      throw new IllegalArgumentException(
          "a price is positive, not " + numerator + "/" + denominator);
    }
  }

  /** The price of the second token in the first. */
  public Ratio inverse() {
    return new Ratio(denominator, numerator);
  }

  /** What an amount of the first token is worth in the second, rounded down. */
  public BigInteger worth(BigInteger amount) {
    return amount.multiply(numerator).divide(denominator);
  }
}
