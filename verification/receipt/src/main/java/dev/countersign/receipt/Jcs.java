package dev.countersign.receipt;

import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Map;
import tools.jackson.databind.JsonNode;

/**
 * The JSON Canonicalization Scheme (RFC 8785): one byte form for one JSON value.
 *
 * <p>Guarantees: members sorted by UTF-16 code units, no white space, the escapes of RFC 8785
 * section 3.2.2.2, numbers as ECMAScript writes them. Text is not normalised: two texts that look
 * alike but differ in code points stay different. Does not guarantee that the value is allowed in a
 * receipt: {@link Json} refuses floating-point numbers when it reads.
 */
public final class Jcs {
  private static final BigInteger SAFE = BigInteger.ONE.shiftLeft(53);
  private static final char[] DIGITS = "0123456789abcdef".toCharArray();

  private Jcs() {}

  /**
   * The canonical UTF-8 bytes of a value.
   *
   * @throws IllegalArgumentException when a text holds half of a surrogate pair, or a number is
   *     none that JSON has
   */
  public static byte[] canonical(JsonNode value) {
    StringBuilder out = new StringBuilder(1024);
    write(value, out);
    return out.toString().getBytes(StandardCharsets.UTF_8);
  }

  private static void write(JsonNode value, StringBuilder out) {
    switch (value.getNodeType()) {
      case OBJECT -> writeObject(value, out);
      case ARRAY -> {
        char separator = '[';
        for (JsonNode element : value) {
          out.append(separator);
          write(element, out);
          separator = ',';
        }
        out.append(separator == '[' ? "[]" : "]");
      }
      case STRING -> writeString(value.stringValue(), out);
      case NUMBER -> writeNumber(value, out);
      case BOOLEAN -> out.append(value.booleanValue());
      case NULL -> out.append("null");
      case MISSING, BINARY, POJO ->
          throw new IllegalArgumentException("not a JSON value: " + value.getNodeType());
    }
  }

  private static void writeObject(JsonNode object, StringBuilder out) {
    // String's order is that of UTF-16 code units.
    @SuppressWarnings({"unchecked", "rawtypes"})
    Map.Entry<String, JsonNode>[] members = object.properties().toArray(new Map.Entry[0]);
    Arrays.sort(members, Map.Entry.comparingByKey());
    char separator = '{';
    for (Map.Entry<String, JsonNode> member : members) {
      out.append(separator);
      writeString(member.getKey(), out);
      out.append(':');
      write(member.getValue(), out);
      separator = ',';
    }
    out.append(separator == '{' ? "{}" : "}");
  }

  private static void writeNumber(JsonNode number, StringBuilder out) {
    if (number.isInt()) {
      out.append(number.intValue());
    } else if (number.isIntegralNumber()) {
      BigInteger integer = number.bigIntegerValue();
      if (integer.abs().compareTo(SAFE) >= 0) {
        out.append(EcmaScriptNumber.format(integer.doubleValue()));
      } else {
        out.append(integer);
      }
    } else {
      out.append(EcmaScriptNumber.format(number.doubleValue()));
    }
  }

  private static void writeString(String text, StringBuilder out) {
    if (hasLoneSurrogate(text)) {
      // It has no UTF-8 form, so two different texts would get the same bytes.
      throw new IllegalArgumentException("a text holds half of a surrogate pair");
    }
    out.append('"');
    int plainFrom = 0;
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c < 0x20 || c == '"' || c == '\\') {
        out.append(text, plainFrom, i);
        writeEscape(c, out);
        plainFrom = i + 1;
      }
    }
    out.append(text, plainFrom, text.length()).append('"');
  }

  private static void writeEscape(char c, StringBuilder out) {
    switch (c) {
      case '"' -> out.append("\\\"");
      case '\\' -> out.append("\\\\");
      case '\b' -> out.append("\\b");
      case '\t' -> out.append("\\t");
      case '\n' -> out.append("\\n");
      case '\f' -> out.append("\\f");
      case '\r' -> out.append("\\r");
      default -> out.append("\\u00").append(DIGITS[c >> 4]).append(DIGITS[c & 15]);
    }
  }

  static boolean hasLoneSurrogate(String text) {
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (Character.isSurrogate(c)) {
        if (Character.isLowSurrogate(c)
            || i + 1 == text.length()
            || !Character.isLowSurrogate(text.charAt(i + 1))) {
          return true;
        }
        i++;
      }
    }
    return false;
  }
}
