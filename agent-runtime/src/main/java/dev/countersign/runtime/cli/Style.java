package dev.countersign.runtime.cli;

/** Colours for a terminal, or none. Escape codes are those of ECMA-48. */
record Style(boolean colours) {
  String bold(String text) {
    return code("1", text);
  }

  String dim(String text) {
    return code("2", text);
  }

  String good(String text) {
    return code("32", text);
  }

  String bad(String text) {
    return code("31", text);
  }

  String warn(String text) {
    return code("33", text);
  }

  private String code(String code, String text) {
    return colours ? "\u001b[" + code + "m" + text + "\u001b[0m" : text;
  }

  /** A text padded to a width; what is longer stays whole. */
  static String pad(String text, int width) {
    return text.length() >= width ? text : text + " ".repeat(width - text.length());
  }
}
