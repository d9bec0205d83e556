package dev.countersign.inference;

import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession.RunOptions;
import java.time.Duration;

/**
 * Ends one run at a time of ONNX Runtime when its time is over, or for good.
 *
 * <p>Guarantees: a run that is stopped ends at its next operator, never in the middle of one; a
 * limit serves again for the next run unless it was stopped for good. Safe for use by the thread
 * that runs and another that watches.
 */
public final class RunLimit implements AutoCloseable {
  private final RunOptions options;
  private Duration time = Duration.ZERO;
  private boolean running;
  private boolean stopped;
  private boolean closing;
  private long deadline;

  /** For runs to come. */
  public RunLimit() throws OrtException {
    this.options = new RunOptions();
  }

  /** What the run must be given. */
  public RunOptions options() {
    return options;
  }

  /** A run starts that may take this long. */
  public synchronized void start(Duration most) throws RunFailed {
    if (stopped && !closing) {
      try {
        options.setTerminate(false);
      } catch (OrtException e) {
        throw new RunFailed(RunFailed.Code.ENGINE, "a stopped run cannot be reset", e);
      }
      stopped = false;
    }
    time = most;
    deadline = System.nanoTime() + most.toNanos();
    running = true;
  }

  /** The run is over. */
  public synchronized void end() {
    running = false;
  }

  /**
   * Ends the run under way at its next operator if its time is over.
   *
   * @param now of {@link System#nanoTime()}
   */
  public synchronized void stopIfLate(long now) {
    if (running && !stopped && now - deadline > 0) {
      terminate();
    }
  }

  /** Ends the run under way at its next operator, and every later one at its first. */
  public synchronized void stopForGood() {
    closing = true;
    terminate();
  }

  private void terminate() {
    try {
      options.setTerminate(true);
      stopped = true;
    } catch (OrtException e) {
      throw new IllegalStateException("ONNX Runtime cannot stop a run", e);
    }
  }

  /** Why the run of this model gave an error. */
  public synchronized RunFailed failed(OrtException e, String model) {
    if (closing) {
      return new RunFailed(RunFailed.Code.CLOSED, "the model was closed during the run", e);
    }
    if (stopped) {
      return new RunFailed(
          RunFailed.Code.TIME_LIMIT,
          "model %s did not finish in %d ms".formatted(model, time.toMillis()),
          e);
    }
    return new RunFailed(
        RunFailed.Code.ENGINE, "the run of model " + model + " failed: " + Excerpt.sentence(e), e);
  }

  @Override
  public void close() {
    options.close();
  }
}
