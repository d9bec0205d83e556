package dev.countersign.strategies;

import dev.countersign.network.spi.Refused;
import dev.countersign.receipt.Address;
import dev.countersign.receipt.Manifest;
import dev.countersign.receipt.Observation;
import dev.countersign.receipt.Reason;
import dev.countersign.tools.Parameters;
import dev.countersign.tools.observe.Candles;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import tools.jackson.databind.JsonNode;

/**
 * What rebalance is told, resolved against the manifest.
 *
 * @param manifest the agent
 * @param base the token whose share is steered: the base of the candles
 * @param quote the token that values are counted in: the quote of the candles
 * @param baseBps the base token's share
 * @param bandBps how far off it may be
 * @param leanBps how far the model may move the target
 * @param venue where it trades
 */
record RebalanceTerms(
    Manifest manifest,
    Manifest.Token base,
    Manifest.Token quote,
    int baseBps,
    int bandBps,
    int leanBps,
    String venue) {
  private static final int WHOLE = 10_000;

  static RebalanceTerms of(Manifest manifest) throws Refused {
    Parameters with = Parameters.of("rebalance", manifest.decide().with());
    Map<Address, Integer> targets = targets(with);
    int band = Math.toIntExact(with.integer("bandBps", 0, WHOLE));
    int lean = Math.toIntExact(with.integer("leanBps", 0, WHOLE));
    JsonNode candles = candlesEntry(manifest);
    Address base = token(candles, "base");
    Address quote = token(candles, "quote");
    Integer share = targets.get(base);
    if (share == null || !targets.containsKey(quote)) {
      throw new Refused(
          Reason.SCHEMA, "rebalance: the targets are not the two tokens of the candles");
    }
    if (lean > 0 && manifest.decide().model().equals(Manifest.ModelRef.NONE)) {
      throw new Refused(Reason.SCHEMA, "rebalance: without a model nothing can lean the target");
    }
    String venue = with.has("venue") ? with.text("venue") : best(manifest, base, quote);
    with.end();
    if (manifest.venue(venue).filter(known -> trades(known, base, quote)).isEmpty()) {
      throw new Refused(
          Reason.VENUE_NOT_PERMITTED,
          "rebalance: the manifest lists no venue of this name for the two tokens");
    }
    return new RebalanceTerms(
        manifest, known(manifest, base), known(manifest, quote), share, band, lean, venue);
  }

  private static Map<Address, Integer> targets(Parameters with) throws Refused {
    Map<Address, Integer> targets = new TreeMap<>();
    int sum = 0;
    for (Parameters target : with.objects("targets", 2)) {
      int bps = Math.toIntExact(target.integer("bps", 0, WHOLE));
      targets.put(target.address("token"), bps);
      sum += bps;
      target.end();
    }
    if (targets.size() != 2 || sum != WHOLE) {
      throw new Refused(
          Reason.SCHEMA, "rebalance: the targets are two tokens whose shares sum up to 100 %");
    }
    return targets;
  }

  private static JsonNode candlesEntry(Manifest manifest) throws Refused {
    List<JsonNode> entries =
        manifest.observe().stream()
            .filter(entry -> entry.path("kind").asString("").equals(Candles.KIND))
            .toList();
    if (entries.size() != 1) {
      throw new Refused(
          Reason.SCHEMA, "rebalance needs one entry of candles, not " + entries.size());
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

  private static Manifest.Token known(Manifest manifest, Address token) throws Refused {
    if (manifest.policy().limit(token).isEmpty()) {
      throw new Refused(Reason.TOKEN_NOT_PERMITTED, "rebalance: the policy does not list " + token);
    }
    return manifest
        .token(token)
        .orElseThrow(
            () ->
                new Refused(
                    Reason.TOKEN_NOT_PERMITTED, "rebalance: the manifest has no token " + token));
  }

  /** The lowest fee; of equal ones the first by name. */
  private static String best(Manifest manifest, Address base, Address quote) throws Refused {
    return manifest.venues().stream()
        .filter(venue -> trades(venue, base, quote))
        .min(Comparator.comparingInt(Manifest.Venue::fee).thenComparing(Manifest.Venue::name))
        .map(Manifest.Venue::name)
        .orElseThrow(
            () ->
                new Refused(
                    Reason.VENUE_NOT_PERMITTED,
                    "rebalance: the manifest lists no venue for the two tokens"));
  }

  private static boolean trades(Manifest.Venue venue, Address one, Address other) {
    return (venue.token0().equals(one) && venue.token1().equals(other))
        || (venue.token0().equals(other) && venue.token1().equals(one));
  }

  /** The candles among the observations, whose last one is of the last closed interval. */
  Candles candles(List<Observation> observations) throws Refused {
    Candles candles = Candles.in(observations);
    if (!candles.base().equals(base.address()) || !candles.quote().equals(quote.address())) {
      throw new Refused(
          Reason.OBSERVATION_INSUFFICIENT, "rebalance: the candles are of other tokens");
    }
    candles.requireCurrent();
    return candles;
  }

  /** Basis points as people read them. */
  static String percent(long bps) {
    return bps / 100 + "." + (bps % 100 < 10 ? "0" : "") + bps % 100 + " %";
  }
}
