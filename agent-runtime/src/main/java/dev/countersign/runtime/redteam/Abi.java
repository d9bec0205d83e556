package dev.countersign.runtime.redteam;

import dev.countersign.receipt.Address;
import dev.countersign.receipt.Bytes;
import dev.countersign.receipt.Bytes32;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;

/**
 * Calldata of functions that no honest part of the runtime ever calls (Solidity contract ABI:
 * words, and byte strings at the end).
 */
final class Abi {
  private static final int WORD = 64;

  private Abi() {}

  /**
   * Calldata.
   *
   * @param signature such as {@code transfer(address,uint256)}
   * @param arguments an {@link Address}, {@link BigInteger}, {@link Integer} or {@link Bytes32} for
   *     a word; {@link Bytes} for a byte string
   */
  static Bytes call(String signature, Object... arguments) {
    StringBuilder heads = new StringBuilder();
    StringBuilder tails = new StringBuilder();
    for (Object argument : arguments) {
      if (argument instanceof Bytes bytes) {
        heads.append(word(BigInteger.valueOf(32L * arguments.length + tails.length() / 2)));
        tails.append(word(BigInteger.valueOf(bytes.length())));
        String hex = bytes.hex().substring(2);
        tails.append(hex).append("0".repeat((WORD - hex.length() % WORD) % WORD));
      } else {
        heads.append(word(argument));
      }
    }
    return new Bytes("0x" + selector(signature) + heads + tails);
  }

  private static String selector(String signature) {
    return Bytes32.keccak256(signature.getBytes(StandardCharsets.US_ASCII)).hex().substring(0, 8);
  }

  private static String word(Object value) {
    return switch (value) {
      case Address address -> "0".repeat(24) + address.hex().substring(2);
      case Bytes32 bytes -> bytes.hex();
      case Integer number -> "%064x".formatted(number);
      case BigInteger number -> "%064x".formatted(number);
      default -> throw new IllegalArgumentException("no ABI word: " + value);
    };
  }

  /** The same calldata with another value in one of its words, counted from 0. */
  static Bytes withWord(Bytes data, int index, BigInteger value) {
    int at = 2 + 8 + index * WORD;
    return new Bytes(data.hex().substring(0, at) + word(value) + data.hex().substring(at + WORD));
  }

  /** A word of calldata, counted from 0. */
  static BigInteger word(Bytes data, int index) {
    int at = 2 + 8 + index * WORD;
    return new BigInteger(data.hex().substring(at, at + WORD), 16);
  }

  /** An address as a word. */
  static BigInteger number(Address address) {
    return new BigInteger(address.hex().substring(2), 16);
  }
}
