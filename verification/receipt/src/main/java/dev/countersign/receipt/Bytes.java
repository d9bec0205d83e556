package dev.countersign.receipt;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import java.util.HexFormat;
import java.util.Locale;

/**
 * An immutable string of bytes, such as calldata: written as {@code 0x} and an even number of
 * lower-case hexadecimal digits.
 *
 * @param hex {@code 0x} and the digits
 */
public record Bytes(@JsonValue String hex) {
  /** No bytes. */
  public static final Bytes EMPTY = new Bytes("0x");

  /**
   * @throws IllegalArgumentException when the text is not exactly that form
   */
  @JsonCreator
  public Bytes {
    if (!hex.startsWith("0x")
        || hex.length() % 2 != 0
        || !Hex.isLowerHex(hex, 2, hex.length() - 2)) {
      throw new IllegalArgumentException(
          "not 0x and lower-case hexadecimal bytes: " + Hex.excerpt(hex));
    }
  }

  /** A copy of the bytes. */
  public static Bytes of(byte[] bytes) {
    return new Bytes("0x" + HexFormat.of().formatHex(bytes));
  }

  /** Reads {@code 0x} and hexadecimal digits in any letter case. */
  public static Bytes ofPrefixed(String text) {
    return new Bytes(text.toLowerCase(Locale.ROOT));
  }

  /** The number of bytes. */
  public int length() {
    return (hex.length() - 2) / 2;
  }

  /** The bytes, a fresh array. */
  public byte[] toArray() {
    return HexFormat.of().parseHex(hex, 2, hex.length());
  }

  @Override
  public String toString() {
    return hex;
  }
}
