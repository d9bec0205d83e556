package dev.countersign.network.chain;

import dev.countersign.network.chain.ChainUnavailable.Kind;
import dev.countersign.receipt.BlockRef;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentSkipListMap;
import org.jspecify.annotations.Nullable;

/**
 * Finds the last block at or before a time, with few exchanges.
 *
 * <p>An answer is always proved by the headers of the block and of its successor, read in the same
 * search. What is remembered of earlier searches only says where to look first, so a reorganisation
 * cannot make it wrong.
 */
final class BlockSearch {
  /** Reads the headers of some numbers in one exchange. */
  @FunctionalInterface
  interface Headers {
    List<BlockRef> of(Collection<Long> numbers) throws ChainUnavailable;
  }

  private static final int PROBES = 16;
  private static final int MAX_ROUNDS = 24;
  private static final int MAX_HINTS = 1024;
  private static final long[] USUAL_SPACINGS = {1, 2, 12};

  private final Headers headers;
  private final ConcurrentSkipListMap<Long, Long> hints = new ConcurrentSkipListMap<>();

  BlockSearch(Headers headers) {
    this.headers = headers;
  }

  /**
   * The last block whose time is at or before the given one.
   *
   * @throws ChainUnavailable with {@code BLOCK_UNKNOWN} when the head is not later than the time,
   *     or the first block is later
   */
  BlockRef atOrBefore(long time, BlockRef head) throws ChainUnavailable {
    if (head.timestamp() <= time) {
      throw new ChainUnavailable(
          Kind.BLOCK_UNKNOWN,
          "the newest block is not later than " + time + ", so its last block is not settled yet");
    }
    Bracket bracket = new Bracket(time, head);
    bracket.narrow(headers.of(bracket.inside(firstProbes(time, head))));
    for (int round = 0; round < MAX_ROUNDS; round++) {
      BlockRef low = bracket.low;
      if (low != null && bracket.high.number() - low.number() <= 1) {
        remember(low, bracket.high);
        return low;
      }
      if (low == null && bracket.high.number() == 0) {
        throw new ChainUnavailable(
            Kind.BLOCK_UNKNOWN, "the first block of the chain is later than " + time);
      }
      bracket.narrow(headers.of(bracket.spread()));
    }
    throw new ChainUnavailable(
        Kind.MALFORMED, "the node's block times do not rise: no block at or before " + time);
  }

  private List<Long> firstProbes(long time, BlockRef head) {
    List<Long> probes = new ArrayList<>(List.of(0L));
    long back = head.timestamp() - time;
    for (long spacing : USUAL_SPACINGS) {
      long guess = head.number() - Math.ceilDiv(back, spacing);
      probes.add(guess);
      probes.add(guess + 1);
    }
    Map.Entry<Long, Long> below = hints.floorEntry(time);
    Map.Entry<Long, Long> above = hints.higherEntry(time);
    if (below != null) {
      probes.add(below.getValue());
      probes.add(below.getValue() + 1);
    }
    if (above != null) {
      probes.add(above.getValue());
    }
    return probes;
  }

  private void remember(BlockRef low, BlockRef high) {
    if (hints.size() > MAX_HINTS) {
      hints.clear();
    }
    hints.put(low.timestamp(), low.number());
    hints.put(high.timestamp(), high.number());
  }

  /** Two blocks, the first at or before the time, the second after it. */
  private static final class Bracket {
    private final long time;
    private @Nullable BlockRef low;
    private BlockRef high;

    Bracket(long time, BlockRef high) {
      this.time = time;
      this.high = high;
    }

    private long lowest() {
      return low == null ? -1 : low.number();
    }

    Set<Long> inside(Collection<Long> numbers) {
      TreeSet<Long> inside = new TreeSet<>(numbers);
      inside.removeIf(number -> number <= lowest() || number >= high.number() || number < 0);
      return inside;
    }

    Set<Long> spread() {
      long width = high.number() - lowest();
      TreeSet<Long> probes = new TreeSet<>();
      for (int i = 1; i < PROBES; i++) {
        probes.add(lowest() + Math.max(1, width * i / PROBES));
      }
      return inside(probes);
    }

    void narrow(List<BlockRef> read) {
      for (BlockRef block : read) {
        if (block.timestamp() <= time && block.number() > lowest()) {
          low = block.number() < high.number() ? block : low;
        } else if (block.timestamp() > time && block.number() < high.number()) {
          high = block.number() > lowest() ? block : high;
        }
      }
    }
  }
}
