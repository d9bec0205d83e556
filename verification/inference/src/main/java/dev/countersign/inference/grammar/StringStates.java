package dev.countersign.inference.grammar;

import java.util.Arrays;

/**
 * The inside of a JSON string as a table (RFC 8259, section 7): valid UTF-8 without control
 * characters, and escapes; an escaped surrogate only as the first half of a pair.
 */
final class StringStates {
  /** Between two characters. */
  static final int BOUNDARY = 0;

  /** The closing quotation mark was read. */
  static final int CLOSED = 22;

  /** How many states there are before the string is closed. */
  static final int OPEN_STATES = 22;

  /** No byte leads out of here, none leads in. */
  static final int DEAD = -1;

  private static final int ESCAPE = 8;
  private static final int HEX = 9;
  private static final int AFTER_D = 13;
  private static final int HIGH = 14;
  private static final int SECOND = 17;
  private static final int LOW = 20;
  private static final byte[] TABLE = new byte[OPEN_STATES * 256];

  static {
    Arrays.fill(TABLE, (byte) DEAD);
    for (int state = 0; state < Utf8.STATES; state++) {
      for (int b = 0; b < 256; b++) {
        TABLE[state << 8 | b] = (byte) Utf8.step(state, b);
      }
    }
    put(BOUNDARY, 0x00, 0x1f, DEAD);
    put(BOUNDARY, '"', '"', CLOSED);
    put(BOUNDARY, '\\', '\\', ESCAPE);
    for (char c : "\"\\/bfnrt".toCharArray()) {
      put(ESCAPE, c, c, BOUNDARY);
    }
    put(ESCAPE, 'u', 'u', HEX);
    hex(HEX, HEX + 1);
    hex(HEX + 1, HEX + 2);
    hex(HEX + 2, HEX + 3);
    hex(HEX + 3, BOUNDARY);
    put(HEX, 'd', 'd', AFTER_D);
    put(HEX, 'D', 'D', AFTER_D);
    put(AFTER_D, '0', '7', HEX + 2);
    for (char c : "89abAB".toCharArray()) {
      put(AFTER_D, c, c, HIGH);
    }
    hex(HIGH, HIGH + 1);
    hex(HIGH + 1, HIGH + 2);
    put(HIGH + 2, '\\', '\\', SECOND);
    put(SECOND, 'u', 'u', SECOND + 1);
    put(SECOND + 1, 'd', 'd', SECOND + 2);
    put(SECOND + 1, 'D', 'D', SECOND + 2);
    for (char c : "cdefCDEF".toCharArray()) {
      put(SECOND + 2, c, c, LOW);
    }
    hex(LOW, LOW + 1);
    hex(LOW + 1, BOUNDARY);
  }

  private StringStates() {}

  private static void put(int state, int first, int last, int next) {
    for (int b = first; b <= last; b++) {
      TABLE[state << 8 | b] = (byte) next;
    }
  }

  private static void hex(int state, int next) {
    put(state, '0', '9', next);
    put(state, 'a', 'f', next);
    put(state, 'A', 'F', next);
  }

  /** The state after the byte, {@link #DEAD} where it is illegal. */
  static int step(int state, int b) {
    return TABLE[state << 8 | b];
  }
}
