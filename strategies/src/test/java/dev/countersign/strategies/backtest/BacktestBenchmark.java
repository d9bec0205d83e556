package dev.countersign.strategies.backtest;

import dev.countersign.inference.ModelBundle;
import dev.countersign.inference.ModelStore;
import dev.countersign.inference.Signal;
import dev.countersign.inference.spi.Engine;
import dev.countersign.inference.spi.LoadedModel;
import dev.countersign.receipt.Manifest;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.ServiceLoader;
import java.util.function.IntSupplier;
import org.ta4j.core.BarSeries;

/**
 * How fast candles, signals and whole decisions are; beside ta4j with the same trades, in one run.
 */
public final class BacktestBenchmark {
  private static final int FAST = 12;
  private static final int SLOW = 48;
  private static final int ROUNDS = 7;

  private BacktestBenchmark() {}

  /** Prints a line for each. */
  public static void main(String[] arguments) throws Exception {
    cross();
    signals();
    reading();
    decisions();
  }

  /** The shortest of several rounds: what else the machine does only ever adds to one. */
  private static double seconds(IntSupplier work) {
    double shortest = Double.POSITIVE_INFINITY;
    int kept = 0;
    for (int i = 0; i < ROUNDS; i++) {
      long begin = System.nanoTime();
      kept += work.getAsInt();
      shortest = Math.min(shortest, (System.nanoTime() - begin) / 1e9);
    }
    if (kept == Integer.MIN_VALUE) {
      throw new IllegalStateException("nothing is kept");
    }
    return shortest;
  }

  private static void cross() {
    Walk walk = Walk.random(200_000, 1);
    BarSeries series = walk.series();
    List<Integer> theirs = Ta4jCross.trades(series, FAST, SLOW);
    List<Integer> ours = Arrays.stream(screen(walk).trades()).boxed().toList();
    double ta4j = seconds(() -> Ta4jCross.run(series, FAST, SLOW).getPositionCount());
    double own = seconds(() -> screen(walk).trades().length);
    say(
        "moving-average cross %d/%d, %d candles, %d trades, the same as ta4j's: %s"
            .formatted(FAST, SLOW, walk.closes().length, ours.size(), theirs.equals(ours)));
    say("  ta4j 0.22.2       %,12.0f candles/s".formatted(walk.closes().length / ta4j));
    say(
        "  screen            %,12.0f candles/s, %.0f times ta4j's"
            .formatted(walk.closes().length / own, ta4j / own));
    Walk many = Walk.random(5_000_000, 2);
    say(
        "  screen, 5 million %,12.0f candles/s"
            .formatted(many.closes().length / seconds(() -> screen(many).trades().length)));
  }

  private static Screen screen(Walk walk) {
    return Screen.run(
        walk.opens(),
        walk.closes(),
        Screen.movingAverageCross(walk.closes(), FAST, SLOW, 0),
        0.0005);
  }

  private static Path root() {
    return Path.of(System.getProperty("countersign.root"));
  }

  private static void signals() throws Exception {
    History history = HistoryFile.read(root().resolve("examples/data/ethusdt-1h.csv"));
    ModelBundle bundle = new ModelStore(root().resolve("examples/models")).find("signal-v1");
    Engine engine =
        ServiceLoader.load(Engine.class).stream()
            .map(ServiceLoader.Provider::get)
            .filter(each -> each.format().equals(bundle.card().format()))
            .findFirst()
            .orElseThrow();
    try (LoadedModel model = engine.load(bundle, Engine.Options.DEFAULT)) {
      for (int threads : new int[] {1, 2}) {
        double took =
            seconds(
                () -> {
                  try {
                    List<Optional<Signal>> all = SignalScreen.run(history, model, threads);
                    return all.size();
                  } catch (Exception e) {
                    throw new IllegalStateException(e);
                  }
                });
        say(
            "signal-v1 over all windows, %d threads: %,.0f decisions/s (features, model, signal)"
                .formatted(threads, history.size() / took));
      }
    } finally {
      engine.close();
    }
  }

  private static void reading() {
    double took =
        seconds(
            () -> {
              try {
                return HistoryFile.read(root().resolve("examples/data/ethusdt-1h.csv")).size();
              } catch (Exception e) {
                throw new IllegalStateException(e);
              }
            });
    say("reading CSV: %,.0f candles/s".formatted(21_143 / took));
  }

  private static void decisions() throws Exception {
    Manifest agent = Ground.rebalancer(64);
    History history = HistoryFile.read(root().resolve("examples/data/ethusdt-1h.csv")).first(3000);
    double took =
        seconds(
            () -> {
              try {
                return Backtest.run(
                        Ground.terms(agent), history, Ground.NO_MODEL, Backtest.Listener.NONE)
                    .decisions()
                    .size();
              } catch (Exception e) {
                throw new IllegalStateException(e);
              }
            });
    say(
        "whole evaluations (rebalance, 64 candles observed): %,.0f decisions/s"
            .formatted(2936 / took));
  }

  private static void say(String line) {
    System.out.println(line);
  }
}
