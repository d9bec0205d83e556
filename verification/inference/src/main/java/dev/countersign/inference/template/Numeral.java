package dev.countersign.inference.template;

import java.math.BigInteger;

/**
 * A number as a template writes it.
 *
 * @param text decimal and without underscores; empty where leading zeros make it no number
 * @param real whether it has a fraction or an exponent
 * @param end the position after it
 */
record Numeral(String text, boolean real, int end) {
  static Numeral at(String source, int at) {
    int radix = radix(source, at);
    if (radix != 10) {
      int end = digits(source, at + 2, radix);
      String digits = source.substring(at + 2, end).replace("_", "");
      return new Numeral(new BigInteger(digits, radix).toString(), false, end);
    }
    int whole = digits(source, at, 10);
    int end = whole;
    if (at == 0 || source.charAt(at - 1) != '.') {
      end = exponent(source, fraction(source, whole));
    }
    String text = source.substring(at, end).replace("_", "");
    boolean zeros = text.length() > 1 && text.charAt(0) == '0' && !text.matches("0+");
    return new Numeral(end == whole && zeros ? "" : text, end > whole, end);
  }

  private static int radix(String source, int at) {
    if (source.charAt(at) != '0' || at + 2 >= source.length()) {
      return 10;
    }
    int radix =
        switch (source.charAt(at + 1)) {
          case 'x', 'X' -> 16;
          case 'o', 'O' -> 8;
          case 'b', 'B' -> 2;
          default -> 10;
        };
    return radix != 10 && Character.digit(source.charAt(at + 2), radix) >= 0 ? radix : 10;
  }

  private static int fraction(String source, int at) {
    boolean follows = at + 1 < source.length() && source.charAt(at) == '.';
    return follows && isDigit(source.charAt(at + 1), 10) ? digits(source, at + 1, 10) : at;
  }

  private static int exponent(String source, int at) {
    if (at >= source.length() || (source.charAt(at) | 0x20) != 'e') {
      return at;
    }
    int first = at + 1;
    if (first < source.length() && (source.charAt(first) == '+' || source.charAt(first) == '-')) {
      first++;
    }
    return first < source.length() && isDigit(source.charAt(first), 10)
        ? digits(source, first, 10)
        : at;
  }

  private static int digits(String source, int from, int radix) {
    int at = from;
    while (at < source.length()) {
      boolean gap = source.charAt(at) == '_' && at > from && at + 1 < source.length();
      if (isDigit(source.charAt(at), radix) || (gap && isDigit(source.charAt(at + 1), radix))) {
        at++;
      } else {
        return at;
      }
    }
    return at;
  }

  private static boolean isDigit(char c, int radix) {
    return c < 0x80 && Character.digit(c, radix) >= 0;
  }
}
