package dev.countersign.strategies.backtest;

import dev.countersign.inference.Candle;
import dev.countersign.network.evaluate.Catalog;
import dev.countersign.network.spi.ObservationSource;
import dev.countersign.network.spi.PinnedChain;
import dev.countersign.network.spi.Planner;
import dev.countersign.network.spi.Refused;
import dev.countersign.network.spi.Strategy;
import dev.countersign.receipt.Address;
import dev.countersign.receipt.BlockRef;
import dev.countersign.receipt.Intent;
import dev.countersign.receipt.Manifest;
import dev.countersign.receipt.Observation;
import dev.countersign.receipt.ObservationClass;
import dev.countersign.receipt.Reason;
import dev.countersign.tools.Parameters;
import dev.countersign.tools.contracts.Ratio;
import dev.countersign.tools.observe.Candles;
import dev.countersign.tools.observe.Quote;
import dev.countersign.tools.plan.DefaultPlanner;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * What an agent would observe at a time: closed candles, balances, the state of gate and account,
 * quotes. In the form of the observations that are read from a chain, so that strategies, planner
 * and policy cannot tell.
 *
 * <p>The price references of a quote say what the market's price makes of the amount: recorded
 * candles hold no other price to compare with.
 */
final class Recorded {
  private final History history;
  private final Market market;
  private final Books books;
  private final String source;
  private final @Nullable Candle[] candles;

  Recorded(History history, Market market, Books books) {
    this.history = history;
    this.market = market;
    this.books = books;
    this.source = "recorded:" + history.digest().hex();
    this.candles = new Candle[history.size()];
  }

  /** The candles of an agent's entry, as seen at a time. */
  Observation candlesAt(JsonNode spec, Manifest manifest, BlockRef block) throws Refused {
    RecordedChain chain = new RecordedChain(manifest.chainId(), history.digest());
    return new CandleRecords().observe(spec, manifest, new PinnedChain(chain, block)).getFirst();
  }

  /** Strategies that see this and nothing else. */
  Catalog catalog(List<Strategy> strategies) {
    return Catalog.of(List.of(new CandleRecords(), new BalanceRecords()), strategies, new Plans());
  }

  private Observation observation(String kind, BlockRef block, JsonNode content) {
    return new Observation(kind, ObservationClass.CHAIN, source, block, content);
  }

  private Candle candle(int index) {
    Candle known = candles[index];
    if (known == null) {
      known = history.candle(index);
      candles[index] = known;
    }
    return known;
  }

  private final class CandleRecords implements ObservationSource {
    @Override
    public String kind() {
      return Candles.KIND;
    }

    @Override
    public List<Observation> observe(JsonNode spec, Manifest manifest, PinnedChain chain)
        throws Refused {
      Parameters parameters = Parameters.of(Candles.KIND, spec);
      long time = chain.block().timestamp();
      int count = Math.toIntExact(parameters.integer("count", 1, Integer.MAX_VALUE));
      int end = history.closedAt(time);
      // So many intervals back, whether or not each has a candle.
      long oldest =
          Math.floorDiv(time, history.interval()) * history.interval() - history.interval() * count;
      List<Candle> closed = new ArrayList<>();
      for (int i = Math.max(0, end - count); i < end; i++) {
        if (history.openTime(i) >= oldest) {
          closed.add(candle(i));
        }
      }
      Candles seen =
          new Candles(
              parameters.text("venue"),
              market.base().address(),
              market.quote().address(),
              history.interval(),
              time,
              closed);
      return List.of(
          observation(Candles.KIND, chain.block(), seen.observed(chain.block()).content()));
    }
  }

  private final class BalanceRecords implements ObservationSource {
    @Override
    public String kind() {
      return "balances";
    }

    @Override
    public List<Observation> observe(JsonNode spec, Manifest manifest, PinnedChain chain)
        throws Refused {
      ObjectNode content = JsonNodeFactory.instance.objectNode();
      content.put("account", manifest.account().hex());
      ArrayNode list = content.putArray("balances");
      for (Address token : Parameters.of("balances", spec).addresses("tokens", 64)) {
        list.addObject().put("token", token.hex()).put("amount", books.balance(token).toString());
      }
      return List.of(observation(kind(), chain.block(), content));
    }
  }

  /** Reads are recorded; plans and policy are the ones that run live. */
  private final class Plans implements Planner {
    private final Planner live = new DefaultPlanner();

    @Override
    public List<Observation> account(Manifest manifest, PinnedChain chain) {
      BlockRef block = chain.block();
      Observation seen = books.at(block.timestamp()).observed(block);
      return List.of(observation(seen.kind(), block, seen.content()));
    }

    @Override
    public List<Observation> quotes(Manifest manifest, List<Intent> intents, PinnedChain chain)
        throws Refused {
      List<Observation> quotes = new ArrayList<>();
      for (Intent intent : intents) {
        if (intent instanceof Intent.Swap swap) {
          Observation seen = quote(manifest, swap, chain.block()).observed(chain.block());
          quotes.add(observation(seen.kind(), chain.block(), seen.content()));
        }
      }
      return quotes;
    }

    @Override
    public Plan plan(
        Manifest manifest, List<Intent> intents, List<Observation> observations, long validUntil)
        throws Refused {
      return live.plan(manifest, intents, observations, validUntil);
    }

    @Override
    public void check(
        Manifest manifest, List<Intent> intents, Plan plan, List<Observation> observations)
        throws Refused {
      live.check(manifest, intents, plan, observations);
    }
  }

  private Quote quote(Manifest manifest, Intent.Swap swap, BlockRef block) throws Refused {
    Manifest.Venue venue = venue(manifest, swap);
    int closed = history.closedAt(block.timestamp());
    if (closed == 0) {
      throw new Refused(Reason.OBSERVATION_INSUFFICIENT, "no candle has closed yet");
    }
    boolean forward = Market.zeroForOne(venue, swap.tokenIn());
    Pool pool = market.pool(venue, history.close(closed - 1));
    Ratio mid = forward ? pool.price() : pool.price().inverse();
    BigInteger fair = mid.worth(swap.amountIn());
    return new Quote(
        swap.venue(),
        swap.tokenIn(),
        swap.amountIn(),
        swap.tokenOut(),
        pool.amountOut(forward, swap.amountIn()),
        mid,
        manifest.policy().priceCheck().sources().stream()
            .map(name -> new Quote.Reference(name, fair))
            .toList());
  }

  /** The listed venue of a swap between the two tokens that the candles price. */
  Manifest.Venue venue(Manifest manifest, Intent.Swap swap) throws Refused {
    Address base = market.base().address();
    Address quote = market.quote().address();
    boolean priced =
        (swap.tokenIn().equals(base) && swap.tokenOut().equals(quote))
            || (swap.tokenIn().equals(quote) && swap.tokenOut().equals(base));
    return manifest
        .venue(swap.venue())
        .filter(venue -> priced)
        .filter(venue -> venue.token0().equals(base) || venue.token1().equals(base))
        .filter(venue -> venue.token0().equals(quote) || venue.token1().equals(quote))
        .orElseThrow(
            () ->
                new Refused(
                    Reason.VENUE_NOT_PERMITTED,
                    "the manifest lists no venue of this name for the two tokens that the candles"
                        + " price"));
  }
}
