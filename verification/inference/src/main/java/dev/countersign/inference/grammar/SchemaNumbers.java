package dev.countersign.inference.grammar;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.RoundingMode;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** The rules for integers and numbers, with their bounds. */
final class SchemaNumbers {
  static final Set<String> KEYWORDS =
      Set.of("minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum");

  /** The most digits before the point: every such integer fits in 64 bits. */
  static final int WHOLE = 18;

  /** The most digits behind the point. */
  static final int FRACTION = 18;

  private SchemaNumbers() {}

  static Rule rule(JsonNode schema, boolean integer, String where, Literals literals)
      throws GrammarRefused {
    int fraction = integer ? 0 : FRACTION;
    @Nullable BigInteger least =
        larger(
            bound(schema, "minimum", fraction, RoundingMode.CEILING, where),
            beyond(bound(schema, "exclusiveMinimum", fraction, RoundingMode.FLOOR, where), 1));
    @Nullable BigInteger most =
        smaller(
            bound(schema, "maximum", fraction, RoundingMode.FLOOR, where),
            beyond(bound(schema, "exclusiveMaximum", fraction, RoundingMode.CEILING, where), -1));
    Numeral numeral = Numeral.of(new Numeral.Limits(WHOLE, fraction, least, most));
    if ((least != null && most != null && least.compareTo(most) > 0) || !numeral.goesOn()) {
      throw SchemaRules.refused(where, "no number is within the bounds");
    }
    literals.need(integer ? "-0123456789" : "-.0123456789");
    return numeral;
  }

  /** A bound in units of the last digit, rounded to the side that keeps it strict. */
  private static @Nullable BigInteger bound(
      JsonNode schema, String keyword, int fraction, RoundingMode mode, String where)
      throws GrammarRefused {
    JsonNode value = schema.get(keyword);
    if (value == null) {
      return null;
    }
    BigDecimal units = SchemaValues.decimal(value, where).movePointRight(fraction);
    return units.setScale(0, mode).toBigIntegerExact();
  }

  private static @Nullable BigInteger beyond(@Nullable BigInteger bound, int step) {
    return bound == null ? null : bound.add(BigInteger.valueOf(step));
  }

  private static @Nullable BigInteger larger(@Nullable BigInteger a, @Nullable BigInteger b) {
    return a == null ? b : b == null ? a : a.max(b);
  }

  private static @Nullable BigInteger smaller(@Nullable BigInteger a, @Nullable BigInteger b) {
    return a == null ? b : b == null ? a : a.min(b);
  }
}
