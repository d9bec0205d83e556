package dev.countersign.strategies.backtest;

import dev.countersign.receipt.Address;
import dev.countersign.receipt.Manifest;
import dev.countersign.strategies.backtest.HistoryRefused.Code;
import dev.countersign.tools.observe.Candles;
import java.util.List;
import tools.jackson.databind.JsonNode;

/**
 * The one entry of candles of an agent.
 *
 * @param base the token priced
 * @param quote the token it is priced in
 * @param interval seconds
 * @param count how many closed ones it observes
 * @param venueName whose candles they would be
 */
record Pair(Manifest.Token base, Manifest.Token quote, long interval, int count, String venueName) {
  static Pair of(Manifest manifest) throws HistoryRefused {
    List<JsonNode> entries =
        manifest.observe().stream()
            .filter(entry -> entry.path("kind").asString("").equals(Candles.KIND))
            .toList();
    if (entries.size() != 1) {
      throw new HistoryRefused(
          Code.NOT_CANDLES,
          "a backtest runs agents that observe candles of one pair; "
              + manifest.name()
              + " observes "
              + entries.size());
    }
    JsonNode entry = entries.getFirst();
    return new Pair(
        token(manifest, entry.path("base")),
        token(manifest, entry.path("quote")),
        entry.path("interval").asLong(),
        entry.path("count").asInt(),
        entry.path("venue").asString(""));
  }

  private static Manifest.Token token(Manifest manifest, JsonNode address) {
    return manifest.token(new Address(address.asString(""))).orElseThrow();
  }

  Manifest.Venue venue(Manifest manifest) {
    return manifest.venue(venueName).orElseThrow();
  }
}
