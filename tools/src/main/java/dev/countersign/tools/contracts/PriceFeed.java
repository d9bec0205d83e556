package dev.countersign.tools.contracts;

import static dev.countersign.tools.contracts.Erc20.encoded;

import dev.countersign.network.chain.ChainUnavailable;
import dev.countersign.network.spi.PinnedChain;
import dev.countersign.receipt.Address;
import dev.countersign.receipt.Bytes;
import java.math.BigInteger;

/** A Chainlink-style feed (AggregatorV3Interface). */
public final class PriceFeed {
  private static final Bytes LATEST = encoded("latestRoundData");
  private static final Bytes DECIMALS = encoded("decimals");

  private PriceFeed() {}

  /**
   * What a feed last answered; nothing of it is judged here.
   *
   * @param round the round's id
   * @param answer the price
   * @param updatedAt unix seconds
   * @param answeredInRound the round in which the answer was computed
   */
  public record Round(
      BigInteger round, BigInteger answer, BigInteger updatedAt, BigInteger answeredInRound) {}

  /** The latest round. */
  public static Round latest(PinnedChain chain, Address feed) throws ChainUnavailable {
    Returned words = Returned.words("latestRoundData of " + feed, chain.call(feed, LATEST), 5);
    return new Round(
        words.uint(0, 80), words.integer(1, 256), words.uint(3, 256), words.uint(4, 80));
  }

  /** The decimals of the answers. */
  public static int decimals(PinnedChain chain, Address feed) throws ChainUnavailable {
    return Returned.words("decimals of " + feed, chain.call(feed, DECIMALS), 1)
        .uint(0, 8)
        .intValueExact();
  }
}
