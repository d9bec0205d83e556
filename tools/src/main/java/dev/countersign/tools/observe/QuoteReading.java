package dev.countersign.tools.observe;

import dev.countersign.network.chain.ChainUnavailable;
import dev.countersign.network.chain.ChainUnavailable.Kind;
import dev.countersign.network.spi.PinnedChain;
import dev.countersign.network.spi.Refused;
import dev.countersign.receipt.Intent;
import dev.countersign.receipt.Manifest;
import dev.countersign.receipt.Reason;
import dev.countersign.tools.WholeTokens;
import dev.countersign.tools.contracts.Ratio;
import dev.countersign.tools.contracts.UniswapV2;
import dev.countersign.tools.contracts.UniswapV3;
import java.math.BigInteger;
import java.util.Optional;

/** Reads quotes at one pinned block. */
public final class QuoteReading {
  private final Manifest manifest;
  private final PinnedChain chain;

  /** Quotes for an agent. */
  public QuoteReading(Manifest manifest, PinnedChain chain) {
    this.manifest = manifest;
    this.chain = chain;
  }

  /**
   * The quote of a swap.
   *
   * @throws Refused when the venue is not listed, cannot trade the amount, or a price reference
   *     cannot be used
   */
  public Quote of(Intent.Swap swap) throws Refused, ChainUnavailable {
    Manifest.Venue venue = venue(swap);
    Optional<Ratio> token0Price;
    BigInteger amountOut;
    try {
      switch (venue.kind()) {
        case "uniswap-v3" -> {
          token0Price = UniswapV3.price(chain, venue.pool());
          amountOut =
              UniswapV3.amountOut(
                  chain,
                  venue.quoter(),
                  venue.fee(),
                  swap.amountIn(),
                  swap.tokenIn(),
                  swap.tokenOut());
        }
        case "uniswap-v2" -> {
          token0Price = UniswapV2.reserves(chain, venue.pool()).price();
          amountOut =
              UniswapV2.amountOut(
                  chain, venue.router(), swap.amountIn(), swap.tokenIn(), swap.tokenOut());
        }
        default ->
            throw new Refused(
                Reason.VENUE_NOT_PERMITTED,
                "venue " + venue.name() + " is neither uniswap-v2 nor uniswap-v3");
      }
    } catch (ChainUnavailable e) {
      if (e.kind() != Kind.REVERTED) {
        throw e;
      }
      throw noQuote(swap, "reverts");
    }
    Ratio mid = token0Price.orElseThrow(() -> noQuote(swap, "has no price yet"));
    boolean forward = swap.tokenIn().equals(venue.token0());
    return new Quote(
        swap.venue(),
        swap.tokenIn(),
        swap.amountIn(),
        swap.tokenOut(),
        amountOut,
        forward ? mid : mid.inverse(),
        new PriceReferences(manifest, chain).of(swap, venue));
  }

  private Manifest.Venue venue(Intent.Swap swap) throws Refused {
    return manifest
        .venue(swap.venue())
        .filter(
            venue ->
                (venue.token0().equals(swap.tokenIn()) && venue.token1().equals(swap.tokenOut()))
                    || (venue.token1().equals(swap.tokenIn())
                        && venue.token0().equals(swap.tokenOut())))
        .orElseThrow(
            () ->
                new Refused(
                    Reason.VENUE_NOT_PERMITTED,
                    "the manifest lists no venue of this name that trades "
                        + WholeTokens.name(manifest, swap.tokenIn())
                        + " against "
                        + WholeTokens.name(manifest, swap.tokenOut())));
  }

  private Refused noQuote(Intent.Swap swap, String why) {
    return new Refused(
        Reason.OBSERVATION_INSUFFICIENT,
        swap.venue()
            + " "
            + why
            + " for "
            + WholeTokens.of(manifest, swap.tokenIn(), swap.amountIn()));
  }
}
