package dev.countersign.receipt;

import java.math.BigInteger;
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

  private Jcs() {}

  /**
   * The canonical UTF-8 bytes of a value.
   *
   * @throws IllegalArgumentException when a text holds half of a surrogate pair, or a number is
   *     none that JSON has
   */
  public static byte[] canonical(JsonNode value) {
    CanonicalBytes out = new CanonicalBytes();
    write(value, out);
    return out.toArray();
  }

  private static void write(JsonNode value, CanonicalBytes out) {
    switch (value.getNodeType()) {
      case OBJECT -> writeObject(value, out);
      case ARRAY -> {
        out.ascii('[');
        boolean first = true;
        for (JsonNode element : value) {
          if (!first) {
            out.ascii(',');
          }
          write(element, out);
          first = false;
        }
        out.ascii(']');
      }
      case STRING -> out.text(value.stringValue());
      case NUMBER -> writeNumber(value, out);
      case BOOLEAN -> out.ascii(value.booleanValue() ? "true" : "false");
      case NULL -> out.ascii("null");
      case MISSING, BINARY, POJO ->
          throw new IllegalArgumentException("not a JSON value: " + value.getNodeType());
    }
  }

  private static void writeObject(JsonNode object, CanonicalBytes out) {
    // String's order is that of UTF-16 code units.
    @SuppressWarnings({"unchecked", "rawtypes"})
    Map.Entry<String, JsonNode>[] members = object.properties().toArray(new Map.Entry[0]);
    Arrays.sort(members, Map.Entry.comparingByKey());
    out.ascii('{');
    boolean first = true;
    for (Map.Entry<String, JsonNode> member : members) {
      if (!first) {
        out.ascii(',');
      }
      out.text(member.getKey());
      out.ascii(':');
      write(member.getValue(), out);
      first = false;
    }
    out.ascii('}');
  }

  private static void writeNumber(JsonNode number, CanonicalBytes out) {
    if (number.isInt()) {
      out.ascii(Integer.toString(number.intValue()));
    } else if (number.isIntegralNumber()) {
      BigInteger integer = number.bigIntegerValue();
      if (integer.abs().compareTo(SAFE) >= 0) {
        out.ascii(EcmaScriptNumber.format(integer.doubleValue()));
      } else {
        out.ascii(integer.toString());
      }
    } else {
      out.ascii(EcmaScriptNumber.format(number.doubleValue()));
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
