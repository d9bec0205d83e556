package dev.countersign.inference.grammar;

import java.util.stream.IntStream;

/**
 * What every token of a vocabulary does in free text, from one state of {@link Utf8}: which keep it
 * valid, and which of those hold the byte without which they cannot end it.
 */
final class ProseTokens {
  private final long[] valid;
  private final int[] suspects;

  ProseTokens(TokenTrie trie, int vocabulary, int start, int guard) {
    valid = new long[(vocabulary + 63) >> 6];
    IntStream.Builder found = IntStream.builder();
    int[] states = new int[trie.deepest() + 1];
    boolean[] guarded = new boolean[trie.deepest() + 1];
    states[0] = start;
    for (int node = 0; node < trie.nodes(); ) {
      int depth = trie.depth(node);
      int state = Utf8.step(states[depth - 1], trie.label(node));
      if (state == Utf8.DEAD) {
        node = trie.skip(node);
        continue;
      }
      states[depth] = state;
      guarded[depth] = guarded[depth - 1] || trie.label(node) == guard;
      for (int i = trie.from(node); i < trie.to(node); i++) {
        valid[trie.token(i) >> 6] |= 1L << trie.token(i);
        if (guarded[depth]) {
          found.add(trie.token(i));
        }
      }
      node++;
    }
    suspects = found.build().toArray();
  }

  /** Sets the bits of the tokens that are legal on the path, which is one of free text. */
  void mark(long[] mask, ByteState path, Vocabulary vocabulary) {
    long[] legal = valid.clone();
    for (int token : suspects) {
      if (path.step(vocabulary.raw(token), 0) == null) {
        legal[token >> 6] &= ~(1L << token);
      }
    }
    for (int i = 0; i < legal.length; i++) {
      mask[i] |= legal[i];
    }
  }
}
