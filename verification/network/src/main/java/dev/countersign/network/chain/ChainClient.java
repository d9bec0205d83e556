package dev.countersign.network.chain;

import dev.countersign.receipt.Address;
import dev.countersign.receipt.BlockRef;
import dev.countersign.receipt.Bytes;
import dev.countersign.receipt.Bytes32;
import java.util.Optional;

/**
 * A chain that is read and sent to. Nothing here holds a key, keeps a nonce or sends by itself:
 * what is sent was signed, and its hash known, before.
 */
public interface ChainClient extends ChainReader, AutoCloseable {
  /** The number of transactions of an account that are mined. */
  long nonce(Address account) throws ChainUnavailable;

  /**
   * The same with those that wait in this node's pool. A node may know of none that others know of:
   * never derive from it alone that a nonce is free.
   */
  long pendingNonce(Address account) throws ChainUnavailable;

  /** What the next block charges. */
  Fees fees() throws ChainUnavailable;

  /**
   * The gas that a transaction would need in the next block.
   *
   * @throws ChainUnavailable with {@code REVERTED} and the revert data where it would revert
   */
  long estimateGas(CallRequest request) throws ChainUnavailable;

  /**
   * {@code eth_call} of a transaction from its sender at a block.
   *
   * @throws ChainUnavailable with {@code REVERTED} and the revert data where it would revert
   */
  Bytes simulate(CallRequest request, BlockRef at) throws ChainUnavailable;

  /**
   * Hands a signed transaction to the node. Sending the same bytes again is harmless.
   *
   * @return the transaction's hash, which is the keccak-256 of the bytes
   * @throws ChainRefused when the node will not have it; {@code ALREADY_KNOWN} is good news
   * @throws ChainUnavailable when it is unknown whether the node has it
   */
  Bytes32 sendRaw(Bytes signed) throws ChainRefused, ChainUnavailable;

  /** What became of a transaction; empty while it is not mined as far as this node knows. */
  Optional<MinedReceipt> receipt(Bytes32 transaction) throws ChainUnavailable;

  /** A transaction by its hash; empty when the node knows none. */
  Optional<KnownTransaction> transaction(Bytes32 hash) throws ChainUnavailable;

  /** Closes idle connections. */
  @Override
  void close();
}
