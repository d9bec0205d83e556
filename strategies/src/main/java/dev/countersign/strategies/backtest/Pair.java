package dev.countersign.strategies.backtest;

import dev.countersign.receipt.Address;
import dev.countersign.receipt.Manifest;
import dev.countersign.strategies.backtest.HistoryRefused.Code;
import dev.countersign.tools.observe.Candles;
import java.util.Comparator;
import java.util.List;
import tools.jackson.databind.JsonNode;

/**
 * The pair that an agent trades: of its one entry of candles, or of its one feed.
 *
 * @param base the token priced
 * @param quote the token it is priced in
 * @param interval seconds, or {@link History#ANY_INTERVAL}
 * @param count how many closed ones it observes
 * @param venueName whose candles they would be
 */
record Pair(Manifest.Token base, Manifest.Token quote, long interval, int count, String venueName) {
  static Pair of(Manifest manifest) throws HistoryRefused {
    List<JsonNode> entries =
        manifest.observe().stream()
            .filter(entry -> entry.path("kind").asString("").equals(Candles.KIND))
            .toList();
    if (entries.isEmpty()) {
      return ofFeed(manifest);
    }
    if (entries.size() > 1) {
      throw refused(manifest, "observes " + entries.size());
    }
    JsonNode entry = entries.getFirst();
    return new Pair(
        token(manifest, entry.path("base")),
        token(manifest, entry.path("quote")),
        entry.path("interval").asLong(),
        entry.path("count").asInt(),
        entry.path("venue").asString(""));
  }

  /** An agent that looks at no candles: the one pair of its tokens that a feed prices. */
  private static Pair ofFeed(Manifest manifest) throws HistoryRefused {
    List<Manifest.Feed> feeds =
        manifest.policy().priceCheck().feeds().stream()
            .filter(feed -> manifest.policy().limit(feed.base()).isPresent())
            .filter(feed -> manifest.policy().limit(feed.quote()).isPresent())
            .toList();
    if (feeds.size() != 1) {
      throw refused(
          manifest, "observes none, and not exactly one feed says what its tokens are priced in");
    }
    Manifest.Feed feed = feeds.getFirst();
    String venue =
        manifest.venues().stream()
            .filter(each -> each.token0().equals(feed.base()) || each.token1().equals(feed.base()))
            .filter(
                each -> each.token0().equals(feed.quote()) || each.token1().equals(feed.quote()))
            .min(Comparator.comparingInt(Manifest.Venue::fee).thenComparing(Manifest.Venue::name))
            .map(Manifest.Venue::name)
            .orElseThrow(() -> refused(manifest, "observes none, and has no pool"));
    return new Pair(
        manifest.token(feed.base()).orElseThrow(),
        manifest.token(feed.quote()).orElseThrow(),
        History.ANY_INTERVAL,
        1,
        venue);
  }

  private static HistoryRefused refused(Manifest manifest, String why) {
    return new HistoryRefused(
        Code.NOT_CANDLES,
        "a backtest runs agents that observe candles of one pair; " + manifest.name() + " " + why);
  }

  private static Manifest.Token token(Manifest manifest, JsonNode address) {
    return manifest.token(new Address(address.asString(""))).orElseThrow();
  }

  Manifest.Venue venue(Manifest manifest) {
    return manifest.venue(venueName).orElseThrow();
  }
}
