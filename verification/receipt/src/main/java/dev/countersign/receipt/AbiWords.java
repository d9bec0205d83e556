package dev.countersign.receipt;

import java.io.ByteArrayOutputStream;
import java.math.BigInteger;

/** Writes the 32-byte words of the contract ABI. */
final class AbiWords {
  private final ByteArrayOutputStream out = new ByteArrayOutputStream(512);

  AbiWords word(Bytes32 value) {
    out.writeBytes(value.toArray());
    return this;
  }

  AbiWords word(Address value) {
    pad(12);
    out.writeBytes(value.toArray());
    return this;
  }

  /** A uint of at most 63 bits. */
  AbiWords word(long value) {
    pad(24);
    for (int shift = 56; shift >= 0; shift -= 8) {
      out.write((int) (value >>> shift));
    }
    return this;
  }

  /** A uint256 or an int256 in two's complement. */
  AbiWords word(BigInteger value) {
    byte[] bytes = value.toByteArray();
    int skip = bytes.length > 32 ? bytes.length - 32 : 0;
    for (int i = bytes.length; i < 32; i++) {
      out.write(value.signum() < 0 ? 0xff : 0);
    }
    out.write(bytes, skip, bytes.length - skip);
    return this;
  }

  /** Bytes with zeros up to the next word. */
  AbiWords padded(byte[] bytes) {
    out.writeBytes(bytes);
    pad(-bytes.length & 31);
    return this;
  }

  AbiWords raw(byte[] bytes) {
    out.writeBytes(bytes);
    return this;
  }

  byte[] toArray() {
    return out.toByteArray();
  }

  Bytes32 keccak256() {
    return Bytes32.keccak256(out.toByteArray());
  }

  private void pad(int bytes) {
    for (int i = 0; i < bytes; i++) {
      out.write(0);
    }
  }
}
