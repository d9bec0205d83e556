package dev.countersign.inference;

/** Foreign text in an error sentence: short, in quotes, printable ASCII only. */
final class Excerpt {
  private static final int MOST = 60;

  private Excerpt() {}

  static String of(String text) {
    StringBuilder shown = new StringBuilder("'");
    text.codePoints().limit(MOST).forEach(c -> shown.appendCodePoint(c >= 32 && c < 127 ? c : '?'));
    return shown.append(text.codePointCount(0, text.length()) > MOST ? "...'" : "'").toString();
  }
}
