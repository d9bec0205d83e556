package dev.countersign.strategies.backtest;

import dev.countersign.network.spi.Refused;
import dev.countersign.receipt.Bundle;
import dev.countersign.receipt.Observation;
import dev.countersign.receipt.Reason;
import dev.countersign.tools.observe.Candles;
import java.math.BigInteger;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.JsonNode;

/**
 * Whether a backtest's receipt saw what a file of candles holds.
 *
 * <p>Guarantees: {@link #require} returns normally only when the candles in the bundle are those
 * that the file shows at the receipt's time, none left out, and the bundle names the file by its
 * digest. Does not check balances and quotes: they follow from all that was traded before.
 */
public final class SeenCandles {
  private SeenCandles() {}

  /**
   * Demands it.
   *
   * @throws Refused with {@code OBSERVATION_MISMATCH} when they differ
   * @throws HistoryRefused when the file's candles are not of the agent's interval
   */
  public static void require(Bundle bundle, History given) throws Refused, HistoryRefused {
    Pair pair = Pair.of(bundle.manifest());
    History history = given.joined(pair.interval());
    List<Observation> seen =
        bundle.observations().stream().filter(each -> each.kind().equals(Candles.KIND)).toList();
    Market market = new Market(pair.base(), pair.quote(), BigInteger.ONE, history.close(0));
    Recorded recorded = new Recorded(history, market, new Books(bundle.manifest(), Map.of()));
    for (JsonNode spec : bundle.manifest().observe()) {
      if (spec.path("kind").asString("").equals(Candles.KIND)) {
        Observation expected =
            recorded.candlesAt(spec, bundle.manifest(), bundle.observations().getFirst().block());
        if (!seen.equals(List.of(expected))) {
          throw new Refused(
              Reason.OBSERVATION_MISMATCH,
              "the receipt saw other candles than those of " + given.name());
        }
      }
    }
  }
}
