package dev.countersign.inference.grammar;

import java.util.Arrays;

/**
 * The tokens of a vocabulary as a trie over their bytes, in arrays: nodes lie in preorder, so a
 * walk is a scan that skips what it cannot enter. The root has no node; its children are at depth
 * 1.
 */
final class TokenTrie {
  static final int ROOT = -1;
  static final int NONE = -2;

  private final byte[] labels;
  private final short[] depths;
  private final int[] skips;
  private final int[] tokensFrom;
  private final int[] tokens;
  private final int[] first = new int[256];
  private final int deepest;

  /**
   * @param order the ids, sorted by their bytes, those with equal bytes the preferred one first
   * @param bytes the bytes of each id; none is empty
   */
  TokenTrie(int[] order, byte[][] bytes) {
    tokens = order;
    int nodes = 0;
    int longest = 0;
    for (int i = 0; i < order.length; i++) {
      nodes += bytes[order[i]].length - shared(order, bytes, i);
      longest = Math.max(longest, bytes[order[i]].length);
    }
    deepest = longest;
    labels = new byte[nodes];
    depths = new short[nodes];
    skips = new int[nodes];
    tokensFrom = new int[nodes + 1];
    tokensFrom[nodes] = order.length;
    int[] path = new int[longest + 1];
    int depth = 0;
    int node = 0;
    for (int i = 0; i < order.length; i++) {
      byte[] token = bytes[order[i]];
      int shared = shared(order, bytes, i);
      for (; depth > shared; depth--) {
        skips[path[depth]] = node;
      }
      for (; depth < token.length; node++) {
        labels[node] = token[depth];
        tokensFrom[node] = i;
        depths[node] = (short) ++depth;
        path[depth] = node;
      }
    }
    for (; depth > 0; depth--) {
      skips[path[depth]] = node;
    }
    Arrays.fill(first, NONE);
    for (int child = 0; child < nodes; child = skips[child]) {
      first[labels[child] & 0xff] = child;
    }
  }

  /** How many bytes the token has in common with the one before it. */
  private static int shared(int[] order, byte[][] bytes, int i) {
    if (i == 0) {
      return 0;
    }
    byte[] before = bytes[order[i - 1]];
    byte[] token = bytes[order[i]];
    int different = Arrays.mismatch(before, token);
    return different < 0 ? token.length : different;
  }

  int nodes() {
    return labels.length;
  }

  /** How many bytes the longest token has. */
  int deepest() {
    return deepest;
  }

  int label(int node) {
    return labels[node] & 0xff;
  }

  /** How many bytes lead to the node; 1 for a child of the root. */
  int depth(int node) {
    return depths[node];
  }

  /** The first node behind the node's subtree. */
  int skip(int node) {
    return skips[node];
  }

  /** The node reached by the byte, {@link #NONE} where there is none. */
  int child(int node, int b) {
    if (node == ROOT) {
      return first[b];
    }
    for (int child = node + 1; child < skips[node]; child = skips[child]) {
      if ((labels[child] & 0xff) >= b) {
        return (labels[child] & 0xff) == b ? child : NONE;
      }
    }
    return NONE;
  }

  /** Where the tokens that end at the node begin in {@link #token}. */
  int from(int node) {
    return tokensFrom[node];
  }

  /** Where the tokens that end at the node end. */
  int to(int node) {
    return tokensFrom[node + 1];
  }

  /** Where the tokens in the node's subtree, its own included, end. */
  int toOfSubtree(int node) {
    return tokensFrom[skips[node]];
  }

  /** The id of a token, by its place in the order. */
  int token(int index) {
    return tokens[index];
  }
}
