package dev.countersign.tools.observe;

import dev.countersign.network.spi.Refused;
import dev.countersign.receipt.Address;
import dev.countersign.receipt.Manifest;
import dev.countersign.receipt.Reason;
import dev.countersign.tools.Parameters;
import dev.countersign.tools.WholeTokens;
import dev.countersign.tools.contracts.Ratio;
import java.math.BigInteger;
import tools.jackson.databind.JsonNode;

/** Which candles: an entry of the manifest's {@code observe}, resolved against the manifest. */
record CandleRequest(
    Manifest.Venue venue, Manifest.Token base, Manifest.Token quote, long interval, int count) {
  static final int MAX_COUNT = 1024;
  private static final long SHORTEST = 60;
  private static final long LONGEST = 7L * 86_400;
  private static final int PRICE_DECIMALS = 18;

  static CandleRequest of(JsonNode spec, Manifest manifest) throws Refused {
    Parameters parameters = Parameters.of("candles", spec);
    parameters.text("kind");
    String name = parameters.text("venue");
    Manifest.Venue venue =
        manifest
            .venue(name)
            .orElseThrow(
                () ->
                    new Refused(
                        Reason.VENUE_NOT_PERMITTED,
                        "candles: the manifest lists no venue " + name));
    Manifest.Token base = token(manifest, parameters.address("base"));
    Manifest.Token quote = token(manifest, parameters.address("quote"));
    long interval = parameters.integer("interval", SHORTEST, LONGEST);
    int count = Math.toIntExact(parameters.integer("count", 1, MAX_COUNT));
    parameters.end();
    CandleRequest request = new CandleRequest(venue, base, quote, interval, count);
    boolean forward = request.baseIsToken0() && quote.address().equals(venue.token1());
    boolean backward =
        base.address().equals(venue.token1()) && quote.address().equals(venue.token0());
    if (!forward && !backward) {
      throw new Refused(
          Reason.VENUE_NOT_PERMITTED,
          "candles: "
              + name
              + " does not trade "
              + WholeTokens.name(manifest, base.address())
              + " against "
              + WholeTokens.name(manifest, quote.address()));
    }
    return request;
  }

  private static Manifest.Token token(Manifest manifest, Address address) throws Refused {
    return manifest
        .token(address)
        .orElseThrow(
            () ->
                new Refused(
                    Reason.TOKEN_NOT_PERMITTED, "candles: the manifest has no token " + address));
  }

  /** Which side of the pool the base is, by the manifest. */
  boolean baseIsToken0() {
    return base.address().equals(venue.token0());
  }

  /** Where the last closed interval ends, given the pinned block's time. */
  long end(long now) {
    return Math.floorDiv(now, interval) * interval;
  }

  /** Where the first interval begins. */
  long start(long now) {
    return end(now) - interval * count;
  }

  /** Where the interval that holds a time begins. */
  long openTime(long time) {
    return Math.floorDiv(time, interval) * interval;
  }

  /**
   * The price of one whole base token in whole quote tokens x 10^18, rounded down, given the price
   * of token 0 in token 1 in base units.
   */
  BigInteger scaled(Ratio token0InToken1) {
    Ratio price = baseIsToken0() ? token0InToken1 : token0InToken1.inverse();
    return price
        .numerator()
        .multiply(BigInteger.TEN.pow(base.decimals() + PRICE_DECIMALS))
        .divide(price.denominator().multiply(BigInteger.TEN.pow(quote.decimals())));
  }
}
