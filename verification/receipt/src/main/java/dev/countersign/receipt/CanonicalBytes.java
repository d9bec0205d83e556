package dev.countersign.receipt;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** The UTF-8 bytes of canonical JSON (RFC 8785) as they are written. */
final class CanonicalBytes {
  private static final byte[] DIGITS = "0123456789abcdef".getBytes(StandardCharsets.US_ASCII);
  private static final int MOST_BYTES_OF_A_CHAR = 6;

  private byte[] bytes = new byte[8192];
  private int length;

  byte[] toArray() {
    return Arrays.copyOf(bytes, length);
  }

  void ascii(char c) {
    reserve(1);
    bytes[length++] = (byte) c;
  }

  /** Text that is known to be ASCII and to need no escape. */
  @SuppressWarnings("deprecation") // getBytes(int, int, byte[], int) is right for ASCII, and fast.
  void ascii(String text) {
    reserve(text.length());
    text.getBytes(0, text.length(), bytes, length);
    length += text.length();
  }

  /**
   * A JSON string.
   *
   * @throws IllegalArgumentException when it holds half of a surrogate pair: it has no UTF-8 form,
   *     so two different texts would get the same bytes
   */
  void text(String text) {
    reserve(text.length() + 2L);
    bytes[length++] = '"';
    int i = 0;
    while (i < text.length()) {
      char c = text.charAt(i++);
      if (c >= 0x20 && c < 0x80 && c != '"' && c != '\\') {
        bytes[length++] = (byte) c;
        continue;
      }
      reserve(MOST_BYTES_OF_A_CHAR + 1L + text.length() - i);
      if (c >= 0x80) {
        i = beyondAscii(text, c, i);
      } else {
        escape(c);
      }
    }
    bytes[length++] = '"';
  }

  private int beyondAscii(String text, char c, int next) {
    if (c < 0x800) {
      bytes[length++] = (byte) (0xc0 | (c >> 6));
    } else if (!Character.isSurrogate(c)) {
      bytes[length++] = (byte) (0xe0 | (c >> 12));
      continuation(c >> 6);
    } else {
      if (Character.isLowSurrogate(c)
          || next == text.length()
          || !Character.isLowSurrogate(text.charAt(next))) {
        throw new IllegalArgumentException("a text holds half of a surrogate pair");
      }
      int point = Character.toCodePoint(c, text.charAt(next));
      bytes[length++] = (byte) (0xf0 | (point >> 18));
      continuation(point >> 12);
      continuation(point >> 6);
      continuation(point);
      return next + 1;
    }
    continuation(c);
    return next;
  }

  private void continuation(int bits) {
    bytes[length++] = (byte) (0x80 | (bits & 0x3f));
  }

  private void escape(char c) {
    bytes[length++] = '\\';
    switch (c) {
      case '"', '\\' -> bytes[length++] = (byte) c;
      case '\b' -> bytes[length++] = 'b';
      case '\t' -> bytes[length++] = 't';
      case '\n' -> bytes[length++] = 'n';
      case '\f' -> bytes[length++] = 'f';
      case '\r' -> bytes[length++] = 'r';
      default -> {
        bytes[length++] = 'u';
        bytes[length++] = '0';
        bytes[length++] = '0';
        bytes[length++] = DIGITS[c >> 4];
        bytes[length++] = DIGITS[c & 15];
      }
    }
  }

  private void reserve(long more) {
    long needed = length + more;
    if (needed > bytes.length) {
      bytes =
          Arrays.copyOf(
              bytes, (int) Math.min(Integer.MAX_VALUE - 8, Math.max(needed, bytes.length * 2L)));
    }
  }
}
