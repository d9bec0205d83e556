package dev.countersign.tools.observe;

import dev.countersign.inference.Candle;
import dev.countersign.receipt.Address;
import dev.countersign.receipt.BlockRef;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Closed intervals that were read from one node.
 *
 * <p>An entry names the block that closed its last interval: the first block at or after its end.
 * That block's hash commits to every block before it, so while the node still has this block, the
 * candles are those of its chain, and after a reorganisation the entry is worthless and known to
 * be.
 */
final class CandleCache {
  private static final int MAX_ENTRIES = 64;

  /**
   * Everything that candles are computed from besides the chain. All of it but the pool's logs is
   * what a manifest says: a stranger's may say something else about the same pool, and what was
   * computed for one is never an answer for another.
   */
  record Key(
      Address pool,
      String kind,
      boolean baseIsToken0,
      int baseDecimals,
      int quoteDecimals,
      long interval) {
    static Key of(CandleRequest request) {
      return new Key(
          request.venue().pool(),
          request.venue().kind(),
          request.baseIsToken0(),
          request.base().decimals(),
          request.quote().decimals(),
          request.interval());
    }
  }

  /**
   * Candles.
   *
   * @param start where the first interval begins
   * @param end where the last interval ends
   * @param closedBy the first block at or after the end
   * @param candles those of the intervals between
   */
  record Entry(long start, long end, BlockRef closedBy, List<Candle> candles) {
    Entry {
      candles = List.copyOf(candles);
    }
  }

  private final Map<Key, Entry> entries = new LinkedHashMap<>(16, 0.75f, true);

  synchronized Optional<Entry> get(Key key) {
    return Optional.ofNullable(entries.get(key));
  }

  synchronized void put(Key key, Entry entry) {
    Entry old = entries.get(key);
    if (old != null && old.end() > entry.end()) {
      return;
    }
    entries.put(key, entry);
    if (entries.size() > MAX_ENTRIES) {
      entries.remove(entries.keySet().iterator().next());
    }
  }

  synchronized void drop(Key key, Entry entry) {
    entries.remove(key, entry);
  }
}
