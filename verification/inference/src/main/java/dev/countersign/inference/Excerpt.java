package dev.countersign.inference;

/** Foreign text in an error sentence: short, printable ASCII only. */
public final class Excerpt {
  private static final int MOST = 60;
  private static final int MOST_SENTENCE = 300;

  private Excerpt() {}

  /** A name, in quotes. */
  public static String of(String text) {
    return "'" + printable(text, MOST) + "'";
  }

  /** What a native library said; it may repeat text from the model. */
  public static String sentence(Throwable error) {
    return sentence(String.valueOf(error.getMessage()));
  }

  /** The same without quotes and longer, for what another library said. */
  public static String sentence(String text) {
    return printable(text, MOST_SENTENCE);
  }

  private static String printable(String text, int most) {
    StringBuilder shown = new StringBuilder();
    text.codePoints().limit(most).forEach(c -> shown.appendCodePoint(c >= 32 && c < 127 ? c : '?'));
    return shown.append(text.codePointCount(0, text.length()) > most ? "..." : "").toString();
  }
}
