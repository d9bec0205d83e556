package dev.countersign.tools.observe;

import dev.countersign.network.chain.ChainReader;
import dev.countersign.network.chain.ChainUnavailable;
import dev.countersign.network.spi.ObservationSource;
import dev.countersign.network.spi.PinnedChain;
import dev.countersign.network.spi.Refused;
import dev.countersign.receipt.Manifest;
import dev.countersign.receipt.Observation;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.WeakHashMap;
import tools.jackson.databind.JsonNode;

/**
 * Candles of a pool, from the price after each of its swaps: {@code {"kind": "candles", "venue",
 * "base", "quote", "interval", "count"}}, the interval in seconds.
 *
 * <p>Guarantees: only intervals that closed at or before the pinned block, ascending, the last
 * {@code count} of them; an interval without a swap is absent; the prices are a pure function of
 * the pool's events in the chain that ends in the pinned block, in integers: whole quote tokens per
 * whole base token x 10^18, rounded down. An interval's open is the price after its first swap, not
 * the last price before it: what happened in another interval is not in this one.
 *
 * <p>Does not guarantee that there are {@code count} candles, nor that a price was fair: whoever
 * pays for a swap sets a pool's price.
 */
public final class CandleSource implements ObservationSource {
  private final Map<ChainReader, CandleCache> caches =
      Collections.synchronizedMap(new WeakHashMap<>());

  /** A source that remembers closed intervals, for each node apart. */
  public CandleSource() {}

  @Override
  public String kind() {
    return Candles.KIND;
  }

  @Override
  public List<Observation> observe(JsonNode spec, Manifest manifest, PinnedChain chain)
      throws Refused, ChainUnavailable {
    CandleRequest request = CandleRequest.of(spec, manifest);
    // What one node said is never believed on behalf of another.
    CandleCache cache = caches.computeIfAbsent(chain.reader(), reader -> new CandleCache());
    Candles candles =
        new Candles(
            request.venue().name(),
            request.base().address(),
            request.quote().address(),
            request.interval(),
            chain.block().timestamp(),
            new CandleReading(request, chain).read(cache));
    return List.of(candles.observed(chain.block()));
  }
}
