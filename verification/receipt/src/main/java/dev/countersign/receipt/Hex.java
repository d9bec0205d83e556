package dev.countersign.receipt;

/** Checks on hexadecimal text. */
final class Hex {
  private Hex() {}

  /**
   * Whether the text has exactly {@code digits} lower-case hexadecimal digits from {@code start} to
   * its end.
   */
  static boolean isLowerHex(String text, int start, int digits) {
    if (text.length() != start + digits) {
      return false;
    }
    for (int i = start; i < text.length(); i++) {
      char c = text.charAt(i);
      if (!((c >= '0' && c <= '9') || (c >= 'a' && c <= 'f'))) {
        return false;
      }
    }
    return true;
  }

  /** The text, shortened for a message. */
  static String excerpt(String text) {
    return text.length() <= 80 ? text : text.substring(0, 77) + "...";
  }
}
