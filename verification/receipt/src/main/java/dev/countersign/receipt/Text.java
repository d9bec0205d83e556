package dev.countersign.receipt;

import java.util.List;

/** Checks on text that is signed. */
final class Text {
  private Text() {}

  /** Printable ASCII, so that two names that look alike are alike: 1 to 128 characters. */
  static String name(String what, String text) {
    boolean printable = text.chars().allMatch(c -> c >= 0x20 && c < 0x7f);
    if (!printable || text.isEmpty() || text.length() > 128) {
      throw new IllegalArgumentException(
          "a " + what + " has 1 to 128 printable ASCII characters, not: " + Hex.excerpt(text));
    }
    return text;
  }

  /** One of a closed list. */
  static String oneOf(String what, String text, List<String> known) {
    if (!known.contains(text)) {
      throw new IllegalArgumentException(
          "a " + what + " is one of " + known + ", not " + Hex.excerpt(text));
    }
    return text;
  }
}
