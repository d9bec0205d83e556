package dev.countersign.inference.grammar;

import java.math.BigInteger;
import org.jspecify.annotations.Nullable;

/**
 * A JSON number (RFC 8259, section 6) without exponent and with a bounded number of digits; the
 * integer zero has no sign.
 *
 * @param limits what numbers there are
 * @param phase where in the number
 * @param negative whether it began with a minus sign
 * @param digits how many digits were read before the point, or after it once it was read
 * @param value the digits read so far as one number; zero where the limits do not need it
 */
record Numeral(Limits limits, Phase phase, boolean negative, int digits, BigInteger value)
    implements Rule.Leaf {

  private static final String BYTES = "-.0123456789";

  enum Phase {
    START,
    SIGN,
    ZERO,
    WHOLE,
    POINT,
    FRACTION
  }

  /**
   * What numbers there are.
   *
   * @param whole the most digits before the point
   * @param fraction the most digits behind it; zero for integers
   * @param least the smallest, in units of the last digit of the fraction; null for no bound
   * @param most the largest, in the same units
   */
  record Limits(int whole, int fraction, @Nullable BigInteger least, @Nullable BigInteger most) {
    private boolean meets(BigInteger low, BigInteger high) {
      return (least == null || high.compareTo(least) >= 0)
          && (most == null || low.compareTo(most) <= 0);
    }

    private boolean isBounded() {
      return least != null || most != null;
    }
  }

  static Numeral of(Limits limits) {
    return new Numeral(limits, Phase.START, false, 0, BigInteger.ZERO);
  }

  @Override
  public @Nullable Numeral step(int b) {
    Numeral next = next(b);
    return next != null && next.isPossible() ? next : null;
  }

  private @Nullable Numeral next(int b) {
    int digit = b - '0';
    if (digit >= 0 && digit <= 9) {
      return switch (phase) {
        case START, SIGN -> first(digit);
        case ZERO -> null;
        case WHOLE -> digits < limits.whole ? more(Phase.WHOLE, digit) : null;
        case POINT -> new Numeral(limits, Phase.FRACTION, negative, 1, appended(digit));
        case FRACTION -> digits < limits.fraction ? more(Phase.FRACTION, digit) : null;
      };
    }
    if (b == '-' && phase == Phase.START) {
      return new Numeral(limits, Phase.SIGN, true, 0, value);
    }
    if (b == '.' && limits.fraction > 0 && (phase == Phase.ZERO || phase == Phase.WHOLE)) {
      return new Numeral(limits, Phase.POINT, negative, 0, value);
    }
    return null;
  }

  private @Nullable Numeral first(int digit) {
    if (digit == 0) {
      return negative && limits.fraction == 0
          ? null
          : new Numeral(limits, Phase.ZERO, negative, 1, value);
    }
    return new Numeral(limits, Phase.WHOLE, negative, 1, appended(digit));
  }

  private Numeral more(Phase next, int digit) {
    return new Numeral(limits, next, negative, digits + 1, appended(digit));
  }

  /** Without bounds the value is left out, so that states stay few. */
  private BigInteger appended(int digit) {
    return limits.isBounded()
        ? value.multiply(BigInteger.TEN).add(BigInteger.valueOf(digit))
        : value;
  }

  /** Whether a number within the limits begins like this. */
  private boolean isPossible() {
    if (!limits.isBounded()) {
      return true;
    }
    return switch (phase) {
      case START -> true;
      case SIGN -> {
        BigInteger smallest = limits.fraction == 0 ? BigInteger.ONE : BigInteger.ZERO;
        yield meets(smallest, BigInteger.TEN.pow(limits.whole + limits.fraction));
      }
      case ZERO -> begins(limits.fraction);
      case WHOLE -> {
        boolean possible = false;
        for (int more = 0; more <= limits.whole - digits && !possible; more++) {
          possible = begins(more + limits.fraction);
        }
        yield possible;
      }
      case POINT, FRACTION -> begins(limits.fraction - digits);
    };
  }

  /** Whether a number that has so many digits more than were read is within the limits. */
  private boolean begins(int more) {
    BigInteger scale = BigInteger.TEN.pow(more);
    BigInteger low = value.multiply(scale);
    return meets(low, low.add(scale).subtract(BigInteger.ONE));
  }

  private boolean meets(BigInteger low, BigInteger high) {
    return negative ? limits.meets(high.negate(), low.negate()) : limits.meets(low, high);
  }

  @Override
  public boolean mayEnd() {
    boolean whole =
        switch (phase) {
          case START, SIGN, POINT -> false;
          case ZERO -> !negative;
          case WHOLE, FRACTION -> true;
        };
    if (!whole || !limits.isBounded()) {
      return whole;
    }
    int left = phase == Phase.FRACTION ? limits.fraction - digits : limits.fraction;
    BigInteger number = value.multiply(BigInteger.TEN.pow(left));
    return meets(number, number);
  }

  @Override
  public boolean goesOn() {
    for (int i = 0; i < BYTES.length(); i++) {
      if (step(BYTES.charAt(i)) != null) {
        return true;
      }
    }
    return false;
  }

  @Override
  public int onlyByte() {
    int only = -1;
    for (int i = 0; i < BYTES.length(); i++) {
      if (step(BYTES.charAt(i)) != null) {
        if (only >= 0) {
          return -1;
        }
        only = BYTES.charAt(i);
      }
    }
    return only;
  }
}
