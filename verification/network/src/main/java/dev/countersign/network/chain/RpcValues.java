package dev.countersign.network.chain;

import dev.countersign.network.chain.ChainUnavailable.Kind;
import dev.countersign.receipt.Address;
import dev.countersign.receipt.BlockRef;
import dev.countersign.receipt.Bytes;
import dev.countersign.receipt.Bytes32;
import java.math.BigInteger;
import java.util.Optional;
import tools.jackson.databind.JsonNode;

/** Reads the value types of the Ethereum JSON-RPC. Whatever is not exactly one is malformed. */
final class RpcValues {
  private RpcValues() {}

  /** A member's quantity: {@code 0x} and 1 to 64 hexadecimal digits. */
  static BigInteger quantity(JsonNode object, String member) throws ChainUnavailable {
    return quantity(object.path(member));
  }

  static BigInteger quantity(JsonNode value) throws ChainUnavailable {
    String text = text(value);
    if (!text.matches("0x[0-9a-fA-F]{1,64}")) {
      throw malformed("a quantity", value);
    }
    return new BigInteger(text.substring(2), 16);
  }

  /** A quantity that fits a block number, a time or an amount of gas. */
  static long smallQuantity(JsonNode object, String member) throws ChainUnavailable {
    return smallQuantity(object.path(member));
  }

  static long smallQuantity(JsonNode value) throws ChainUnavailable {
    BigInteger quantity = quantity(value);
    if (quantity.bitLength() > 62) {
      throw malformed("a quantity below 2^62", value);
    }
    return quantity.longValueExact();
  }

  static Bytes bytes(JsonNode value) throws ChainUnavailable {
    try {
      return Bytes.ofPrefixed(text(value));
    } catch (IllegalArgumentException e) {
      throw malformed("bytes", value);
    }
  }

  static Bytes32 bytes32(JsonNode value) throws ChainUnavailable {
    try {
      return Bytes32.ofPrefixed(text(value));
    } catch (IllegalArgumentException e) {
      throw malformed("32 bytes", value);
    }
  }

  static Address address(JsonNode value) throws ChainUnavailable {
    Bytes bytes = bytes(value);
    if (bytes.length() != 20) {
      throw malformed("an address", value);
    }
    return new Address(bytes.hex());
  }

  static Optional<Address> optionalAddress(JsonNode value) throws ChainUnavailable {
    return value.isNull() || value.isMissingNode() ? Optional.empty() : Optional.of(address(value));
  }

  /** The reference of a block object. */
  static BlockRef block(JsonNode block) throws ChainUnavailable {
    return new BlockRef(
        smallQuantity(block, "number"),
        bytes32(block.path("hash")),
        smallQuantity(block, "timestamp"));
  }

  private static String text(JsonNode value) throws ChainUnavailable {
    if (!value.isString()) {
      throw malformed("a text", value);
    }
    return value.stringValue();
  }

  private static ChainUnavailable malformed(String wanted, JsonNode value) {
    String text = value.isMissingNode() ? "nothing" : value.toString();
    String excerpt = text.length() <= 80 ? text : text.substring(0, 77) + "...";
    return new ChainUnavailable(
        Kind.MALFORMED, "the node answered " + excerpt + " where " + wanted + " was expected");
  }
}
