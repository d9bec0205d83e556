package dev.countersign.tools.observe;

import dev.countersign.network.chain.ChainUnavailable;
import dev.countersign.network.chain.ChainUnavailable.Kind;
import dev.countersign.network.spi.PinnedChain;
import dev.countersign.network.spi.Refused;
import dev.countersign.receipt.Address;
import dev.countersign.receipt.Intent;
import dev.countersign.receipt.Manifest;
import dev.countersign.receipt.Reason;
import dev.countersign.tools.WholeTokens;
import dev.countersign.tools.contracts.PriceFeed;
import dev.countersign.tools.contracts.Ratio;
import dev.countersign.tools.contracts.UniswapV3;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Prices that whoever moves the pool in one block does not set. A reference that is missing, too
 * short, stale or not positive refuses; there is no other value to fall back on.
 */
final class PriceReferences {
  /** The span of the time-weighted average, in seconds. */
  static final long TWAP_SECONDS = 600;

  private final Manifest manifest;
  private final PinnedChain chain;

  PriceReferences(Manifest manifest, PinnedChain chain) {
    this.manifest = manifest;
    this.chain = chain;
  }

  /** What each source of the manifest makes of a swap's amount. */
  List<Quote.Reference> of(Intent.Swap swap, Manifest.Venue venue)
      throws Refused, ChainUnavailable {
    List<Quote.Reference> references = new ArrayList<>();
    for (String source : manifest.policy().priceCheck().sources()) {
      BigInteger amountOut =
          switch (source) {
            case "twap" -> twap(swap, venue);
            case "feed" -> feed(swap);
            default ->
                throw new Refused(
                    Reason.SCHEMA, "there is no price source other than twap and feed");
          };
      references.add(new Quote.Reference(source, amountOut));
    }
    return references;
  }

  private BigInteger twap(Intent.Swap swap, Manifest.Venue venue) throws Refused, ChainUnavailable {
    Manifest.Venue observed = observedPool(venue);
    Ratio price;
    try {
      price = TickPrice.at(UniswapV3.meanTick(chain, observed.pool(), TWAP_SECONDS));
    } catch (ChainUnavailable e) {
      if (e.kind() != Kind.REVERTED) {
        throw e;
      }
      throw new Refused(
          Reason.PRICE_UNAVAILABLE,
          "twap: the observations of "
              + observed.name()
              + " do not reach back "
              + TWAP_SECONDS
              + " seconds");
    }
    boolean forward = swap.tokenIn().equals(observed.token0());
    return (forward ? price : price.inverse()).worth(swap.amountIn());
  }

  /** The venue itself where it is a V3 pool, else the first listed V3 pool of the same pair. */
  private Manifest.Venue observedPool(Manifest.Venue venue) throws Refused {
    if (venue.kind().equals("uniswap-v3")) {
      return venue;
    }
    return manifest.venues().stream()
        .filter(other -> other.kind().equals("uniswap-v3"))
        .filter(other -> other.token0().equals(venue.token0()))
        .filter(other -> other.token1().equals(venue.token1()))
        .findFirst()
        .orElseThrow(
            () ->
                new Refused(
                    Reason.PRICE_UNAVAILABLE,
                    "twap: the manifest lists no V3 pool of the pair of " + venue.name()));
  }

  private BigInteger feed(Intent.Swap swap) throws Refused, ChainUnavailable {
    Manifest.Feed feed = feedOf(swap);
    Ratio basePrice = new Ratio(answer(feed), BigInteger.TEN.pow(feed.decimals()));
    Ratio price =
        new Ratio(
            basePrice.numerator().multiply(BigInteger.TEN.pow(decimals(feed.quote()))),
            basePrice.denominator().multiply(BigInteger.TEN.pow(decimals(feed.base()))));
    boolean forward = swap.tokenIn().equals(feed.base());
    return (forward ? price : price.inverse()).worth(swap.amountIn());
  }

  private Manifest.Feed feedOf(Intent.Swap swap) throws Refused {
    Optional<Manifest.Feed> feed =
        manifest.policy().priceCheck().feeds().stream()
            .filter(
                each ->
                    (each.base().equals(swap.tokenIn()) && each.quote().equals(swap.tokenOut()))
                        || (each.base().equals(swap.tokenOut())
                            && each.quote().equals(swap.tokenIn())))
            .findFirst();
    return feed.orElseThrow(
        () ->
            new Refused(
                Reason.PRICE_UNAVAILABLE,
                "feed: the manifest lists no feed that prices "
                    + WholeTokens.name(manifest, swap.tokenIn())
                    + " against "
                    + WholeTokens.name(manifest, swap.tokenOut())));
  }

  private BigInteger answer(Manifest.Feed feed) throws Refused, ChainUnavailable {
    PriceFeed.Round round;
    int decimals;
    try {
      round = PriceFeed.latest(chain, feed.address());
      decimals = PriceFeed.decimals(chain, feed.address());
    } catch (ChainUnavailable e) {
      if (e.kind() != Kind.REVERTED) {
        throw e;
      }
      throw unusable(feed, "reverts");
    }
    BigInteger now = BigInteger.valueOf(chain.block().timestamp());
    BigInteger oldest = now.subtract(BigInteger.valueOf(feed.maxAge()));
    if (decimals != feed.decimals()) {
      throw unusable(
          feed, "has " + decimals + " decimals, not the " + feed.decimals() + " of the manifest");
    }
    if (round.answer().signum() <= 0) {
      throw unusable(feed, "answers " + round.answer() + ", which is no price");
    }
    if (round.updatedAt().compareTo(now) > 0 || round.round().signum() == 0) {
      throw unusable(feed, "answers a round that is not complete");
    }
    if (round.updatedAt().compareTo(oldest) < 0) {
      throw unusable(
          feed,
          "is "
              + now.subtract(round.updatedAt())
              + " seconds old; "
              + feed.maxAge()
              + " are allowed");
    }
    if (round.answeredInRound().compareTo(round.round()) < 0) {
      throw unusable(feed, "carries over the answer of an earlier round");
    }
    return round.answer();
  }

  private int decimals(Address token) throws Refused {
    return manifest
        .token(token)
        .orElseThrow(
            () ->
                new Refused(Reason.TOKEN_NOT_PERMITTED, "feed: the manifest has no token " + token))
        .decimals();
  }

  private static Refused unusable(Manifest.Feed feed, String why) {
    return new Refused(Reason.PRICE_UNAVAILABLE, "feed: " + feed.address() + " " + why);
  }
}
