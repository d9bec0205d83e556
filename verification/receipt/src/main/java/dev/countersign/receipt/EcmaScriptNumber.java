package dev.countersign.receipt;

import java.math.BigDecimal;

/**
 * The text of a double as ECMAScript's Number::toString gives it, which RFC 8785 section 3.2.2.3
 * demands.
 */
final class EcmaScriptNumber {
  private EcmaScriptNumber() {}

  static String format(double value) {
    if (Double.isNaN(value) || Double.isInfinite(value)) {
      throw new IllegalArgumentException("JSON has no " + value);
    }
    if (value == 0) {
      return "0";
    }
    // Double.toString gives the shortest digits that read back as the same double (JDK 19 and
    // later).
    BigDecimal shortest = new BigDecimal(Double.toString(Math.abs(value))).stripTrailingZeros();
    String digits = shortest.unscaledValue().toString();
    int n = digits.length() - shortest.scale();
    return (value < 0 ? "-" : "") + layOut(digits, n);
  }

  private static String layOut(String digits, int n) {
    int k = digits.length();
    if (k <= n && n <= 21) {
      return digits + "0".repeat(n - k);
    }
    if (0 < n && n <= 21) {
      return digits.substring(0, n) + "." + digits.substring(n);
    }
    if (-6 < n && n <= 0) {
      return "0." + "0".repeat(-n) + digits;
    }
    String mantissa = k == 1 ? digits : digits.charAt(0) + "." + digits.substring(1);
    return mantissa + "e" + (n > 0 ? "+" : "-") + Math.abs(n - 1);
  }
}
