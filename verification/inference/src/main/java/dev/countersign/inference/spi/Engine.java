package dev.countersign.inference.spi;

import dev.countersign.inference.ModelBundle;
import dev.countersign.inference.ModelRefused;
import java.time.Duration;

/** Something that runs models of one format; found by {@link java.util.ServiceLoader}. */
public interface Engine extends AutoCloseable {
  /** The format in a model's card that this engine runs. */
  String format();

  /**
   * Loads a model. Loading the same digest with equal options again shares what is loaded; each
   * returned model is closed for itself.
   *
   * @throws ModelRefused when the engine does not take it
   */
  LoadedModel load(ModelBundle bundle, Options options) throws ModelRefused;

  /** Closes every model that is still open. */
  @Override
  void close();

  /**
   * How to run.
   *
   * @param threads threads of one run, 1 to 64; for small models 1 is fastest
   * @param concurrency runs of one model at a time, 1 to 64; more wait
   * @param timeLimit of one run, and of waiting for its turn; 1 ms to 10 min
   */
  record Options(int threads, int concurrency, Duration timeLimit) {
    /** One thread, four runs at a time, five seconds. */
    public static final Options DEFAULT = new Options(1, 4, Duration.ofSeconds(5));

    /**
     * @throws IllegalArgumentException when a value is out of its range
     */
    public Options {
      if (threads < 1 || threads > 64 || concurrency < 1 || concurrency > 64) {
        throw new IllegalArgumentException(
            "threads and concurrency are 1 to 64, not " + threads + " and " + concurrency);
      }
      if (timeLimit.toMillis() < 1 || timeLimit.toMinutes() > 10) {
        throw new IllegalArgumentException("a time limit is 1 ms to 10 min, not " + timeLimit);
      }
    }
  }
}
