package dev.countersign.inference.language;

import dev.countersign.inference.RunFailed;
import java.time.Duration;
import java.util.function.BooleanSupplier;

/** How long one request may go on. */
final class Patience {
  private final String model;
  private final Duration limit;
  private final long deadline;
  private final Cancellation cancellation;
  private final BooleanSupplier closed;

  Patience(String model, Duration limit, Cancellation cancellation, BooleanSupplier closed) {
    this.model = model;
    this.limit = limit;
    this.deadline = System.nanoTime() + limit.toNanos();
    this.cancellation = cancellation;
    this.closed = closed;
  }

  /**
   * Goes on only while there is a reason to.
   *
   * @throws RunFailed with {@code CANCELLED}, {@code CLOSED} or {@code TIME_LIMIT}
   */
  void require() throws RunFailed {
    if (closed.getAsBoolean()) {
      throw new RunFailed(RunFailed.Code.CLOSED, "the model was closed");
    }
    if (cancellation.cancelled()) {
      throw new RunFailed(RunFailed.Code.CANCELLED, "the answer was cancelled");
    }
    if (System.nanoTime() - deadline > 0) {
      throw new RunFailed(
          RunFailed.Code.TIME_LIMIT,
          "model %s did not finish in %d ms".formatted(model, limit.toMillis()));
    }
  }
}
