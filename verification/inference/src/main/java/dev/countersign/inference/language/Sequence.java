package dev.countersign.inference.language;

import dev.countersign.inference.InferenceFailed;
import dev.countersign.inference.RunFailed;
import dev.countersign.inference.decoder.DecoderSession;
import dev.countersign.inference.decoder.KvCache;
import dev.countersign.inference.decoder.Step;
import java.nio.FloatBuffer;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * The tokens of one request, and what the model keeps of those that it has run. Runs them in chunks
 * of bounded size; the result does not depend on how they are cut.
 */
final class Sequence implements AutoCloseable {
  private static final long[] NO_ROWS = {};

  private final DecoderSession session;
  private final PrefixCache prefixes;
  private final Patience patience;
  private final int chunk;
  private long[] tokens;
  private int length;
  private int ran;
  private @Nullable KvCache own;
  private PrefixCache.@Nullable Kept lent;
  private final long[] one = new long[1];

  /**
   * A sequence that begins with a prompt, as much of which is taken from the cache as is there; its
   * last token is always run again, because somebody wants to know what follows it.
   *
   * @param chunk the most tokens of one run
   */
  Sequence(
      DecoderSession session, PrefixCache prefixes, Patience patience, int chunk, long[] prompt)
      throws RunFailed {
    this.session = session;
    this.prefixes = prefixes;
    this.patience = patience;
    this.chunk = chunk;
    this.tokens = Arrays.copyOf(prompt, prompt.length + 64);
    this.length = prompt.length;
    PrefixCache.Beginning beginning = prefixes.longest(prompt, prompt.length - 1);
    if (beginning != null) {
      begin(beginning);
    }
  }

  private void begin(PrefixCache.Beginning beginning) throws RunFailed {
    PrefixCache.Kept kept = beginning.kept();
    this.ran = beginning.length();
    if (kept.cache().length() == ran) {
      this.lent = kept;
      return;
    }
    try {
      this.own = kept.cache().prefix(ran);
    } finally {
      prefixes.giveBack(kept);
    }
  }

  /** The number of tokens. */
  int length() {
    return length;
  }

  /** How many of them were run. */
  int ran() {
    return ran;
  }

  /** The most tokens of one run. */
  int chunk() {
    return chunk;
  }

  /** Adds a token, which is run when somebody asks for what follows. */
  void add(long token) {
    if (length == tokens.length) {
      tokens = Arrays.copyOf(tokens, 2 * length);
    }
    tokens[length++] = token;
  }

  /** Runs all but the last so many tokens, or fewer; so that they fit into one chunk. */
  void runAllBut(int last) throws InferenceFailed {
    while (length - ran > last) {
      run(Math.min(chunk, length - ran - last), NO_ROWS);
    }
  }

  /**
   * Runs the next so many tokens.
   *
   * @param count at most a chunk
   * @param rows which of them, counted from the first of these, the logits are wanted after
   * @return the rows of logits in order, until the next run
   */
  FloatBuffer run(int count, long[] rows) throws InferenceFailed {
    patience.require();
    long[] ids = count == 1 ? one : new long[count];
    System.arraycopy(tokens, ran, ids, 0, count);
    Step step = session.run(ids, rows, past());
    ran += count;
    release();
    own = step.present();
    return step.logits();
  }

  private KvCache past() throws RunFailed {
    if (lent != null) {
      return lent.cache();
    }
    if (own == null) {
      own = session.empty();
    }
    return own;
  }

  private void release() {
    if (lent != null) {
      prefixes.giveBack(lent);
      lent = null;
    }
    if (own != null) {
      own.close();
      own = null;
    }
  }

  /** Leaves what the model keeps of this sequence to later ones. */
  void keep() {
    if (own != null && ran > 0) {
      prefixes.offer(Arrays.copyOf(tokens, ran), own);
      own = null;
    }
  }

  @Override
  public void close() {
    release();
  }
}
