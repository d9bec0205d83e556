package dev.countersign.strategies.backtest;

import static dev.countersign.strategies.backtest.Ground.NO_MODEL;
import static dev.countersign.strategies.backtest.Ground.USDC;
import static org.assertj.core.api.Assertions.assertThat;

import dev.countersign.inference.Candle;
import dev.countersign.inference.ModelBundle;
import dev.countersign.inference.ModelStore;
import dev.countersign.inference.Signal;
import dev.countersign.inference.spi.Engine;
import dev.countersign.inference.spi.LoadedModel;
import dev.countersign.receipt.Manifest;
import dev.countersign.strategies.indicator.Sma;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.ServiceLoader;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ScreenTest {
  private static final Path ROOT = Path.of(System.getProperty("countersign.root"));

  @Test
  void tradesAtTheNextOpening() {
    double[] opens = {1, 1, 2, 4, 8};
    double[] closes = {1, 2, 4, 8, 16};
    byte[] wanted = {Screen.OUT, Screen.IN, Screen.KEEP, Screen.OUT, Screen.IN};
    Screen screen = Screen.run(opens, closes, wanted, 0.5);
    assertThat(screen.trades()).containsExactly(2, 4);
    assertThat(screen.growth()).isEqualTo(0.5 / 2 * 8 * 0.5);
  }

  @Test
  void tradesWhatTa4jTrades() {
    long seed = 20_250_101;
    Walk market = Walk.random(20_000, seed);
    Screen screen =
        Screen.run(
            market.opens(),
            market.closes(),
            Screen.movingAverageCross(market.closes(), 12, 48, 0),
            0);
    assertThat(Arrays.stream(screen.trades()).boxed().toList())
        .as("seed " + seed)
        .isEqualTo(Ta4jCross.trades(market.series(), 12, 48))
        .hasSizeGreaterThan(200);
  }

  /** Also where both averages are the same but for rounding, or apart by exactly the margin. */
  @ParameterizedTest
  @CsvSource({"0, 20000", "10, 20000", "0, 3", "100, 3"})
  void comparesTheAveragesThatTheIndicatorHas(int margin, int levels) {
    long seed = 11;
    Random random = new Random(seed);
    double[] closes =
        random.ints(30_000, 0, levels).mapToDouble(level -> 100 + level * 0.1).toArray();
    double[] fast = Sma.over(closes, 5);
    double[] slow = Sma.over(closes, 20);
    byte[] wanted = Screen.movingAverageCross(closes, 5, 20, margin);
    for (int i = 0; i < closes.length; i++) {
      boolean in = fast[i] > slow[i] && fast[i] * 10_000 >= slow[i] * (10_000 + margin);
      boolean out = slow[i] > fast[i] && slow[i] * 10_000 >= fast[i] * (10_000 + margin);
      boolean known = i >= 19;
      assertThat(wanted[i])
          .as("candle " + i + ", seed " + seed)
          .isEqualTo(known && in ? Screen.IN : known && out ? Screen.OUT : Screen.KEEP);
    }
  }

  /** What the strategy decides live, by the sentence that says so. */
  @Test
  void wantsWhatTheStrategyWants() throws Exception {
    long seed = 7;
    Random random = new Random(seed);
    String[] closes = new String[300];
    double price = 1000;
    for (int i = 0; i < closes.length; i++) {
      price *= 1 + 0.01 * random.nextGaussian();
      closes[i] = "%.2f".formatted(price);
    }
    History history = Ground.hourly(closes);
    Manifest agent =
        Ground.agent(
            "moving-average-cross",
            Ground.digest("moving-average-cross"),
            "{'fast':5,'slow':20,'average':'sma','inBps':9000,'outBps':1000,'bandBps':0,'marginBps':10}",
            20,
            Ground.request(),
            "100000");
    Outcome outcome = Backtest.run(Ground.terms(agent), history, NO_MODEL, Backtest.Listener.NONE);
    double[] scaled = new double[history.size()];
    for (int i = 0; i < scaled.length; i++) {
      scaled[i] = history.close(i).doubleValue();
    }
    byte[] wanted = Screen.movingAverageCross(scaled, 5, 20, 10);
    List<Byte> said = new ArrayList<>();
    List<Byte> seen = new ArrayList<>();
    for (Outcome.Decision decision : outcome.decisions()) {
      String because = decision.because();
      said.add(
          because.contains(": in)")
              ? Screen.IN
              : because.contains(": out)") ? Screen.OUT : Screen.KEEP);
      seen.add(wanted[history.closedAt(decision.slot().anchor()) - 1]);
    }
    assertThat(said).as("seed " + seed).isEqualTo(seen).contains(Screen.IN, Screen.OUT);
    assertThat(outcome.fills()).extracting(Outcome.Fill::tokenIn).contains(USDC);
  }

  @Test
  void signalsOfAllWindowsAreThoseOfEach() throws Exception {
    History all = HistoryFile.read(ROOT.resolve("examples/data/ethusdt-1h.csv"));
    History history = all.first(6000);
    ModelBundle bundle = new ModelStore(ROOT.resolve("examples/models")).find("signal-v1");
    Engine engine =
        ServiceLoader.load(Engine.class).stream()
            .map(ServiceLoader.Provider::get)
            .filter(each -> each.format().equals(bundle.card().format()))
            .findFirst()
            .orElseThrow();
    try (LoadedModel model = engine.load(bundle, Engine.Options.DEFAULT)) {
      List<Optional<Signal>> signals = SignalScreen.run(history, model, 2);
      assertThat(signals).hasSize(6000);
      List<Candle> candles = new ArrayList<>();
      int checked = 0;
      for (int i = 0; i < history.size(); i++) {
        candles.add(history.candle(i));
        // Around the hour that is missing, and here and there.
        if (i < 70 || (i > 5520 && i < 5610) || i % 97 == 0) {
          assertThat(signals.get(i)).as("candle " + i).isEqualTo(SignalScreen.at(candles, model));
          checked++;
        }
      }
      assertThat(checked).isGreaterThan(200);
      assertThat(signals.stream().filter(Optional::isEmpty)).hasSize(2 * 63);
    } finally {
      engine.close();
    }
  }
}
