package dev.countersign.strategies;

import java.math.BigDecimal;

/**
 * An amount that an instruction mentions.
 *
 * @param value a decimal without commas, or a share that ends with a percent sign
 * @param start where it begins
 * @param end where it ends, percent sign and all
 */
record Mention(String value, int start, int end) {
  boolean share() {
    return value.endsWith("%");
  }

  /** The decimal, or the percentage. */
  static BigDecimal number(String value) {
    return new BigDecimal(value.endsWith("%") ? value.substring(0, value.length() - 1) : value);
  }
}
