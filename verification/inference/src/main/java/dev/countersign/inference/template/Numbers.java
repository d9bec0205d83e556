package dev.countersign.inference.template;

import java.math.BigDecimal;
import java.math.BigInteger;
import org.jspecify.annotations.Nullable;

/** Arithmetic as Python does it. */
final class Numbers {
  /** Up to here a whole number is exactly a floating-point number. */
  private static final int EXACT_BITS = 53;

  private static final int LARGEST_POWER = 10_000;

  private Numbers() {}

  /** The whole number that a value is, with true and false as 1 and 0; null where it is none. */
  static @Nullable BigInteger whole(Value value) {
    return switch (value) {
      case Value.Int i -> i.value();
      case Value.Bool b -> b.value() ? BigInteger.ONE : BigInteger.ZERO;
      default -> null;
    };
  }

  static boolean is(Value value) {
    return value instanceof Value.Int || value instanceof Value.Bool || value instanceof Value.Real;
  }

  /** A whole number held to 32 bits, which is beyond every length. */
  static int index(Value value, String what, Rendering run) throws TemplateFailed {
    BigInteger whole = whole(value);
    if (whole == null) {
      throw run.failed(what + " is no whole number");
    }
    return clamp(whole);
  }

  static int clamp(BigInteger value) {
    if (value.bitLength() < 31) {
      return value.intValue();
    }
    return value.signum() < 0 ? -Integer.MAX_VALUE : Integer.MAX_VALUE;
  }

  /** Which of two numbers is larger, exactly. */
  static int order(Value a, Value b) {
    BigInteger x = whole(a);
    BigInteger y = whole(b);
    return x != null && y != null ? x.compareTo(y) : decimal(a).compareTo(decimal(b));
  }

  private static BigDecimal decimal(Value value) {
    if (value instanceof Value.Real r) {
      return new BigDecimal(r.value());
    }
    BigInteger whole = whole(value);
    return whole == null ? BigDecimal.ZERO : new BigDecimal(whole);
  }

  static Value apply(Expression.Operator operator, Value a, Value b, Rendering run)
      throws TemplateFailed {
    BigInteger x = whole(a);
    BigInteger y = whole(b);
    if (x != null && y != null) {
      return wholes(operator, x, y, run);
    }
    double left = toDouble(a, run);
    double right = toDouble(b, run);
    return switch (operator) {
      case ADD -> run.real(left + right);
      case SUBTRACT -> run.real(left - right);
      case MULTIPLY -> run.real(left * right);
      case DIVIDE -> run.real(left / nonZero(right, run));
      case FLOOR_DIVIDE, REMAINDER, POWER ->
          throw run.unsupported("'" + operator.sign + "' of floating-point numbers");
    };
  }

  private static Value wholes(
      Expression.Operator operator, BigInteger x, BigInteger y, Rendering run)
      throws TemplateFailed {
    return switch (operator) {
      case ADD -> run.number(x.add(y));
      case SUBTRACT -> run.number(x.subtract(y));
      case MULTIPLY -> run.number(x.multiply(y));
      case DIVIDE ->
          run.real(toDouble(new Value.Int(x), run) / nonZero(toDouble(new Value.Int(y), run), run));
      case FLOOR_DIVIDE -> run.number(floorDivide(x, y, run));
      case REMAINDER -> run.number(x.subtract(floorDivide(x, y, run).multiply(y)));
      case POWER -> power(x, y, run);
    };
  }

  private static BigInteger floorDivide(BigInteger x, BigInteger y, Rendering run)
      throws TemplateFailed {
    if (y.signum() == 0) {
      throw run.failed("a division by zero");
    }
    BigInteger[] parts = x.divideAndRemainder(y);
    boolean down = parts[1].signum() != 0 && parts[1].signum() != y.signum();
    return down ? parts[0].subtract(BigInteger.ONE) : parts[0];
  }

  private static Value power(BigInteger x, BigInteger y, Rendering run) throws TemplateFailed {
    if (y.signum() < 0) {
      throw run.unsupported("a negative power");
    }
    int exponent = clamp(y);
    boolean small = x.bitLength() <= 1;
    if (exponent > LARGEST_POWER || (!small && (long) x.bitLength() * exponent > LARGEST_POWER)) {
      throw run.limit("a power that is too large");
    }
    run.spend(exponent);
    return run.number(x.pow(exponent));
  }

  private static double nonZero(double value, Rendering run) throws TemplateFailed {
    if (value == 0) {
      throw run.failed("a division by zero");
    }
    return value;
  }

  private static double toDouble(Value value, Rendering run) throws TemplateFailed {
    if (value instanceof Value.Real real) {
      return real.value();
    }
    BigInteger whole = whole(value);
    if (whole == null || whole.bitLength() > EXACT_BITS) {
      throw run.unsupported("floating-point arithmetic on a number of more than 53 bits");
    }
    return whole.doubleValue();
  }
}
