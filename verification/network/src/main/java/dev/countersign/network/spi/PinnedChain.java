package dev.countersign.network.spi;

import dev.countersign.network.chain.ChainReader;
import dev.countersign.network.chain.ChainUnavailable;
import dev.countersign.network.chain.EventLog;
import dev.countersign.receipt.Address;
import dev.countersign.receipt.BlockRef;
import dev.countersign.receipt.Bytes;
import dev.countersign.receipt.Bytes32;
import java.math.BigInteger;
import java.util.List;

/**
 * The chain as it was at one block. Nothing newer can be read through it, so two honest readers see
 * the same.
 *
 * @param reader the node
 * @param block the pinned block
 */
public record PinnedChain(ChainReader reader, BlockRef block) {
  /** {@code eth_call} at the pinned block. */
  public Bytes call(Address to, Bytes data) throws ChainUnavailable {
    return reader.call(to, data, block);
  }

  /** The native balance at the pinned block. */
  public BigInteger balance(Address account) throws ChainUnavailable {
    return reader.balance(account, block);
  }

  /** Logs from a block number up to the pinned block. */
  public List<EventLog> logs(Address emitter, Bytes32 topic0, long fromBlock)
      throws ChainUnavailable {
    return reader.logs(emitter, topic0, fromBlock, block);
  }

  /** The last block at or before a time that is not later than the pinned block's. */
  public BlockRef blockAtOrBefore(long unixSeconds) throws ChainUnavailable {
    if (unixSeconds >= block.timestamp()) {
      return block;
    }
    return reader.blockAtOrBefore(unixSeconds);
  }
}
