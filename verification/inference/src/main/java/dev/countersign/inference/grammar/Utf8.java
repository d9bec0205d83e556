package dev.countersign.inference.grammar;

import java.util.Arrays;

/**
 * UTF-8 as a table: which byte may follow (RFC 3629, section 4; no overlong forms, no surrogates,
 * nothing above U+10FFFF). State 0 is between two characters.
 */
final class Utf8 {
  /** How many states there are. */
  static final int STATES = 8;

  /** No byte leads out of here, none leads in. */
  static final int DEAD = -1;

  private static final int ONE_MORE = 1;
  private static final int TWO_MORE = 2;
  private static final byte[] TABLE = new byte[STATES * 256];

  static {
    Arrays.fill(TABLE, (byte) DEAD);
    put(0, 0x00, 0x7f, 0);
    put(0, 0xc2, 0xdf, ONE_MORE);
    put(0, 0xe0, 0xe0, 3);
    put(0, 0xe1, 0xec, TWO_MORE);
    put(0, 0xed, 0xed, 4);
    put(0, 0xee, 0xef, TWO_MORE);
    put(0, 0xf0, 0xf0, 5);
    put(0, 0xf1, 0xf3, 6);
    put(0, 0xf4, 0xf4, 7);
    put(ONE_MORE, 0x80, 0xbf, 0);
    put(TWO_MORE, 0x80, 0xbf, ONE_MORE);
    put(3, 0xa0, 0xbf, ONE_MORE);
    put(4, 0x80, 0x9f, ONE_MORE);
    put(5, 0x90, 0xbf, TWO_MORE);
    put(6, 0x80, 0xbf, TWO_MORE);
    put(7, 0x80, 0x8f, TWO_MORE);
  }

  private Utf8() {}

  private static void put(int state, int first, int last, int next) {
    for (int b = first; b <= last; b++) {
      TABLE[state << 8 | b] = (byte) next;
    }
  }

  /** The state after the byte, {@link #DEAD} where it is illegal. */
  static int step(int state, int b) {
    return TABLE[state << 8 | b];
  }

  /** Whether the bytes are whole characters. */
  static boolean isWhole(byte[] bytes) {
    int state = 0;
    for (int i = 0; i < bytes.length && state != DEAD; i++) {
      state = step(state, bytes[i] & 0xff);
    }
    return state == 0;
  }
}
