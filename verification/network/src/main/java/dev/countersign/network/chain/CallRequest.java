package dev.countersign.network.chain;

import dev.countersign.receipt.Address;
import dev.countersign.receipt.Bytes;
import java.math.BigInteger;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * A transaction that is only tried.
 *
 * @param from the sender
 * @param to the contract or recipient
 * @param value the native coin that goes with it, in wei
 * @param data the calldata
 */
public record CallRequest(Address from, Address to, BigInteger value, Bytes data) {
  /** A call without native coin. */
  public static CallRequest of(Address from, Address to, Bytes data) {
    return new CallRequest(from, to, BigInteger.ZERO, data);
  }

  Map<String, Object> toJson() {
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("from", from.hex());
    json.put("to", to.hex());
    json.put("value", "0x" + value.toString(16));
    json.put("data", data.hex());
    return json;
  }
}
