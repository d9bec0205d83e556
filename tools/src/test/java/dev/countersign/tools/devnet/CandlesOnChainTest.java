package dev.countersign.tools.devnet;

import static org.assertj.core.api.Assertions.assertThat;

import dev.countersign.inference.Candle;
import dev.countersign.inference.CandleFile;
import dev.countersign.network.devnet.DevnetWorld;
import dev.countersign.network.devnet.SharedWorld;
import dev.countersign.receipt.Manifest;
import dev.countersign.tools.observe.CandleSource;
import dev.countersign.tools.observe.Candles;
import java.math.BigInteger;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** Candles read from swaps that replay a recorded market are the recorded candles. */
@ExtendWith(SharedWorld.class)
class CandlesOnChainTest {
  // The pool's square root has 96 fractional bits, so a price has an error of some 10^-17 of itself
  // and is rounded down to 10^-18; prices are a few thousand.
  private static final BigInteger ROUNDING = BigInteger.valueOf(1_000_000);

  private final DevnetWorld world;
  private final Desk desk;
  private final Manifest agent;

  CandlesOnChainTest(DevnetWorld world) {
    this.world = world;
    this.desk = new Desk(world);
    this.agent = desk.agent("reader");
  }

  @Test
  void sixtyFourHoursEqualTheRecordedOnes() throws Exception {
    Map<Long, Candle> recorded =
        CandleFile.read(SharedWorld.dataFile(), 3600).candles().stream()
            .collect(Collectors.toMap(Candle::openTime, Function.identity()));
    List<Candle> read = read(new CandleSource(), 64).list();

    assertThat(read).hasSize(64);
    for (Candle candle : read) {
      assertThat(recorded).containsKey(candle.openTime());
      Candle expected = recorded.getOrDefault(candle.openTime(), candle);
      close(candle.open(), expected.open());
      close(candle.high(), expected.high());
      close(candle.low(), expected.low());
      close(candle.close(), expected.close());
    }
    assertThat(read.getLast().openTime())
        .isEqualTo(SharedWorld.NOW.getEpochSecond() / 3600 * 3600 - 3600);
  }

  @Test
  void aWarmReadingEqualsAColdOneWhileTheMarketGoesOn() throws Exception {
    CandleSource warm = new CandleSource();
    for (int hour = 0; hour < 3; hour++) {
      assertThat(read(warm, 48)).isEqualTo(read(new CandleSource(), 48));
      world.tradeUntil(world.time() + 3600);
    }
  }

  private Candles read(CandleSource source, int count) throws Exception {
    ObjectNode spec = JsonNodeFactory.instance.objectNode();
    spec.put("kind", "candles").put("venue", "uniswap-v3");
    spec.put("base", desk.weth().hex()).put("quote", desk.usdc().hex());
    spec.put("interval", 3600).put("count", count);
    return Candles.in(source.observe(spec, agent, desk.head()));
  }

  private static void close(BigInteger read, BigInteger recorded) {
    assertThat(read.subtract(recorded).abs()).isLessThan(ROUNDING);
  }
}
