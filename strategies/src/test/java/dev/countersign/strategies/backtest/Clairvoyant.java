package dev.countersign.strategies.backtest;

import dev.countersign.network.spi.Strategy;
import dev.countersign.receipt.Intent;
import dev.countersign.receipt.Manifest;
import dev.countersign.receipt.Observation;
import dev.countersign.receipt.Slot;
import dev.countersign.receipt.Tensor;
import java.util.List;
import java.util.Map;

/** Does what no strategy may: it looks up tomorrow's price. */
final class Clairvoyant implements Strategy {
  private final History history;

  Clairvoyant(History history) {
    this.history = history;
  }

  @Override
  public String id() {
    return "clairvoyant";
  }

  @Override
  public List<String> problems(Manifest manifest) {
    return List.of();
  }

  @Override
  public Map<String, Tensor> features(
      Manifest manifest, Slot slot, List<Observation> observations) {
    return Map.of();
  }

  @Override
  public Decision decide(Input input) {
    int next = history.at(input.slot().anchor());
    boolean rises = next >= 0 && history.close(next).compareTo(history.open(next)) > 0;
    return new Decision(
        List.of(new Intent.Hold(rises ? "rises" : "falls")), "it knows what comes.");
  }
}
