package dev.countersign.network.chain;

import dev.countersign.receipt.Address;
import dev.countersign.receipt.BlockRef;
import dev.countersign.receipt.Bytes;
import dev.countersign.receipt.Bytes32;
import java.math.BigInteger;
import java.util.List;

/**
 * Reads of one EVM chain. Every call has a time limit; an answer that is missing, malformed or too
 * large is an error, never a default.
 */
public interface ChainReader {
  /** The chain id (EIP-155) that the node answered when this reader was made. */
  long chainId();

  /** The newest block. */
  BlockRef head() throws ChainUnavailable;

  /** The newest block that will not be reorganised: the node's {@code finalized} tag. */
  BlockRef finalized() throws ChainUnavailable;

  /**
   * The block of a number; {@link ChainUnavailable} with {@code BLOCK_UNKNOWN} where the node has
   * none.
   */
  BlockRef block(long number) throws ChainUnavailable;

  /**
   * The last block whose timestamp is at or before the given unix seconds. {@code BLOCK_UNKNOWN}
   * when that is not settled yet: the head is not later than the time asked for, so another block
   * may still come.
   */
  BlockRef blockAtOrBefore(long unixSeconds) throws ChainUnavailable;

  /**
   * {@code eth_call} at a block, without a sender.
   *
   * @return what the contract returned; a revert is {@link ChainUnavailable} with {@code REVERTED}
   *     and the revert data
   */
  Bytes call(Address to, Bytes data, BlockRef at) throws ChainUnavailable;

  /** The native balance in wei at a block. */
  BigInteger balance(Address account, BlockRef at) throws ChainUnavailable;

  /**
   * Logs of one contract with one first topic, from a block number to a block, both included, in
   * chain order.
   */
  List<EventLog> logs(Address emitter, Bytes32 topic0, long fromBlock, BlockRef to)
      throws ChainUnavailable;
}
