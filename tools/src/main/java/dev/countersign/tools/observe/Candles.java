package dev.countersign.tools.observe;

import dev.countersign.inference.Candle;
import dev.countersign.network.spi.Refused;
import dev.countersign.receipt.Address;
import dev.countersign.receipt.BlockRef;
import dev.countersign.receipt.Observation;
import dev.countersign.receipt.ObservationClass;
import dev.countersign.receipt.Reason;
import dev.countersign.tools.Parameters;
import java.util.ArrayList;
import java.util.List;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * Candles that were observed.
 *
 * @param venue the venue's name
 * @param base the token priced
 * @param quote the token it is priced in
 * @param interval seconds
 * @param time the pinned block's unix seconds
 * @param list ascending; an interval without a swap is absent
 */
public record Candles(
    String venue, Address base, Address quote, long interval, long time, List<Candle> list) {
  /** The kind of the observation. */
  public static final String KIND = "candles";

  /** Copies the list. */
  public Candles {
    list = List.copyOf(list);
  }

  /** The newest candle. */
  public Candle newest() {
    return list.getLast();
  }

  /**
   * Demands that the newest candle is of the last interval that closed: an older price is stale.
   *
   * @throws Refused when it is not
   */
  public void requireCurrent() throws Refused {
    long lastClosed = Math.floorDiv(time, interval) * interval - interval;
    if (list.isEmpty() || newest().openTime() != lastClosed) {
      throw new Refused(
          Reason.OBSERVATION_INSUFFICIENT,
          venue
              + " had no swap in the last closed interval of "
              + interval
              + " seconds, so its price is stale");
    }
  }

  /** The observation of these candles at a block. */
  public Observation observed(BlockRef block) {
    ObjectNode content = JsonNodeFactory.instance.objectNode();
    content.put("venue", venue);
    content.put("base", base.hex());
    content.put("quote", quote.hex());
    content.put("interval", interval);
    ArrayNode array = content.putArray("candles");
    for (Candle candle : list) {
      array
          .addObject()
          .put("openTime", candle.openTime())
          .put("open", candle.open().toString())
          .put("high", candle.high().toString())
          .put("low", candle.low().toString())
          .put("close", candle.close().toString());
    }
    return new Observation(KIND, ObservationClass.CHAIN, venue, block, content);
  }

  /**
   * The only candles among observations.
   *
   * @throws Refused when there are none, or several, or they cannot be read
   */
  public static Candles in(List<Observation> observations) throws Refused {
    List<Observation> found =
        observations.stream()
            .filter(observation -> observation.kind().equals(KIND))
            .filter(observation -> observation.observationClass() == ObservationClass.CHAIN)
            .toList();
    if (found.size() != 1) {
      throw new Refused(
          Reason.OBSERVATION_INSUFFICIENT,
          "there must be one observation of candles, not " + found.size());
    }
    return parse(
        Parameters.of(KIND, found.getFirst().content()), found.getFirst().block().timestamp());
  }

  private static Candles parse(Parameters content, long time) throws Refused {
    List<Candle> list = new ArrayList<>();
    for (Parameters candle : content.objects("candles", CandleRequest.MAX_COUNT)) {
      try {
        list.add(
            new Candle(
                candle.integer("openTime", 0, Long.MAX_VALUE),
                candle.natural("open"),
                candle.natural("high"),
                candle.natural("low"),
                candle.natural("close")));
      } catch (IllegalArgumentException e) {
        throw new Refused(Reason.SCHEMA, "candles: " + e.getMessage());
      }
      candle.end();
    }
    Candles candles =
        new Candles(
            content.text("venue"),
            content.address("base"),
            content.address("quote"),
            content.integer("interval", 1, Integer.MAX_VALUE),
            time,
            list);
    content.end();
    return candles;
  }
}
