package dev.countersign.runtime.schedule;

import java.time.Duration;

/**
 * How the scheduler works.
 *
 * @param instance a name of this runtime, its own among those on one database
 * @param threads how many runs go on at once
 * @param retry how long to wait before a run that found the chain or the network unreachable is
 *     tried again, while its slot's first window is open; doubled each time
 */
public record ScheduleTerms(String instance, int threads, Duration retry) {
  /** For most machines: a run waits for others nearly all the time. */
  public static final int THREADS = 16;

  private static final int MOST_THREADS = 1000;

  /** With sixteen runs at once, and a second before the first new try. */
  public static ScheduleTerms of(String instance) {
    return new ScheduleTerms(instance, THREADS, Duration.ofSeconds(1));
  }

  /**
   * @throws IllegalArgumentException when it cannot work like that
   */
  public ScheduleTerms {
    if (threads < 1 || threads > MOST_THREADS) {
      throw new IllegalArgumentException("a scheduler has 1 to 1000 threads, not " + threads);
    }
    if (!retry.isPositive()) {
      throw new IllegalArgumentException("a new try comes after a while");
    }
  }

  /** The same with so many runs at once. */
  public ScheduleTerms withThreads(int count) {
    return new ScheduleTerms(instance, count, retry);
  }
}
