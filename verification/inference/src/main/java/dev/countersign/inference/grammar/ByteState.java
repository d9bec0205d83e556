package dev.countersign.inference.grammar;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * What may still follow the bytes that were read: a set of paths, each a leaf that is being read
 * and the rules behind it, which paths share. Equal by value.
 */
final class ByteState {

  /**
   * A rule and what comes behind it, nothing where {@code tail} is null. Paths share their tails.
   */
  static final class Path {
    private final Rule rule;
    private final @Nullable Path tail;
    private final int hash;

    Path(Rule rule, @Nullable Path tail) {
      this.rule = rule;
      this.tail = tail;
      this.hash = rule.hashCode() * 31 + (tail == null ? 0 : tail.hash);
    }

    Rule rule() {
      return rule;
    }

    @Override
    public int hashCode() {
      return hash;
    }

    @Override
    public boolean equals(@Nullable Object other) {
      @Nullable Path a = this;
      @Nullable Object b = other;
      while (a != b) {
        if (a == null
            || !(b instanceof Path path)
            || a.hash != path.hash
            || !a.rule.equals(path.rule)) {
          return false;
        }
        a = a.tail;
        b = path.tail;
      }
      return true;
    }
  }

  /** Collects the leaves that can be read next. */
  private static final class Closure {
    private final Set<Path> leaves = new LinkedHashSet<>();
    private final Set<Path> entered = new HashSet<>();
    private boolean complete;

    void then(@Nullable Path path) {
      if (path == null) {
        complete = true;
      } else {
        enter(path);
      }
    }

    private void enter(Path path) {
      Path tail = path.tail;
      switch (path.rule) {
        case Rule.Leaf leaf -> enter(leaf, path);
        case Rule.Sequence sequence -> {
          Path rest = tail;
          for (int i = sequence.parts().size() - 1; i >= 0; i--) {
            rest = new Path(sequence.parts().get(i), rest);
          }
          then(rest);
        }
        case Rule.Joined joined -> enter(new Path(joined.join(), new Path(joined.body(), tail)));
        case Rule.Choice choice -> {
          // Without this a choice among choices, both leading to the same third, would be entered
          // twice as often with each of them.
          if (entered.add(path)) {
            choice.alternatives().forEach(rule -> enter(new Path(rule, tail)));
          }
        }
        case Rule.Repeat repeat -> {
          if (repeat.least() == 0) {
            then(tail);
          }
          if (repeat.most() > 0) {
            enter(new Path(repeat.once(), new Path(repeat.next(), tail)));
          }
        }
      }
    }

    void enter(Rule.Leaf leaf, Path path) {
      if (leaf.goesOn()) {
        leaves.add(path);
      }
      if (leaf.mayEnd()) {
        then(path.tail);
      }
    }

    ByteState state() {
      return new ByteState(leaves.toArray(Path[]::new), complete);
    }
  }

  private final Path[] leaves;
  private final boolean complete;
  private final int hash;

  private ByteState(Path[] leaves, boolean complete) {
    this.leaves = leaves;
    this.complete = complete;
    int sum = complete ? 1 : 0;
    for (Path path : leaves) {
      sum += path.hash;
    }
    this.hash = sum;
  }

  static ByteState start(Rule rule) {
    Closure closure = new Closure();
    closure.then(new Path(rule, null));
    return closure.state();
  }

  /** After everything: no byte, and no end either. */
  static ByteState finished() {
    return new ByteState(new Path[0], false);
  }

  /** What is left after the byte, null where it is illegal. */
  @Nullable ByteState step(int b) {
    if (leaves.length == 1) {
      return step(leaves[0], b);
    }
    Closure closure = new Closure();
    for (Path path : leaves) {
      Rule.Leaf next = leaf(path).step(b);
      if (next != null) {
        closure.enter(next, new Path(next, path.tail));
      }
    }
    return closure.leaves.isEmpty() && !closure.complete ? null : closure.state();
  }

  private static @Nullable ByteState step(Path path, int b) {
    Rule.Leaf next = leaf(path).step(b);
    if (next == null) {
      return null;
    }
    if (!next.mayEnd()) {
      return new ByteState(new Path[] {new Path(next, path.tail)}, false);
    }
    Closure closure = new Closure();
    closure.enter(next, new Path(next, path.tail));
    return closure.state();
  }

  private static Rule.Leaf leaf(Path path) {
    return (Rule.Leaf) path.rule;
  }

  /** What is left after the bytes from {@code offset} on, null where one of them is illegal. */
  @Nullable ByteState step(byte[] bytes, int offset) {
    ByteState state = this;
    for (int i = offset; i < bytes.length && state != null; i++) {
      state = state.step(bytes[i] & 0xff);
    }
    return state;
  }

  /** The paths whose leaf is one of these, the others left out; never complete. */
  ByteState only(Predicate<Rule.Leaf> which) {
    List<Path> kept = new ArrayList<>();
    for (Path path : leaves) {
      if (which.test(leaf(path))) {
        kept.add(path);
      }
    }
    return kept.size() == leaves.length && !complete
        ? this
        : new ByteState(kept.toArray(Path[]::new), false);
  }

  /** Each path by itself. */
  List<ByteState> paths() {
    List<ByteState> all = new ArrayList<>();
    for (Path path : leaves) {
      all.add(new ByteState(new Path[] {path}, false));
    }
    return all;
  }

  /** The leaf of the only path. */
  Rule.Leaf leaf() {
    return leaf(leaves[0]);
  }

  /** What follows the only path's leaf. */
  ByteState behind() {
    Closure closure = new Closure();
    closure.then(leaves[0].tail);
    return closure.state();
  }

  /** Whether what was read is a word of the language. */
  boolean isComplete() {
    return complete;
  }

  /** Whether a byte can follow. */
  boolean goesOn() {
    return leaves.length > 0;
  }

  /** The only byte that can follow, where it must follow; otherwise -1. */
  int onlyByte() {
    if (complete || leaves.length == 0) {
      return -1;
    }
    int only = leaf(leaves[0]).onlyByte();
    for (int i = 1; i < leaves.length && only >= 0; i++) {
      if (leaf(leaves[i]).onlyByte() != only) {
        only = -1;
      }
    }
    return only;
  }

  @Override
  public int hashCode() {
    return hash;
  }

  @Override
  public boolean equals(@Nullable Object other) {
    if (!(other instanceof ByteState state)
        || hash != state.hash
        || complete != state.complete
        || leaves.length != state.leaves.length) {
      return false;
    }
    return leaves.length == 1
        ? leaves[0].equals(state.leaves[0])
        : Set.of(leaves).equals(Set.of(state.leaves));
  }
}
