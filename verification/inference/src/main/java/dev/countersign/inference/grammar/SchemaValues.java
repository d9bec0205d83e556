package dev.countersign.inference.grammar;

import java.math.BigDecimal;
import java.util.Set;
import tools.jackson.databind.JsonNode;

/** The values of {@code enum} and {@code const}, as they are written. */
final class SchemaValues {
  private static final int MOST_DIGITS = 64;

  private SchemaValues() {}

  /** A scalar as JSON; refused where it is none, or of none of the types. */
  static String text(JsonNode value, Set<String> types, String where) throws GrammarRefused {
    String text =
        switch (value.getNodeType()) {
          case STRING -> Literals.quoted(value.stringValue(), where);
          case BOOLEAN, NULL -> value.toString();
          case NUMBER -> number(value, where);
          case OBJECT, ARRAY, BINARY, MISSING, POJO ->
              throw SchemaRules.refused(where, "a value that is no scalar is not supported");
        };
    if (!isOf(value, types)) {
      throw SchemaRules.refused(where, "the value " + text + " is not of the schema's type");
    }
    return text;
  }

  private static boolean isOf(JsonNode value, Set<String> types) {
    return switch (value.getNodeType()) {
      case STRING -> types.contains("string");
      case BOOLEAN -> types.contains("boolean");
      case NULL -> types.contains("null");
      case NUMBER ->
          types.contains("number") || (types.contains("integer") && value.isIntegralNumber());
      case OBJECT, ARRAY, BINARY, MISSING, POJO -> false;
    };
  }

  private static String number(JsonNode value, String where) throws GrammarRefused {
    return value.isIntegralNumber()
        ? value.bigIntegerValue().toString()
        : decimal(value, where).toPlainString();
  }

  /** A number that does not explode when its digits are written out. */
  static BigDecimal decimal(JsonNode value, String where) throws GrammarRefused {
    if (!value.isNumber()
        || (value.isFloatingPointNumber() && !Double.isFinite(value.doubleValue()))) {
      throw SchemaRules.refused(where, value + " is not a number");
    }
    BigDecimal number = value.decimalValue();
    if (number.precision() > MOST_DIGITS || Math.abs((long) number.scale()) > MOST_DIGITS) {
      throw SchemaRules.refused(where, "a number has more than " + MOST_DIGITS + " digits");
    }
    return number;
  }
}
