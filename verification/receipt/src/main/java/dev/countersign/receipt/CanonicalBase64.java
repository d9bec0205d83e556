package dev.countersign.receipt;

import java.util.Base64;

/** Base64 (RFC 4648 section 4) in its only form: padded, no line breaks, no spare bits. */
final class CanonicalBase64 {
  private CanonicalBase64() {}

  static String encode(byte[] bytes) {
    return Base64.getEncoder().encodeToString(bytes);
  }

  /**
   * @throws IllegalArgumentException when the text is not the one form of any bytes
   */
  static byte[] decode(String text) {
    byte[] bytes = Base64.getDecoder().decode(text);
    if (!encode(bytes).equals(text)) {
      throw new IllegalArgumentException("base64 has spare bits or lacks padding");
    }
    return bytes;
  }
}
