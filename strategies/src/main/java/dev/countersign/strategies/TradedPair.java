package dev.countersign.strategies;

import dev.countersign.inference.Candle;
import dev.countersign.network.spi.Refused;
import dev.countersign.receipt.Address;
import dev.countersign.receipt.Manifest;
import dev.countersign.receipt.Observation;
import dev.countersign.receipt.Reason;
import dev.countersign.tools.Parameters;
import dev.countersign.tools.observe.Candles;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import tools.jackson.databind.JsonNode;

/**
 * Two tokens, and where an agent trades one for the other.
 *
 * @param strategy who trades them, for sentences
 * @param manifest the agent
 * @param base the token that is bought and sold
 * @param quote the token that it is paid with, and that values are counted in
 * @param venue where it trades
 */
record TradedPair(
    String strategy, Manifest manifest, Manifest.Token base, Manifest.Token quote, String venue) {

  /** The tokens of the agent's candles; the venue is a parameter, or else the cheapest. */
  static TradedPair ofCandles(String strategy, Manifest manifest, Parameters with) throws Refused {
    JsonNode entry = candlesEntry(strategy, manifest);
    return of(strategy, manifest, with, token(entry, "base"), token(entry, "quote"));
  }

  /** Two given tokens; the venue is a parameter, or else the cheapest. */
  static TradedPair of(
      String strategy, Manifest manifest, Parameters with, Address base, Address quote)
      throws Refused {
    String venue = with.has("venue") ? with.text("venue") : best(strategy, manifest, base, quote);
    if (manifest.venue(venue).filter(known -> trades(known, base, quote)).isEmpty()) {
      throw new Refused(
          Reason.VENUE_NOT_PERMITTED,
          strategy + ": the manifest lists no venue of this name for the two tokens");
    }
    return new TradedPair(
        strategy,
        manifest,
        known(strategy, manifest, base),
        known(strategy, manifest, quote),
        venue);
  }

  private static JsonNode candlesEntry(String strategy, Manifest manifest) throws Refused {
    List<JsonNode> entries =
        manifest.observe().stream()
            .filter(entry -> entry.path("kind").asString("").equals(Candles.KIND))
            .toList();
    if (entries.size() != 1) {
      throw new Refused(
          Reason.SCHEMA, strategy + " needs one entry of candles, not " + entries.size());
    }
    return entries.getFirst();
  }

  private static Address token(JsonNode entry, String name) throws Refused {
    try {
      return new Address(entry.path(name).asString(""));
    } catch (IllegalArgumentException e) {
      throw new Refused(Reason.SCHEMA, "candles." + name + " is not an address");
    }
  }

  private static Manifest.Token known(String strategy, Manifest manifest, Address token)
      throws Refused {
    if (manifest.policy().limit(token).isEmpty()) {
      throw new Refused(
          Reason.TOKEN_NOT_PERMITTED, strategy + ": the policy does not list " + token);
    }
    return manifest
        .token(token)
        .orElseThrow(
            () ->
                new Refused(
                    Reason.TOKEN_NOT_PERMITTED, strategy + ": the manifest has no token " + token));
  }

  /** The lowest fee; of equal ones the first by name. */
  private static String best(String strategy, Manifest manifest, Address base, Address quote)
      throws Refused {
    return manifest.venues().stream()
        .filter(venue -> trades(venue, base, quote))
        .min(Comparator.comparingInt(Manifest.Venue::fee).thenComparing(Manifest.Venue::name))
        .map(Manifest.Venue::name)
        .orElseThrow(
            () ->
                new Refused(
                    Reason.VENUE_NOT_PERMITTED,
                    strategy + ": the manifest lists no venue for the two tokens"));
  }

  private static boolean trades(Manifest.Venue venue, Address one, Address other) {
    return (venue.token0().equals(one) && venue.token1().equals(other))
        || (venue.token0().equals(other) && venue.token1().equals(one));
  }

  /** The limits of a token. */
  Optional<Manifest.Limit> limit(Manifest.Token token) {
    return manifest.policy().limit(token.address());
  }

  /** Demands that the agent observes at least so many candles. */
  void requireCandles(int least) throws Refused {
    long count = candlesEntry(strategy, manifest).path("count").asLong(0);
    if (count < least) {
      throw new Refused(
          Reason.SCHEMA,
          strategy + " needs " + least + " candles for these parameters; it observes " + count);
    }
  }

  /** The candles among the observations, whose last one is of the last closed interval. */
  Candles candles(List<Observation> observations) throws Refused {
    Candles candles = Candles.in(observations);
    if (!candles.base().equals(base.address()) || !candles.quote().equals(quote.address())) {
      throw new Refused(
          Reason.OBSERVATION_INSUFFICIENT, strategy + ": the candles are of other tokens");
    }
    candles.requireCurrent();
    return candles;
  }

  /**
   * The newest candles, exactly so many, one for each interval: what comes out of them does not
   * depend on how far an agent happens to look back.
   *
   * @throws Refused when there are fewer, or an interval among them had no swap
   */
  List<Candle> newest(List<Observation> observations, int needed) throws Refused {
    Candles candles = candles(observations);
    List<Candle> list = candles.list();
    int unbroken = 1;
    while (unbroken < Math.min(needed, list.size())
        && list.get(list.size() - unbroken).openTime() - candles.interval()
            == list.get(list.size() - unbroken - 1).openTime()) {
      unbroken++;
    }
    if (unbroken < needed) {
      throw new Refused(
          Reason.OBSERVATION_INSUFFICIENT,
          strategy
              + " needs "
              + needed
              + " candles in a row; the last gap was "
              + unbroken
              + " candles ago");
    }
    return list.subList(list.size() - needed, list.size());
  }
}
