package dev.countersign.inference.grammar;

/** Makes masks for tests of other packages. */
public final class TestMask {
  private TestMask() {}

  /** The mask of these ids. */
  public static TokenMask of(int... tokens) {
    int words = 0;
    for (int token : tokens) {
      words = Math.max(words, (token >> 6) + 1);
    }
    long[] bits = new long[words];
    for (int token : tokens) {
      bits[token >> 6] |= 1L << token;
    }
    return TokenMask.over(bits);
  }
}
