package dev.countersign.tools.outbox;

import java.time.Duration;

/** How time passes between two looks at the chain. */
@FunctionalInterface
public interface Pause {
  /** Returns after so long. */
  void of(Duration duration) throws InterruptedException;
}
