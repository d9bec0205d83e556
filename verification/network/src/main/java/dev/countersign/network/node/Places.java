package dev.countersign.network.node;

import dev.countersign.network.spi.Unable;
import dev.countersign.receipt.Reason;
import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.FutureTask;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * So many pieces of work at once, each with a time to be done in.
 *
 * <p>Guarantees: a caller hears within the limit; work that is given up is interrupted and keeps
 * its place until it has really ended; work that is given up before it began gives its place back.
 * Thread-safe.
 */
final class Places {
  private final Semaphore free;
  private final Duration limit;
  private final Executor threads;

  Places(int count, Duration limit, Executor threads) {
    this.free = new Semaphore(count);
    this.limit = limit;
    this.threads = threads;
  }

  /**
   * Does work on another thread.
   *
   * @throws Unable with {@code OVERLOADED} when there is no place, or the time is over
   * @throws ExecutionException with what the work threw
   */
  <T> T call(Callable<T> work) throws Unable, ExecutionException, InterruptedException {
    if (!free.tryAcquire()) {
      throw new Unable(Reason.OVERLOADED, "too many receipts are being judged; ask again later");
    }
    FutureTask<T> task = new FutureTask<>(work);
    // Not submit(): what is cancelled before it starts would never come to release its place.
    threads.execute(
        () -> {
          try {
            task.run();
          } finally {
            free.release();
          }
        });
    try {
      return task.get(limit.toNanos(), TimeUnit.NANOSECONDS);
    } catch (TimeoutException e) {
      throw new Unable(
          Reason.OVERLOADED, "the judgement was not done after " + limit.toMillis() + " ms", e);
    } finally {
      task.cancel(true);
    }
  }
}
