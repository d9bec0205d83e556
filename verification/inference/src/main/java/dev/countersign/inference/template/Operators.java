package dev.countersign.inference.template;

import java.util.List;

/** The marks that expressions are written with. */
final class Operators {
  private static final List<String> LONG = List.of("//", "**", "==", "!=", ">=", "<=");
  private static final String SHORT = "+-/*%~[](){}><=.:|,;";

  private Operators() {}

  /** The longest operator at a position, or nothing. */
  static String at(String source, int at) {
    for (String operator : LONG) {
      if (source.startsWith(operator, at)) {
        return operator;
      }
    }
    return SHORT.indexOf(source.charAt(at)) >= 0 ? source.substring(at, at + 1) : "";
  }
}
