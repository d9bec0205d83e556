package dev.countersign.network.chain;

import dev.countersign.receipt.Address;
import dev.countersign.receipt.BlockRef;
import dev.countersign.receipt.Bytes32;
import java.math.BigInteger;
import java.util.List;
import java.util.Optional;

/**
 * What became of a mined transaction. (A "receipt" of the EVM, not one of this project.)
 *
 * @param transaction the transaction's hash
 * @param block where it was mined
 * @param index its place in the block
 * @param from the sender
 * @param to the contract or recipient, empty for a deployment
 * @param deployed the new contract of a deployment
 * @param success whether it did not revert
 * @param gasUsed units of gas
 * @param gasPrice wei paid for a unit of gas
 * @param logs its events, in order
 */
public record MinedReceipt(
    Bytes32 transaction,
    BlockRef block,
    int index,
    Address from,
    Optional<Address> to,
    Optional<Address> deployed,
    boolean success,
    long gasUsed,
    BigInteger gasPrice,
    List<EventLog> logs) {
  /** Copies the logs. */
  public MinedReceipt {
    logs = List.copyOf(logs);
  }

  /** What the gas cost, in wei. */
  public BigInteger cost() {
    return gasPrice.multiply(BigInteger.valueOf(gasUsed));
  }
}
