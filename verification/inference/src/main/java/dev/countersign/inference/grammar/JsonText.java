package dev.countersign.inference.grammar;

import java.util.Map;
import tools.jackson.databind.JsonNode;

/** JSON as the grammar writes it: {@code ": "} and {@code ", "}, only what must be is escaped. */
final class JsonText {
  private JsonText() {}

  static String of(JsonNode value) {
    StringBuilder text = new StringBuilder();
    append(text, value);
    return text.toString();
  }

  private static void append(StringBuilder text, JsonNode value) {
    switch (value.getNodeType()) {
      case OBJECT -> {
        String separator = "{";
        for (Map.Entry<String, JsonNode> member : value.properties()) {
          Literals.quote(text.append(separator), member.getKey());
          append(text.append(": "), member.getValue());
          separator = ", ";
        }
        text.append(value.isEmpty() ? "{}" : "}");
      }
      case ARRAY -> {
        String separator = "[";
        for (JsonNode item : value) {
          append(text.append(separator), item);
          separator = ", ";
        }
        text.append(value.isEmpty() ? "[]" : "]");
      }
      case STRING -> Literals.quote(text, value.stringValue());
      case NUMBER ->
          text.append(
              value.isIntegralNumber()
                  ? value.bigIntegerValue().toString()
                  : value.decimalValue().toPlainString());
      case BOOLEAN, NULL -> text.append(value);
      case BINARY, MISSING, POJO ->
          throw new IllegalArgumentException("not JSON: " + value.getNodeType());
    }
  }

  static void refuseHalfPairs(JsonNode value, int at) throws CallsRefused {
    if (value.isString()) {
      refuseHalfPairs(value.stringValue(), at);
    }
    for (Map.Entry<String, JsonNode> member : value.properties()) {
      refuseHalfPairs(member.getKey(), at);
      refuseHalfPairs(member.getValue(), at);
    }
    if (value.isArray()) {
      for (JsonNode item : value) {
        refuseHalfPairs(item, at);
      }
    }
  }

  private static void refuseHalfPairs(String text, int at) throws CallsRefused {
    if (Literals.hasHalfPair(text)) {
      throw new CallsRefused("the call at " + at + " has half a surrogate pair");
    }
  }
}
