package dev.countersign.strategies.backtest;

import dev.countersign.network.chain.ChainReader;
import dev.countersign.network.chain.ChainUnavailable;
import dev.countersign.network.chain.EventLog;
import dev.countersign.receipt.Address;
import dev.countersign.receipt.BlockRef;
import dev.countersign.receipt.Bytes;
import dev.countersign.receipt.Bytes32;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.util.List;

/**
 * Time, and nothing else: a block a second whose number is its time and whose hash is SHA-256 of
 * the candles' digest and that number. Nothing can be read from it: what would be is recorded.
 */
final class RecordedChain implements ChainReader {
  private final long chainId;
  private final Bytes32 digest;

  RecordedChain(long chainId, Bytes32 digest) {
    this.chainId = chainId;
    this.digest = digest;
  }

  @Override
  public long chainId() {
    return chainId;
  }

  @Override
  public BlockRef block(long number) {
    ByteBuffer bytes = ByteBuffer.allocate(40);
    bytes.put(digest.toArray()).putLong(number);
    return new BlockRef(number, Bytes32.sha256(bytes.array()), number);
  }

  @Override
  public BlockRef blockAtOrBefore(long unixSeconds) {
    return block(unixSeconds);
  }

  @Override
  public BlockRef head() throws ChainUnavailable {
    throw nothing();
  }

  @Override
  public BlockRef finalized() throws ChainUnavailable {
    throw nothing();
  }

  @Override
  public Bytes call(Address to, Bytes data, BlockRef at) throws ChainUnavailable {
    throw nothing();
  }

  @Override
  public BigInteger balance(Address account, BlockRef at) throws ChainUnavailable {
    throw nothing();
  }

  @Override
  public List<EventLog> logs(Address emitter, Bytes32 topic0, long fromBlock, BlockRef to)
      throws ChainUnavailable {
    throw nothing();
  }

  private static ChainUnavailable nothing() {
    return new ChainUnavailable(
        ChainUnavailable.Kind.MALFORMED, "recorded candles hold nothing else of a chain");
  }
}
