package dev.countersign.strategies;

import dev.countersign.network.spi.Strategy;
import dev.countersign.receipt.Intent;
import dev.countersign.receipt.Manifest;
import java.util.List;

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
  public Decision decide(Input input) {
    return new Decision(List.of(new Intent.Hold("always")), "this agent always holds.");
  }
}
