package dev.countersign.inference.grammar;

import java.nio.charset.StandardCharsets;

/**
 * What ends free text, found by the automaton of Knuth, Morris and Pratt (SIAM J. Comput. 6, 1977):
 * the state is how much of the marker the text ends with.
 */
final class Marker {
  private final byte[] bytes;
  private final int[] next;
  private final int notFirst;

  private Marker(byte[] bytes, int notFirst) {
    this.bytes = bytes;
    this.notFirst = notFirst;
    this.next = new int[bytes.length * 256];
    for (int matched = 0, fallback = 0; matched < bytes.length; matched++) {
      for (int b = 0; b < 256; b++) {
        next[matched << 8 | b] = matched == 0 ? 0 : next[fallback << 8 | b];
      }
      int own = bytes[matched] & 0xff;
      next[matched << 8 | own] = matched + 1;
      if (matched > 0) {
        fallback = next[fallback << 8 | own];
      }
    }
  }

  static Marker of(CallFormat format) {
    return of(format.marker(), format.marker().isEmpty() ? '{' : -1);
  }

  static Marker of(String spelling, int notFirst) {
    return new Marker(spelling.getBytes(StandardCharsets.UTF_8), notFirst);
  }

  /** How much is matched after the byte. */
  int step(int matched, int b) {
    return bytes.length == 0 ? 0 : next[matched << 8 | b];
  }

  boolean isComplete(int matched) {
    return bytes.length > 0 && matched == bytes.length;
  }

  /** Whether a text may not begin with the byte. */
  boolean forbidsFirst(int b) {
    return b == notFirst;
  }

  /**
   * A byte without which no token can be illegal in valid text: the last of the marker, or the one
   * that text may not begin with.
   */
  int guard() {
    return bytes.length == 0 ? notFirst : bytes[bytes.length - 1] & 0xff;
  }
}
