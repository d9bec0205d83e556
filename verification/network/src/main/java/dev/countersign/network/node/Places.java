package dev.countersign.network.node;

import dev.countersign.network.spi.Unable;
import dev.countersign.receipt.Reason;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.FutureTask;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Stream;

/**
 * So many pieces of work at once, each with a time to be done in.
 *
 * <p>Guarantees: a caller hears within its patience and the limit; who waits for a place gets one
 * in the order of asking; work that is given up is interrupted and keeps its place until it has
 * really ended; work that is given up before it began gives its place back. Thread-safe.
 */
final class Places {
  private final List<Semaphore> free;
  private final Duration limit;
  private final Executor threads;

  Places(int count, Duration limit, Executor threads) {
    this(List.of(new Semaphore(count, true)), limit, threads);
  }

  private Places(List<Semaphore> free, Duration limit, Executor threads) {
    this.free = free;
    this.limit = limit;
    this.threads = threads;
  }

  /** Some of these places: work in them takes one here too, and leaves the others alone. */
  Places some(int count) {
    Stream<Semaphore> all = Stream.concat(Stream.of(new Semaphore(count, true)), free.stream());
    return new Places(all.toList(), limit, threads);
  }

  /**
   * Does work on another thread.
   *
   * @param patience how long to wait for a place
   * @throws Unable with {@code OVERLOADED} when there is no place, or the time is over
   * @throws ExecutionException with what the work threw
   */
  <T> T call(Callable<T> work, Duration patience)
      throws Unable, ExecutionException, InterruptedException {
    take(patience);
    FutureTask<T> task = new FutureTask<>(work);
    // Not submit(): what is cancelled before it starts would never come to release its place.
    threads.execute(
        () -> {
          try {
            task.run();
          } finally {
            free.forEach(Semaphore::release);
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

  private void take(Duration patience) throws Unable, InterruptedException {
    int taken = 0;
    try {
      while (taken < free.size()
          && free.get(taken).tryAcquire(patience.toNanos(), TimeUnit.NANOSECONDS)) {
        taken++;
      }
    } finally {
      if (taken < free.size()) {
        free.subList(0, taken).forEach(Semaphore::release);
      }
    }
    if (taken < free.size()) {
      throw new Unable(Reason.OVERLOADED, "too many receipts are being judged; ask again later");
    }
  }
}
