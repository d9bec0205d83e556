package dev.countersign.inference.grammar;

import java.util.Arrays;
import java.util.BitSet;

/**
 * What every token of a vocabulary does inside a JSON string, from one state of {@link
 * StringStates}: it stays inside and begins some characters, or it closes the string, or it is
 * illegal. Computed once, because a free string allows most of a vocabulary. Added tokens are not
 * in it: they are never part of a string.
 */
final class StringTokens {
  private final int[] inside;
  private final int[] insideTo;
  private final long[] allInside;
  private final int[] closing;
  private final int[] closedAt;
  private final int[] closedAfter;

  /** Collects ids with a number or two each. */
  private static final class Found {
    private int[] ids = new int[64];
    private int[] counts = new int[64];
    private int[] offsets = new int[64];
    private int size;

    void add(int id, int count, int offset) {
      if (size == ids.length) {
        ids = Arrays.copyOf(ids, 2 * size);
        counts = Arrays.copyOf(counts, 2 * size);
        offsets = Arrays.copyOf(offsets, 2 * size);
      }
      ids[size] = id;
      counts[size] = count;
      offsets[size++] = offset;
    }
  }

  StringTokens(TokenTrie trie, BitSet added, int vocabulary, int start) {
    Found in = new Found();
    Found out = new Found();
    int[] states = new int[trie.deepest() + 1];
    int[] begun = new int[trie.deepest() + 1];
    states[0] = start;
    for (int node = 0; node < trie.nodes(); ) {
      int depth = trie.depth(node);
      int before = states[depth - 1];
      int state = StringStates.step(before, trie.label(node));
      int count = begun[depth - 1];
      if (state == StringStates.DEAD) {
        node = trie.skip(node);
      } else if (state == StringStates.CLOSED) {
        add(out, trie, added, trie.from(node), trie.toOfSubtree(node), count, depth);
        node = trie.skip(node);
      } else {
        states[depth] = state;
        begun[depth] = before == StringStates.BOUNDARY ? count + 1 : count;
        add(in, trie, added, trie.from(node), trie.to(node), begun[depth], depth);
        node++;
      }
    }
    closing = Arrays.copyOf(out.ids, out.size);
    closedAt = Arrays.copyOf(out.offsets, out.size);
    closedAfter = Arrays.copyOf(out.counts, out.size);
    insideTo = new int[Arrays.stream(in.counts, 0, in.size).max().orElse(0) + 1];
    inside = new int[in.size];
    allInside = new long[(vocabulary + 63) >> 6];
    sort(in);
  }

  private static void add(
      Found found, TokenTrie trie, BitSet added, int from, int to, int count, int offset) {
    for (int i = from; i < to; i++) {
      if (!added.get(trie.token(i))) {
        found.add(trie.token(i), count, offset);
      }
    }
  }

  /** By the number of characters, so that a bound is a prefix. */
  private void sort(Found in) {
    for (int i = 0; i < in.size; i++) {
      insideTo[in.counts[i]]++;
    }
    for (int count = 1; count < insideTo.length; count++) {
      insideTo[count] += insideTo[count - 1];
    }
    int[] next = insideTo.clone();
    for (int i = in.size - 1; i >= 0; i--) {
      inside[--next[in.counts[i]]] = in.ids[i];
      allInside[in.ids[i] >> 6] |= 1L << in.ids[i];
    }
  }

  /** Sets the bits of the tokens that are legal in the text, whose state is the one of this. */
  void mark(long[] mask, Text text, ByteState behind, Vocabulary vocabulary) {
    if (text.takes(insideTo.length - 1)) {
      for (int i = 0; i < allInside.length; i++) {
        mask[i] |= allInside[i];
      }
    } else {
      for (int i = 0; i < insideTo[text.most()]; i++) {
        mask[inside[i] >> 6] |= 1L << inside[i];
      }
    }
    for (int i = 0; i < closing.length; i++) {
      if (text.closesAfter(closedAfter[i])
          && behind.step(vocabulary.raw(closing[i]), closedAt[i]) != null) {
        mask[closing[i] >> 6] |= 1L << closing[i];
      }
    }
  }
}
