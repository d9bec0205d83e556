package dev.countersign.receipt;

import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;
import java.util.Comparator;
import java.util.stream.Stream;

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
    BigDecimal shortest = shortest(Math.abs(value));
    String digits = shortest.unscaledValue().toString();
    int n = digits.length() - shortest.scale();
    return (value < 0 ? "-" : "") + layOut(digits, n);
  }

  /**
   * The shortest digits that read back as the same double. {@link Double#toString} gives them (JDK
   * 19 and later) but for one case: where one digit would do it gives the best two, such as 4.9 for
   * the 5 of the smallest double.
   */
  private static BigDecimal shortest(double value) {
    BigDecimal digits = new BigDecimal(Double.toString(value)).stripTrailingZeros();
    if (digits.precision() != 2) {
      return digits;
    }
    BigDecimal exact = new BigDecimal(value);
    return Stream.of(RoundingMode.DOWN, RoundingMode.UP)
        .map(mode -> exact.round(new MathContext(1, mode)))
        .filter(one -> one.doubleValue() == value)
        .min(Comparator.comparing(one -> one.subtract(exact).abs()))
        .map(BigDecimal::stripTrailingZeros)
        .orElse(digits);
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
