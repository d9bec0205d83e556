package dev.countersign.network.node;

import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.SequencedSet;

/**
 * The threads of requests that are on their way in. When there are too many, the one that began
 * first is interrupted: whoever sends slowly loses to whoever comes after, so that slow requests
 * keep nobody out, from however many addresses they come.
 *
 * <p>Guarantees: no thread is interrupted after it has left. Thread-safe.
 */
final class Arrivals {
  private final int most;
  private final SequencedSet<Thread> arriving = new LinkedHashSet<>();

  Arrivals(int most) {
    this.most = most;
  }

  /** A request begins to arrive on this thread; it must {@link #leave}. */
  synchronized void enter(Thread thread) {
    if (arriving.size() >= most) {
      Iterator<Thread> first = arriving.iterator();
      first.next().interrupt();
      first.remove();
    }
    arriving.add(thread);
  }

  /** Interrupts a thread that has not left. */
  synchronized void cut(Thread thread) {
    if (arriving.remove(thread)) {
      thread.interrupt();
    }
  }

  /** The request of this thread is here, or will never be; it may have left already. */
  synchronized void leave(Thread thread) {
    arriving.remove(thread);
  }
}
