package dev.countersign.tools.devnet;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;

/** A clock that moves only when somebody waits; something may happen meanwhile. */
final class SteppedTime implements InstantSource {
  private Instant now = Instant.parse("2025-01-01T00:00:30Z");
  private Meanwhile meanwhile = () -> {};

  /** What happens while somebody waits. */
  @FunctionalInterface
  interface Meanwhile {
    void happens() throws Exception;
  }

  void eachPause(Meanwhile something) {
    meanwhile = something;
  }

  void pass(Duration duration) {
    now = now.plus(duration);
    try {
      meanwhile.happens();
    } catch (Exception e) {
      throw new AssertionError("what should have happened meanwhile failed", e);
    }
  }

  @Override
  public Instant instant() {
    return now;
  }
}
