package dev.countersign.receipt;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import java.util.HexFormat;
import java.util.Locale;

/**
 * An EVM account: 20 bytes, written as {@code 0x} and 40 lower-case hexadecimal digits. The order
 * is by unsigned bytes.
 *
 * <p>The mixed-case checksum form of EIP-55 is for people and is accepted only by {@link #parse}.
 *
 * @param hex {@code 0x} and 40 lower-case hexadecimal digits
 */
public record Address(@JsonValue String hex) implements Comparable<Address> {
  /** The zero address: the native coin in flows and limits, "no gate" in paper verdicts. */
  public static final Address ZERO = new Address("0x" + "0".repeat(40));

  /**
   * @throws IllegalArgumentException when the text is not exactly that form
   */
  @JsonCreator
  public Address {
    if (!hex.startsWith("0x") || !Hex.isLowerHex(hex, 2, 40)) {
      throw new IllegalArgumentException(
          "not 0x and 40 lower-case hexadecimal digits: " + Hex.excerpt(hex));
    }
  }

  /** The address of 20 bytes; other lengths are an {@link IllegalArgumentException}. */
  public static Address of(byte[] bytes) {
    return new Address("0x" + HexFormat.of().formatHex(bytes));
  }

  /**
   * Reads what a person typed or a node answered: {@code 0x} and 40 digits, all lower case, all
   * upper case, or mixed case with a right EIP-55 checksum.
   *
   * @throws IllegalArgumentException otherwise
   */
  public static Address parse(String text) {
    if (!text.startsWith("0x") || text.length() != 42) {
      throw new IllegalArgumentException(
          "not an address (0x and 40 hexadecimal digits): " + Hex.excerpt(text));
    }
    Address address = new Address(text.toLowerCase(Locale.ROOT));
    String digits = text.substring(2);
    boolean mixed =
        !digits.equals(digits.toLowerCase(Locale.ROOT))
            && !digits.equals(digits.toUpperCase(Locale.ROOT));
    if (mixed && !address.checksummed().equals(text)) {
      throw new IllegalArgumentException("the checksum (EIP-55) of the address is wrong: " + text);
    }
    return address;
  }

  /** The mixed-case form of EIP-55. */
  public String checksummed() {
    String digits = hex.substring(2);
    String hash =
        Bytes32.keccak256(digits.getBytes(java.nio.charset.StandardCharsets.US_ASCII)).hex();
    StringBuilder text = new StringBuilder("0x");
    for (int i = 0; i < digits.length(); i++) {
      char c = digits.charAt(i);
      text.append(hash.charAt(i) >= '8' ? Character.toUpperCase(c) : c);
    }
    return text.toString();
  }

  /** The 20 bytes, a fresh array. */
  public byte[] toArray() {
    return HexFormat.of().parseHex(hex, 2, 42);
  }

  @Override
  public int compareTo(Address other) {
    return hex.compareTo(other.hex);
  }

  @Override
  public String toString() {
    return hex;
  }
}
