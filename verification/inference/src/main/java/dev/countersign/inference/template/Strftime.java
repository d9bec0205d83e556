package dev.countersign.inference.template;

import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.Map;

/** C's {@code strftime} in UTC and English, for the letters that templates use. */
final class Strftime {
  private static final Map<String, String> PATTERNS =
      Map.ofEntries(
          Map.entry("%", "'%'"),
          Map.entry("A", "EEEE"),
          Map.entry("a", "EEE"),
          Map.entry("B", "MMMM"),
          Map.entry("b", "MMM"),
          Map.entry("h", "MMM"),
          Map.entry("d", "dd"),
          Map.entry("-d", "d"),
          Map.entry("e", "ppd"),
          Map.entry("m", "MM"),
          Map.entry("-m", "M"),
          Map.entry("Y", "uuuu"),
          Map.entry("y", "uu"),
          Map.entry("j", "DDD"),
          Map.entry("H", "HH"),
          Map.entry("-H", "H"),
          Map.entry("I", "hh"),
          Map.entry("-I", "h"),
          Map.entry("M", "mm"),
          Map.entry("S", "ss"),
          Map.entry("p", "a"),
          Map.entry("F", "uuuu-MM-dd"),
          Map.entry("D", "MM/dd/uu"),
          Map.entry("T", "HH:mm:ss"),
          Map.entry("R", "HH:mm"));

  private Strftime() {}

  static String format(String format, Rendering run) throws TemplateFailed {
    run.characters(format.length(), format.length());
    run.spend(format.length());
    ZonedDateTime now = run.now().atZone(ZoneOffset.UTC);
    StringBuilder result = new StringBuilder();
    for (int at = 0; at < format.length(); at++) {
      char c = format.charAt(at);
      if (c != '%') {
        result.append(c);
        continue;
      }
      int length = format.startsWith("-", at + 1) ? 2 : 1;
      String letter = format.substring(at + 1, Math.min(format.length(), at + 1 + length));
      String pattern = PATTERNS.get(letter);
      if (pattern == null) {
        throw run.unsupported("'%" + letter + "' in a time");
      }
      result.append(DateTimeFormatter.ofPattern(pattern, Locale.US).format(now));
      at += length;
    }
    run.characters(result.length(), result.length());
    return result.toString();
  }
}
