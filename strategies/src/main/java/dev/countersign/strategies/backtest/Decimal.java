package dev.countersign.strategies.backtest;

import java.math.BigDecimal;

/** Reads decimals of at most 18 digits exactly, without making objects for the plain ones. */
final class Decimal {
  private static final int MOST_DIGITS = 18;
  private static final int MOST_DECIMALS = 18;
  private static final int MOST_TEXT = 64;

  /** The digits of the last one that was read. */
  long digits;

  /** How many of them stand behind the point. */
  int decimals;

  /**
   * Reads one, trailing zeros behind the point left out.
   *
   * @return what is wrong with it, null when nothing is
   */
  @org.jspecify.annotations.Nullable
  String read(byte[] text, int from, int to) {
    long value = 0;
    int behind = -1;
    int significant = 0;
    for (int i = from; i < to; i++) {
      byte c = text[i];
      if (c >= '0' && c <= '9') {
        significant += significant > 0 || c != '0' ? 1 : 0;
        if (significant > MOST_DIGITS) {
          return scientific(text, from, to);
        }
        value = value * 10 + (c - '0');
        behind += behind >= 0 ? 1 : 0;
      } else if (c == '.' && behind < 0) {
        behind = 0;
      } else {
        return scientific(text, from, to);
      }
    }
    return from == to ? "is empty" : keep(value, Math.max(0, behind));
  }

  private @org.jspecify.annotations.Nullable String keep(long value, int behind) {
    long left = value;
    int point = behind;
    while (point > 0 && left % 10 == 0) {
      left /= 10;
      point--;
    }
    if (point > MOST_DECIMALS) {
      return "has more than 18 decimals";
    }
    digits = left;
    decimals = point;
    return null;
  }

  /** As programs print small floating-point numbers, a sign, or more digits than fit in passing. */
  private @org.jspecify.annotations.Nullable String scientific(byte[] text, int from, int to) {
    if (to - from > MOST_TEXT) {
      return "is not a number";
    }
    try {
      String written = new String(text, from, to - from, java.nio.charset.StandardCharsets.UTF_8);
      BigDecimal number = new BigDecimal(written).stripTrailingZeros();
      if (number.precision() > MOST_DIGITS
          || number.scale() > MOST_DECIMALS
          || number.scale() < -MOST_DIGITS) {
        return "has more digits than the 18 that are read exactly";
      }
      BigDecimal plain = number.scale() < 0 ? number.setScale(0) : number;
      digits = plain.unscaledValue().longValueExact();
      decimals = plain.scale();
      return null;
    } catch (NumberFormatException e) {
      return "is not a number";
    } catch (ArithmeticException e) {
      return "is too large";
    }
  }
}
