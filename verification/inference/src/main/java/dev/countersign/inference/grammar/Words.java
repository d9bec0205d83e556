package dev.countersign.inference.grammar;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Collection;
import org.jspecify.annotations.Nullable;

/**
 * One of several byte strings. They are sorted, so that those that begin with what was read are
 * neighbours: the state is their range and how much was read.
 */
final class Words implements Rule.Leaf {
  private final byte[][] words;
  private final int from;
  private final int to;
  private final int depth;

  private Words(byte[][] words, int from, int to, int depth) {
    this.words = words;
    this.from = from;
    this.to = to;
    this.depth = depth;
  }

  /** One string. */
  static Words of(String word) {
    return new Words(new byte[][] {word.getBytes(StandardCharsets.UTF_8)}, 0, 1, 0);
  }

  /** One of several; a string that is there twice counts once. */
  static Words of(Collection<String> words) {
    byte[][] sorted =
        words.stream()
            .distinct()
            .map(word -> word.getBytes(StandardCharsets.UTF_8))
            .sorted(Arrays::compareUnsigned)
            .toArray(byte[][]::new);
    return new Words(sorted, 0, sorted.length, 0);
  }

  @Override
  public @Nullable Words step(int b) {
    int first = bound(b);
    int last = bound(b + 1);
    return first == last ? null : new Words(words, first, last, depth + 1);
  }

  /** The first word in the range whose next byte is not below {@code b}; ended words come first. */
  private int bound(int b) {
    int low = from;
    int high = to;
    while (low < high) {
      int middle = (low + high) >>> 1;
      if (byteAt(middle) < b) {
        low = middle + 1;
      } else {
        high = middle;
      }
    }
    return low;
  }

  private int byteAt(int word) {
    return depth < words[word].length ? words[word][depth] & 0xff : -1;
  }

  @Override
  public boolean mayEnd() {
    return words[from].length == depth;
  }

  @Override
  public boolean goesOn() {
    return words[to - 1].length > depth;
  }

  @Override
  public int onlyByte() {
    int first = byteAt(from);
    return first == byteAt(to - 1) ? first : -1;
  }

  /** Two lists of words are the same only where they are one list: comparing them would be slow. */
  @Override
  @SuppressWarnings("ReferenceEquality")
  public boolean equals(@Nullable Object other) {
    return other instanceof Words w
        && words == w.words
        && from == w.from
        && to == w.to
        && depth == w.depth;
  }

  @Override
  public int hashCode() {
    return ((System.identityHashCode(words) * 31 + from) * 31 + to) * 31 + depth;
  }
}
