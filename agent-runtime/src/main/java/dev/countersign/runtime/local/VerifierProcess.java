package dev.countersign.runtime.local;

import dev.countersign.receipt.Address;
import java.net.URI;
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

  /** Ends it, by force after a while. */
  void stop() {
    process().ifPresent(VerifierProcess::end);
  }

  static void end(ProcessHandle process) {
    process.destroy();
    try {
      process.onExit().get(STOP_LIMIT.toMillis(), TimeUnit.MILLISECONDS);
    } catch (TimeoutException | ExecutionException e) {
      process.destroyForcibly();
    } catch (InterruptedException e) {
      process.destroyForcibly();
      Thread.currentThread().interrupt();
    }
  }

  static long startOf(ProcessHandle process) {
    return process.info().startInstant().map(java.time.Instant::toEpochMilli).orElse(0L);
  }
}
