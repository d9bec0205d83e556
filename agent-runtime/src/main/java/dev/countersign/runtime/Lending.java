package dev.countersign.runtime;

import dev.countersign.runtime.agent.Failure;
import java.util.HashMap;
import java.util.Map;

/**
 * Things that several sessions use at once: made for the first who asks, closed after the last.
 *
 * @param <K> what they are known by
 * @param <V> the things; thread-safe
 */
final class Lending<K, V> {
  private final Map<K, Lent> lent = new HashMap<>();
  private final Closing<V> closing;

  Lending(Closing<V> closing) {
    this.closing = closing;
  }

  /** Makes a thing. */
  interface Making<V> {
    V make() throws Failure;
  }

  /** Closes a thing. */
  interface Closing<V> {
    void close(V thing);
  }

  /** A loan, which is given back by closing it; once, however often it is closed. */
  final class Loan implements AutoCloseable {
    private final K key;
    private final V thing;
    private boolean over;

    private Loan(K key, V thing) {
      this.key = key;
      this.thing = thing;
    }

    V thing() {
      return thing;
    }

    @Override
    public void close() {
      synchronized (lent) {
        if (!over) {
          over = true;
          giveBack(key);
        }
      }
    }
  }

  private final class Lent {
    private final V thing;
    private int loans;

    private Lent(V thing) {
      this.thing = thing;
    }
  }

  /** The thing of a key, made where nobody has it now. */
  Loan borrow(K key, Making<V> making) throws Failure {
    synchronized (lent) {
      Lent known = lent.get(key);
      if (known == null) {
        known = new Lent(making.make());
        lent.put(key, known);
      }
      known.loans++;
      return new Loan(key, known.thing);
    }
  }

  private void giveBack(K key) {
    Lent known = lent.get(key);
    if (known != null && --known.loans == 0) {
      lent.remove(key);
      closing.close(known.thing);
    }
  }
}
