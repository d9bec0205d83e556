package dev.countersign.strategies.backtest;

import dev.countersign.inference.Candle;
import dev.countersign.inference.InferenceFailed;
import dev.countersign.inference.InputRefused;
import dev.countersign.inference.Signal;
import dev.countersign.inference.SignalFeatures;
import dev.countersign.inference.spi.LoadedModel;
import dev.countersign.receipt.Tensor;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/**
 * What a signal model says behind every candle: features of all windows from columns that are
 * computed once, and the model by the engine that runs it live, on several threads.
 *
 * <p>Guarantees: for each candle the bits that {@link SignalFeatures} and the engine give for its
 * window; none where the window has a gap or is too short.
 */
public final class SignalScreen {
  private SignalScreen() {}

  /**
   * The signals behind all candles.
   *
   * @param model with the features of {@link SignalFeatures#ID}
   * @param threads how many windows are run at once
   * @throws InferenceFailed when the model does
   */
  public static List<Optional<Signal>> run(History history, LoadedModel model, int threads)
      throws InferenceFailed, InterruptedException {
    SignalColumns columns = new SignalColumns(history);
    int size = history.size();
    int share = Math.ceilDiv(size, threads);
    try (ExecutorService pool = Executors.newFixedThreadPool(threads)) {
      List<Future<List<Optional<Signal>>>> parts = new ArrayList<>();
      for (int from = 0; from < size; from += share) {
        int begin = from;
        int end = Math.min(size, from + share);
        parts.add(pool.submit(() -> part(columns, model, begin, end)));
      }
      List<Optional<Signal>> all = new ArrayList<>(size);
      for (Future<List<Optional<Signal>>> part : parts) {
        all.addAll(part.get());
      }
      return all;
    } catch (ExecutionException e) {
      if (e.getCause() instanceof InferenceFailed failed) {
        throw failed;
      }
      throw new IllegalStateException("a model's run failed in a way that engines do not", e);
    }
  }

  private static List<Optional<Signal>> part(
      SignalColumns columns, LoadedModel model, int from, int to) throws InferenceFailed {
    List<Optional<Signal>> signals = new ArrayList<>(to - from);
    for (int i = from; i < to; i++) {
      Optional<Tensor> features = columns.features(i);
      signals.add(
          features.isEmpty()
              ? Optional.empty()
              : Optional.of(Signal.of(model.run(Map.of(features.get().name(), features.get())))));
    }
    return signals;
  }

  /** The same one by one, as it is done live. */
  static Optional<Signal> at(List<Candle> upTo, LoadedModel model) throws InferenceFailed {
    try {
      return Optional.of(Signal.of(model.run(new SignalFeatures().features(upTo))));
    } catch (InputRefused e) {
      return Optional.empty();
    }
  }
}
