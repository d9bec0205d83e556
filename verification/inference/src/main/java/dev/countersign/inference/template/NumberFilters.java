package dev.countersign.inference.template;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Filters that give numbers. */
final class NumberFilters {
  private static final Pattern WHOLE = Pattern.compile("[+-]?[0-9]++(_[0-9]++)*+");
  private static final Pattern REAL =
      Pattern.compile("[+-]?([0-9]++\\.?+[0-9]*+|\\.[0-9]++)([eE][+-]?[0-9]++)?");
  private static final Pattern NO_NUMBER =
      Pattern.compile("[+-]?(inf|infinity|nan)", Pattern.CASE_INSENSITIVE);
  private static final int LONGEST = 1000;

  private NumberFilters() {}

  static Value whole(Value value, Arguments arguments, Rendering run) throws TemplateFailed {
    Arguments.Bound bound = arguments.bind("int", run, "default", "base");
    Algebra.defined(value, run);
    if (bound.has("base")) {
      throw run.unsupported("the argument 'base' of the filter 'int'");
    }
    BigInteger whole = Numbers.whole(value);
    if (whole != null) {
      return new Value.Int(whole);
    }
    if (value instanceof Text text) {
      String digits = stripped(text, run);
      if (WHOLE.matcher(digits).matches()) {
        return run.number(new BigInteger(digits.replace("_", "")));
      }
    }
    Value.Real real = parsed(value, run);
    return real == null
        ? bound.or("default", Value.Int.of(0))
        : run.number(new BigDecimal(real.value()).toBigInteger());
  }

  static Value real(Value value, Arguments arguments, Rendering run) throws TemplateFailed {
    Arguments.Bound bound = arguments.bind("float", run, "default");
    Algebra.defined(value, run);
    Value.Real real = parsed(value, run);
    return real == null ? bound.or("default", new Value.Real(0)) : real;
  }

  private static Value.@Nullable Real parsed(Value value, Rendering run) throws TemplateFailed {
    if (value instanceof Value.Real real) {
      return real;
    }
    BigInteger whole = Numbers.whole(value);
    if (whole != null) {
      return run.real(whole.doubleValue());
    }
    if (!(value instanceof Text text)) {
      return null;
    }
    String digits = stripped(text, run);
    if (digits.indexOf('_') >= 0 || NO_NUMBER.matcher(digits).matches()) {
      throw run.unsupported("'" + digits + "' as a floating-point number");
    }
    return REAL.matcher(digits).matches() ? run.real(Double.parseDouble(digits)) : null;
  }

  private static String stripped(Text text, Rendering run) throws TemplateFailed {
    String plain = text.plain();
    String digits =
        plain.substring(
            Whitespace.skip(plain, 0),
            Math.max(Whitespace.skip(plain, 0), Whitespace.skipBack(plain, 0, plain.length())));
    if (digits.length() > LONGEST) {
      throw run.limit("a number of more than " + LONGEST + " characters");
    }
    if (digits.codePoints().anyMatch(c -> c > 0x7f && Character.isDigit(c))) {
      throw run.unsupported("a number in other digits than 0 to 9");
    }
    return digits;
  }
}
