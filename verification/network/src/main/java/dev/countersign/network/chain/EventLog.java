package dev.countersign.network.chain;

import dev.countersign.receipt.Address;
import dev.countersign.receipt.BlockRef;
import dev.countersign.receipt.Bytes;
import dev.countersign.receipt.Bytes32;
import java.util.List;

/**
 * An event that a contract emitted.
 *
 * @param emitter the contract
 * @param topics the topics, the event's signature first
 * @param data the rest
 * @param block where it was mined
 * @param transaction the transaction's hash
 * @param index its place in the block
 */
public record EventLog(
    Address emitter,
    List<Bytes32> topics,
    Bytes data,
    BlockRef block,
    Bytes32 transaction,
    int index) {
  /** Copies the topics. */
  public EventLog {
    topics = List.copyOf(topics);
  }
}
