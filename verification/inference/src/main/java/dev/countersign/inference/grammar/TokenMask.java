package dev.countersign.inference.grammar;

import java.util.Arrays;

/** A set of token ids, a bit for each; immutable. An id outside the vocabulary is not in it. */
public final class TokenMask {
  private final long[] words;
  private final int count;

  private TokenMask(long[] words) {
    this.words = words;
    int bits = 0;
    for (long word : words) {
      bits += Long.bitCount(word);
    }
    this.count = bits;
  }

  /** Takes the array over. */
  static TokenMask over(long[] words) {
    return new TokenMask(words);
  }

  static TokenMask single(int token) {
    long[] words = new long[(token >> 6) + 1];
    words[token >> 6] = 1L << token;
    return new TokenMask(words);
  }

  static TokenMask none() {
    return new TokenMask(new long[0]);
  }

  /** Whether the token is in the set; false for any number that is no token's id. */
  public boolean contains(long token) {
    return token >= 0
        && token < (long) words.length << 6
        && (words[(int) (token >> 6)] >>> (token & 63) & 1) != 0;
  }

  /** How many tokens are in the set. */
  public int count() {
    return count;
  }

  /**
   * The smallest id in the set that is at least {@code from}, -1 where there is none: {@code for
   * (int t = mask.next(0); t >= 0; t = mask.next(t + 1))} visits all in ascending order.
   */
  public int next(int from) {
    int index = from >> 6;
    if (index >= words.length) {
      return -1;
    }
    long word = words[index] & -1L << from;
    while (word == 0) {
      if (++index == words.length) {
        return -1;
      }
      word = words[index];
    }
    return (index << 6) + Long.numberOfTrailingZeros(word);
  }

  /** The bits, the lowest id first; the array is a copy and ends where the set is known to end. */
  public long[] words() {
    return words.clone();
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof TokenMask mask && Arrays.equals(trimmed(), mask.trimmed());
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(trimmed());
  }

  private long[] trimmed() {
    int length = words.length;
    while (length > 0 && words[length - 1] == 0) {
      length--;
    }
    return Arrays.copyOf(words, length);
  }

  @Override
  public String toString() {
    return count + " tokens";
  }
}
