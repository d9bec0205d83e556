package dev.countersign.runtime.local;

import dev.countersign.receipt.Address;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.URLConnection;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * A verifier node of the local network, as another process finds it.
 *
 * @param name for people: {@code verifier-1}
 * @param pid its process id
 * @param startedAt when the system says it started, 0 where the system does not say; milliseconds
 * @param address whose signatures are its verdicts
 * @param url where it answers
 * @param log its log file
 */
public record VerifierProcess(
    String name, long pid, long startedAt, Address address, URI url, String log) {
  private static final Duration STOP_LIMIT = Duration.ofSeconds(5);
  private static final Duration ANSWER_LIMIT = Duration.ofSeconds(2);

  /** How it is. */
  public enum State {
    /** It answers. */
    RUNNING,
    /** Its process runs, and it does not answer. */
    SILENT,
    /** Its process ended. */
    STOPPED
  }

  /**
   * The process, while it is the one that was started: a pid alone may belong to something else.
   */
  Optional<ProcessHandle> process() {
    return ProcessHandle.of(pid)
        .filter(ProcessHandle::isAlive)
        .filter(process -> startedAt == 0 || startOf(process) == startedAt);
  }

  /** Whether it runs. */
  public boolean isAlive() {
    return process().isPresent();
  }

  /** How it is, found out by asking it; takes two seconds at most. */
  public State state() {
    if (!isAlive()) {
      return State.STOPPED;
    }
    try {
      URLConnection connection = url.resolve("/v1/identity").toURL().openConnection();
      connection.setConnectTimeout((int) ANSWER_LIMIT.toMillis());
      connection.setReadTimeout((int) ANSWER_LIMIT.toMillis());
      try (InputStream answer = connection.getInputStream()) {
        return answer.read() < 0 ? State.SILENT : State.RUNNING;
      }
    } catch (IOException | IllegalArgumentException e) {
      return isAlive() ? State.SILENT : State.STOPPED;
    }
  }

  /** Ends it, by force after a while. */
  void stop() {
    process().ifPresent(VerifierProcess::end);
  }

  static void end(ProcessHandle process) {
    process.destroy();
    if (!ended(process)) {
      process.destroyForcibly();
      ended(process); // So that its files are nobody's when this returns.
    }
  }

  private static boolean ended(ProcessHandle process) {
    try {
      process.onExit().get(STOP_LIMIT.toMillis(), TimeUnit.MILLISECONDS);
      return true;
    } catch (TimeoutException | ExecutionException e) {
      return false;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  static long startOf(ProcessHandle process) {
    return process.info().startInstant().map(java.time.Instant::toEpochMilli).orElse(0L);
  }
}
