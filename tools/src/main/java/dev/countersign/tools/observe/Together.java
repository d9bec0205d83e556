package dev.countersign.tools.observe;

import dev.countersign.network.chain.ChainUnavailable;
import dev.countersign.network.chain.ChainUnavailable.Kind;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/** Independent reads of one chain, made at the same time. */
public final class Together {
  private static final int AT_ONCE = 16;

  private Together() {}

  /** One read. */
  @FunctionalInterface
  public interface Read<T> {
    /** Reads. */
    T read() throws ChainUnavailable;
  }

  /**
   * The answers, in the order of the reads; the reader's own limits end each of them.
   *
   * @throws ChainUnavailable the first failure in the order of the reads
   */
  public static <T> List<T> read(List<Read<T>> reads) throws ChainUnavailable {
    if (reads.size() == 1) {
      return List.of(reads.getFirst().read());
    }
    List<T> answers = new ArrayList<>(reads.size());
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      for (int from = 0; from < reads.size(); from += AT_ONCE) {
        List<Future<T>> pending = new ArrayList<>();
        for (Read<T> read : reads.subList(from, Math.min(reads.size(), from + AT_ONCE))) {
          pending.add(threads.submit(read::read));
        }
        for (Future<T> answer : pending) {
          answers.add(await(answer));
        }
      }
    }
    return answers;
  }

  private static <T> T await(Future<T> answer) throws ChainUnavailable {
    try {
      return answer.get();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new ChainUnavailable(Kind.UNREACHABLE, "interrupted while reading the chain", e);
    } catch (ExecutionException e) {
      if (e.getCause() instanceof ChainUnavailable unavailable) {
        throw unavailable;
      }
      throw new IllegalStateException("a read of the chain failed unexpectedly", e.getCause());
    }
  }
}
