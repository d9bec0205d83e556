package dev.countersign.inference.template;

import dev.countersign.inference.template.TemplateRefused.Code;

/** What the escapes of Python's strings stand for. */
final class StringLiteral {
  private StringLiteral() {}

  static String value(String written, Place place) throws TemplateRefused {
    if (written.indexOf('\\') < 0) {
      return written;
    }
    StringBuilder result = new StringBuilder(written.length());
    int at = 0;
    while (at < written.length()) {
      char c = written.charAt(at);
      if (c == '\\') {
        at = escape(written, at + 1, result, place);
      } else {
        result.append(c);
        at++;
      }
    }
    return result.toString();
  }

  private static int escape(String written, int at, StringBuilder result, Place place)
      throws TemplateRefused {
    char c = written.charAt(at);
    switch (c) {
      case '\n' -> {}
      case '\\', '\'', '"' -> result.append(c);
      case 'n' -> result.append('\n');
      case 't' -> result.append('\t');
      case 'r' -> result.append('\r');
      case 'a' -> result.append('\u0007');
      case 'b' -> result.append('\b');
      case 'f' -> result.append('\f');
      case 'v' -> result.append('\u000b');
      case 'x' -> {
        return hexadecimal(written, at + 1, 2, result, place);
      }
      case 'u' -> {
        return hexadecimal(written, at + 1, 4, result, place);
      }
      case 'U' -> {
        return hexadecimal(written, at + 1, 8, result, place);
      }
      case 'N' ->
          throw new TemplateRefused(
              Code.UNSUPPORTED, place, "characters by name (\\N{...}) are not known here");
      case '0', '1', '2', '3', '4', '5', '6', '7' -> {
        return octal(written, at, result);
      }
      default -> result.append('\\').append(c);
    }
    return at + 1;
  }

  private static int hexadecimal(
      String written, int from, int digits, StringBuilder result, Place place)
      throws TemplateRefused {
    int value = 0;
    for (int i = from; i < from + digits; i++) {
      int digit = i < written.length() ? Character.digit(written.charAt(i), 16) : -1;
      if (digit < 0 || value > Character.MAX_CODE_POINT >> 4) {
        throw new TemplateRefused(Code.SYNTAX, place, "an escape in the string is not complete");
      }
      value = value << 4 | digit;
    }
    if (value > Character.MAX_CODE_POINT) {
      throw new TemplateRefused(Code.SYNTAX, place, "an escape in the string is no character");
    }
    result.appendCodePoint(value);
    return from + digits;
  }

  private static int octal(String written, int from, StringBuilder result) {
    int value = 0;
    int at = from;
    while (at < written.length() && at < from + 3 && Character.digit(written.charAt(at), 8) >= 0) {
      value = value * 8 + Character.digit(written.charAt(at), 8);
      at++;
    }
    result.append((char) value);
    return at;
  }
}
