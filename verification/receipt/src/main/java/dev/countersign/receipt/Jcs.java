package dev.countersign.receipt;

import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import tools.jackson.databind.JsonNode;

/**
 * The JSON Canonicalization Scheme (RFC 8785): one byte form for one JSON value.
 *
 * <p>Guarantees: members sorted by UTF-16 code units, no white space, the escapes of RFC 8785
 * section 3.2.2.2, numbers as ECMAScript writes them. Does not guarantee that the value is allowed
 * in a receipt: {@link Json} refuses floating-point numbers when it reads.
 */
public final class Jcs {
  private static final BigInteger SAFE = BigInteger.ONE.shiftLeft(53);

  private Jcs() {}

  /** The canonical UTF-8 bytes of a value. */
  public static byte[] canonical(JsonNode value) {
    StringBuilder out = new StringBuilder();
    write(value, out);
    return out.toString().getBytes(StandardCharsets.UTF_8);
  }

  private static void write(JsonNode value, StringBuilder out) {
    switch (value.getNodeType()) {
      case OBJECT -> writeObject(value, out);
      case ARRAY -> {
        out.append('[');
        String separator = "";
        for (JsonNode element : value) {
          out.append(separator);
          write(element, out);
          separator = ",";
        }
        out.append(']');
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
    List<String> names = new ArrayList<>(object.propertyNames());
    Collections.sort(names);
    out.append('{');
    String separator = "";
    for (String name : names) {
      out.append(separator);
      writeString(name, out);
      out.append(':');
      write(object.get(name), out);
      separator = ",";
    }
    out.append('}');
  }

  private static void writeNumber(JsonNode number, StringBuilder out) {
    if (number.isIntegralNumber()) {
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
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      switch (c) {
        case '"' -> out.append("\\\"");
        case '\\' -> out.append("\\\\");
        case '\b' -> out.append("\\b");
        case '\t' -> out.append("\\t");
        case '\n' -> out.append("\\n");
        case '\f' -> out.append("\\f");
        case '\r' -> out.append("\\r");
        default -> {
          if (c < 0x20) {
            out.append(String.format("\\u%04x", (int) c));
          } else {
            out.append(c);
          }
        }
      }
    }
    out.append('"');
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
