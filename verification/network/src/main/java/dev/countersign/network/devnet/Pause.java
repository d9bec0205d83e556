package dev.countersign.network.devnet;

import java.time.Duration;

/** Waits a moment between two looks at something that another process does. */
final class Pause {
  private Pause() {}

  /** Waits; an interrupt ends it with {@link DevnetFailed.Reason#INTERRUPTED}. */
  static void of(Duration duration) throws DevnetFailed {
    try {
      Thread.sleep(duration);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new DevnetFailed(DevnetFailed.Reason.INTERRUPTED, "interrupted while waiting", e);
    }
  }
}
