package dev.countersign.tools.observe;

import dev.countersign.inference.Candle;
import dev.countersign.network.chain.ChainUnavailable;
import dev.countersign.network.chain.ChainUnavailable.Kind;
import dev.countersign.network.chain.EventLog;
import dev.countersign.network.spi.PinnedChain;
import dev.countersign.network.spi.Refused;
import dev.countersign.receipt.BlockRef;
import dev.countersign.receipt.Bytes32;
import dev.countersign.receipt.Reason;
import dev.countersign.tools.contracts.Ratio;
import dev.countersign.tools.contracts.UniswapV2;
import dev.countersign.tools.contracts.UniswapV3;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;

/** Reads the candles of one request at one pinned block. */
final class CandleReading {
  private final CandleRequest request;
  private final PinnedChain chain;
  private final long start;
  private final long end;

  CandleReading(CandleRequest request, PinnedChain chain) {
    this.request = request;
    this.chain = chain;
    this.start = request.start(chain.block().timestamp());
    this.end = request.end(chain.block().timestamp());
  }

  List<Candle> read(CandleCache cache) throws Refused, ChainUnavailable {
    CandleCache.Key key = CandleCache.Key.of(request);
    Optional<CandleCache.Entry> known = cache.get(key);
    if (known.isPresent() && !stands(known.get())) {
      cache.drop(key, known.get());
      known = Optional.empty();
    }
    if (known.isPresent() && known.get().start() <= start && known.get().end() >= end) {
      return within(known.get().candles());
    }
    boolean reaches =
        known.isPresent() && known.get().start() <= start && known.get().end() >= start;
    CandleCache.Entry entry = reaches ? extended(known.get()) : fresh();
    cache.put(key, entry);
    return entry.candles();
  }

  private boolean stands(CandleCache.Entry entry) throws ChainUnavailable {
    try {
      return chain.reader().block(entry.closedBy().number()).equals(entry.closedBy());
    } catch (ChainUnavailable e) {
      if (e.kind() == Kind.BLOCK_UNKNOWN) {
        return false;
      }
      throw e;
    }
  }

  private CandleCache.Entry fresh() throws Refused, ChainUnavailable {
    return entry(List.of(), Blocks.firstAtOrAfter(chain, start));
  }

  private CandleCache.Entry extended(CandleCache.Entry known) throws Refused, ChainUnavailable {
    return entry(known.candles(), known.closedBy().number());
  }

  private CandleCache.Entry entry(List<Candle> before, long from) throws Refused, ChainUnavailable {
    List<Candle> candles = new ArrayList<>(before);
    if (Blocks.firstAtOrAfter(chain, end) == 0) {
      return new CandleCache.Entry(start, end, chain.reader().block(0), candles);
    }
    BlockRef last = chain.blockAtOrBefore(end - 1);
    candles.addAll(aggregate(chain.reader().logs(request.venue().pool(), topic(), from, last)));
    BlockRef closedBy = chain.reader().block(last.number() + 1);
    // Seen before and after: what closes the interval and what is in it are of one chain.
    if (closedBy.timestamp() < end || !chain.reader().block(last.number()).equals(last)) {
      throw new ChainUnavailable(
          Kind.BLOCK_UNKNOWN, "the chain was reorganised while its candles were read");
    }
    return new CandleCache.Entry(start, end, closedBy, within(candles));
  }

  private List<Candle> within(List<Candle> candles) {
    return candles.stream()
        .filter(candle -> candle.openTime() >= start && candle.openTime() < end)
        .toList();
  }

  private List<Candle> aggregate(List<EventLog> logs) throws Refused, ChainUnavailable {
    TreeMap<Long, Candle> candles = new TreeMap<>();
    for (EventLog log : logs) {
      long openTime = request.openTime(log.block().timestamp());
      BigInteger price = price(log);
      candles.merge(openTime, new Candle(openTime, price, price, price, price), this::joined);
    }
    return List.copyOf(candles.values());
  }

  private Candle joined(Candle earlier, Candle later) {
    return new Candle(
        earlier.openTime(),
        earlier.open(),
        earlier.high().max(later.high()),
        earlier.low().min(later.low()),
        later.close());
  }

  private Bytes32 topic() throws Refused {
    return switch (request.venue().kind()) {
      case "uniswap-v3" -> UniswapV3.SWAP;
      case "uniswap-v2" -> UniswapV2.SYNC;
      default -> throw unknownKind();
    };
  }

  private BigInteger price(EventLog log) throws Refused, ChainUnavailable {
    Optional<Ratio> price =
        switch (request.venue().kind()) {
          case "uniswap-v3" -> UniswapV3.priceAfter(log);
          case "uniswap-v2" -> UniswapV2.synced(log).price();
          default -> throw unknownKind();
        };
    BigInteger scaled = price.map(request::scaled).orElse(BigInteger.ZERO);
    if (scaled.signum() == 0) {
      throw new Refused(
          Reason.OBSERVATION_INSUFFICIENT,
          "the price of "
              + request.venue().name()
              + " in block "
              + log.block().number()
              + " is below 10^-18");
    }
    return scaled;
  }

  private Refused unknownKind() {
    return new Refused(
        Reason.VENUE_NOT_PERMITTED,
        request.venue().name() + " is neither uniswap-v2 nor uniswap-v3 but something else");
  }
}
