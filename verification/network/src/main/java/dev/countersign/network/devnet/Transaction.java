package dev.countersign.network.devnet;

import dev.countersign.network.chain.RpcCall;
import dev.countersign.receipt.Address;
import dev.countersign.receipt.Bytes;
import java.math.BigInteger;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * A transaction that the local node signs with its own well-known key of the sender.
 *
 * @param from one of the node's own accounts
 * @param to the contract, empty for a deployment
 * @param value wei
 * @param data calldata or creation code
 * @param gas the most it may use
 * @param what a few words for the sentence when it fails
 */
record Transaction(
    Address from, Optional<Address> to, BigInteger value, Bytes data, long gas, String what) {

  RpcCall toCall(long nonce) {
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("from", from.hex());
    to.ifPresent(address -> json.put("to", address.hex()));
    json.put("value", "0x" + value.toString(16));
    json.put("data", data.hex());
    json.put("nonce", "0x" + Long.toHexString(nonce));
    json.put("gas", "0x" + Long.toHexString(gas));
    return RpcCall.of("eth_sendTransaction", json);
  }
}
