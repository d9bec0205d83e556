package dev.countersign.inference.language;

import dev.countersign.inference.decoder.KvCache;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.Iterator;
import org.jspecify.annotations.Nullable;

/**
 * What the model keeps of recent sequences, so that a beginning which was run before is not run
 * again: a system prompt and its tools, or all earlier turns.
 *
 * <p>Guarantees: at most {@link #MOST} sequences and so many bytes, the least recently used go
 * first; what is in use is given back later. Does not change any result: the keys and values of a
 * position depend on the tokens up to it alone, bit for bit. Safe for use by several threads.
 */
final class PrefixCache implements AutoCloseable {
  /** The most sequences. */
  static final int MOST = 8;

  /** Shorter common beginnings are not worth a copy. */
  private static final int LEAST = 4;

  private final long mostBytes;
  private final long bytesPerToken;
  private final Deque<Kept> recent = new ArrayDeque<>();
  private long bytes;
  private boolean closed;

  /** A sequence and what the model keeps of it. */
  static final class Kept {
    private final long[] tokens;
    private final KvCache cache;
    private int users;
    private boolean dropped;

    Kept(long[] tokens, KvCache cache) {
      this.tokens = tokens;
      this.cache = cache;
    }

    KvCache cache() {
      return cache;
    }

    private int common(long[] others, int most) {
      int end = Math.min(most, tokens.length);
      int mismatch = Arrays.mismatch(tokens, 0, end, others, 0, end);
      return mismatch < 0 ? end : mismatch;
    }
  }

  /**
   * A beginning to go on from. It is used and then given back.
   *
   * @param kept the sequence
   * @param length how many of its tokens are the same
   */
  record Beginning(Kept kept, int length) {}

  /**
   * @param mostBytes that are kept when no request runs
   * @param bytesPerToken what one position takes
   */
  PrefixCache(long mostBytes, long bytesPerToken) {
    this.mostBytes = mostBytes;
    this.bytesPerToken = bytesPerToken;
  }

  /** The longest beginning of these tokens that was kept, of at most so many tokens. */
  synchronized @Nullable Beginning longest(long[] tokens, int most) {
    Kept best = null;
    int length = LEAST - 1;
    for (Kept kept : recent) {
      int common = kept.common(tokens, most);
      if (common > length) {
        best = kept;
        length = common;
      }
    }
    if (best == null) {
      return null;
    }
    recent.remove(best);
    recent.addFirst(best);
    best.users++;
    return new Beginning(best, length);
  }

  /** A beginning is no longer needed. */
  synchronized void giveBack(Kept kept) {
    kept.users--;
    free(kept);
  }

  /** Takes over what the model keeps of a sequence. */
  synchronized void offer(long[] tokens, KvCache cache) {
    long size = tokens.length * bytesPerToken;
    if (closed || size > mostBytes || isKnown(tokens)) {
      cache.close();
      return;
    }
    for (Iterator<Kept> all = recent.iterator(); all.hasNext(); ) {
      Kept kept = all.next();
      if (kept.common(tokens, tokens.length) == kept.tokens.length) {
        drop(all, kept);
      }
    }
    for (Iterator<Kept> all = recent.descendingIterator();
        all.hasNext() && (recent.size() >= MOST || bytes + size > mostBytes); ) {
      drop(all, all.next());
    }
    bytes += size;
    recent.addFirst(new Kept(tokens, cache));
  }

  private boolean isKnown(long[] tokens) {
    return recent.stream().anyMatch(kept -> kept.common(tokens, tokens.length) == tokens.length);
  }

  private void drop(Iterator<Kept> all, Kept kept) {
    all.remove();
    bytes -= kept.tokens.length * bytesPerToken;
    kept.dropped = true;
    free(kept);
  }

  private static void free(Kept kept) {
    if (kept.dropped && kept.users == 0) {
      kept.cache.close();
    }
  }

  /** Forgets everything. */
  synchronized void clear() {
    for (Iterator<Kept> all = recent.iterator(); all.hasNext(); ) {
      drop(all, all.next());
    }
  }

  /** The number of sequences. */
  synchronized int size() {
    return recent.size();
  }

  @Override
  public synchronized void close() {
    closed = true;
    clear();
  }
}
