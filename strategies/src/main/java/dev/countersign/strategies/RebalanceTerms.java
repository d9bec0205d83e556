package dev.countersign.strategies;

import dev.countersign.network.spi.Refused;
import dev.countersign.receipt.Address;
import dev.countersign.receipt.Manifest;
import dev.countersign.receipt.Reason;
import dev.countersign.tools.Parameters;
import java.util.Map;
import java.util.TreeMap;

/**
 * What rebalance is told, resolved against the manifest.
 *
 * @param pair the token whose share is steered, and the one that values are counted in
 * @param baseBps the base token's share
 * @param bandBps how far off it may be
 * @param leanBps how far the model may move the target
 */
record RebalanceTerms(TradedPair pair, int baseBps, int bandBps, int leanBps) {
  private static final int WHOLE = 10_000;

  static RebalanceTerms of(Manifest manifest) throws Refused {
    Parameters with = Parameters.of(Rebalance.ID, manifest.decide().with());
    Map<Address, Integer> targets = targets(with);
    int band = Math.toIntExact(with.integer("bandBps", 0, WHOLE));
    int lean = Math.toIntExact(with.integer("leanBps", 0, WHOLE));
    TradedPair pair = TradedPair.ofCandles(Rebalance.ID, manifest, with);
    Integer share = targets.get(pair.base().address());
    if (share == null || !targets.containsKey(pair.quote().address())) {
      throw new Refused(
          Reason.SCHEMA, "rebalance: the targets are not the two tokens of the candles");
    }
    if (lean > 0 && manifest.decide().model().equals(Manifest.ModelRef.NONE)) {
      throw new Refused(Reason.SCHEMA, "rebalance: without a model nothing can lean the target");
    }
    with.end();
    return new RebalanceTerms(pair, share, band, lean);
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
}
