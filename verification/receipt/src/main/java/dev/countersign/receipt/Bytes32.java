package dev.countersign.receipt;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import org.bouncycastle.jcajce.provider.digest.Keccak;

/**
 * Thirty-two bytes: a SHA-256 or keccak-256 digest, an agent id, a block hash.
 *
 * <p>The text form is 64 lower-case hexadecimal digits without a prefix. Comparison is by unsigned
 * byte order, which for this form is the order of the text.
 *
 * @param hex 64 lower-case hexadecimal digits
 */
public record Bytes32(@JsonValue String hex) implements Comparable<Bytes32> {
  /** Thirty-two zero bytes: "none". */
  public static final Bytes32 ZERO = new Bytes32("0".repeat(64));

  /**
   * @throws IllegalArgumentException when the text is not exactly 64 lower-case hexadecimal digits
   */
  @JsonCreator
  public Bytes32 {
    if (!Hex.isLowerHex(hex, 0, 64)) {
      throw new IllegalArgumentException(
          "not 64 lower-case hexadecimal digits: " + Hex.excerpt(hex));
    }
  }

  /** The value of 32 bytes; other lengths are an {@link IllegalArgumentException}. */
  public static Bytes32 of(byte[] bytes) {
    return new Bytes32(HexFormat.of().formatHex(bytes));
  }

  /** The value of the text form with {@code 0x}, as an EVM node writes it (any letter case). */
  public static Bytes32 ofPrefixed(String prefixed) {
    return of(Bytes.ofPrefixed(prefixed).toArray());
  }

  /** SHA-256 (FIPS 180-4) of the bytes. */
  public static Bytes32 sha256(byte[] bytes) {
    try {
      return of(MessageDigest.getInstance("SHA-256").digest(bytes));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }

  /** Keccak-256 of the bytes, as the EVM computes it (not SHA3-256). */
  public static Bytes32 keccak256(byte[] bytes) {
    return of(new Keccak.Digest256().digest(bytes));
  }

  /** The 32 bytes, a fresh array. */
  public byte[] toArray() {
    return HexFormat.of().parseHex(hex);
  }

  /** The text form with {@code 0x}, as an EVM node reads it. */
  public String prefixed() {
    return "0x" + hex;
  }

  @Override
  public int compareTo(Bytes32 other) {
    return hex.compareTo(other.hex);
  }

  @Override
  public String toString() {
    return hex;
  }
}
