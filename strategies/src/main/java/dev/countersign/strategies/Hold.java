package dev.countersign.strategies;

import dev.countersign.network.spi.Strategy;
import dev.countersign.receipt.Intent;
import dev.countersign.receipt.Manifest;
import dev.countersign.receipt.Observation;
import dev.countersign.receipt.Slot;
import dev.countersign.receipt.Tensor;
import java.util.List;
import java.util.Map;

/** {@code hold}: never does anything. For an account that is only watched. */
public final class Hold implements Strategy {
  /** A strategy without state. */
  public Hold() {}

  @Override
  public String id() {
    return "hold";
  }

  @Override
  public List<String> problems(Manifest manifest) {
    return manifest.decide().with().isEmpty() ? List.of() : List.of("hold takes no parameters");
  }

  @Override
  public Map<String, Tensor> features(
      Manifest manifest, Slot slot, List<Observation> observations) {
    return Map.of();
  }

  @Override
  public Decision decide(Input input) {
    return new Decision(List.of(new Intent.Hold("always")), "this agent always holds.");
  }
}
