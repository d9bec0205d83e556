package dev.countersign.inference.grammar;

import dev.countersign.inference.grammar.GrammarRefused.Code;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * Which tokens may come next in an answer of a grammar. Shared between threads; its states are
 * values.
 *
 * <p>Guarantees: whatever legal tokens are chosen, an answer that ends is a word of the grammar and
 * valid UTF-8, and there is always a way to an end. The same grammar, vocabulary and tokens give
 * the same states, masks and forced tokens everywhere.
 *
 * <p>Where only one sequence of bytes can follow, one way to cut it into tokens is taken: the
 * longest token first. There {@link #allowed} has that token only, although others would spell the
 * same text, so that {@link #forced} and the mask agree and an answer has no second spelling there.
 * Where bytes can be chosen, every token is legal whose bytes are, also one that runs over into
 * what comes after.
 *
 * <p>Added tokens are never part of a JSON string. Special ones are legal only where they spell a
 * marker of the call format; those that end an answer only where it may end.
 *
 * <p>Memory: masks are kept for the states used last, at most 32 MiB of them or 64 masks.
 */
public final class TokenAutomaton {
  private static final int NONE = -1;
  private static final int UNKNOWN = -2;
  private static final int CACHE_BYTES = 32 << 20;

  /** How far an answer has come; equal where the same can follow. */
  public static final class State {
    private final ByteState bytes;
    private volatile int forced = UNKNOWN;

    private State(ByteState bytes) {
      this.bytes = bytes;
    }

    @Override
    public boolean equals(@Nullable Object other) {
      return other instanceof State state && bytes.equals(state.bytes);
    }

    @Override
    public int hashCode() {
      return bytes.hashCode();
    }
  }

  private final Vocabulary vocabulary;
  private final int[] markers;
  private final State start;
  private final Map<State, TokenMask> masks;

  /**
   * The automaton of a grammar over a vocabulary.
   *
   * @throws GrammarRefused when the vocabulary cannot write a character that the grammar needs
   */
  public TokenAutomaton(CallGrammar grammar, Vocabulary vocabulary) throws GrammarRefused {
    this.vocabulary = vocabulary;
    for (int character : grammar.characters()) {
      if (!vocabulary.writes(character)) {
        throw new GrammarRefused(
            Code.VOCABULARY,
            "the vocabulary cannot write the character U+%04X, which the tools need"
                .formatted(character));
      }
    }
    List<String> spellings = grammar.format().markers();
    this.markers =
        IntStream.range(0, vocabulary.size())
            .filter(id -> vocabulary.isSpecial(id) && !vocabulary.isEnd(id))
            .filter(id -> spellings.contains(text(vocabulary.raw(id))))
            .toArray();
    this.start = new State(ByteState.start(grammar.root()));
    int most = Math.max(64, CACHE_BYTES / (vocabulary.size() / 8 + 64));
    this.masks =
        new LinkedHashMap<>(64, 0.75f, true) {
          @Override
          protected boolean removeEldestEntry(Map.Entry<State, TokenMask> eldest) {
            return size() > most;
          }
        };
  }

  private static String text(byte[] bytes) {
    return new String(bytes, StandardCharsets.UTF_8);
  }

  /** Before the first token. */
  public State start() {
    return start;
  }

  /** Whether nothing but the end can follow: the answer is complete. */
  public boolean isEnd(State state) {
    return state.bytes.isComplete() && !state.bytes.goesOn();
  }

  /** Whether the answer may end here; it may also go on, unless {@link #isEnd}. */
  public boolean mayEnd(State state) {
    return state.bytes.isComplete();
  }

  /** Whether the answer has ended: nothing is legal any more. */
  public boolean isFinished(State state) {
    return !state.bytes.isComplete() && !state.bytes.goesOn();
  }

  /** The legal tokens: at least one unless the state is finished. */
  public TokenMask allowed(State state) {
    if (isFinished(state)) {
      return TokenMask.none();
    }
    int forced = forcedToken(state);
    if (forced >= 0) {
      return TokenMask.single(forced);
    }
    synchronized (masks) {
      TokenMask known = masks.get(state);
      if (known != null) {
        return known;
      }
    }
    TokenMask mask = TokenMask.over(mask(state.bytes));
    synchronized (masks) {
      masks.put(state, mask);
    }
    return mask;
  }

  /** Whether the token is in {@link #allowed}, without computing all of it; false for no token. */
  public boolean isLegal(State state, int token) {
    return next(state, token) != null;
  }

  /**
   * The state after a token.
   *
   * @throws IllegalArgumentException when the token is not legal
   */
  public State advance(State state, int token) {
    State next = next(state, token);
    if (next == null) {
      throw new IllegalArgumentException("the token " + token + " is not legal here");
    }
    return next;
  }

  /**
   * The tokens that must follow, up to where there is a choice or the answer has ended; none where
   * there is a choice now. The token that ends the answer is one of them where nothing else can
   * follow; where several end answers it is the one with the smallest id.
   */
  public int[] forced(State state) {
    IntStream.Builder run = IntStream.builder();
    State at = state;
    for (int token = forcedToken(at); token >= 0; token = forcedToken(at)) {
      run.add(token);
      at = advance(at, token);
    }
    return run.build().toArray();
  }

  private @Nullable State next(State state, int token) {
    if (!vocabulary.isToken(token) || isFinished(state)) {
      return null;
    }
    int forced = forcedToken(state);
    if (forced >= 0 && token != forced) {
      return null;
    }
    if (vocabulary.isEnd(token)) {
      return mayEnd(state) ? new State(ByteState.finished()) : null;
    }
    ByteState next = stepped(state.bytes, token);
    if (next == null) {
      return null;
    }
    // In free text most tokens change nothing, and what is known of the state stays known.
    return next.equals(state.bytes) ? state : new State(next);
  }

  private @Nullable ByteState stepped(ByteState state, int token) {
    if (!vocabulary.isOrdinary(token) && !isMarker(token)) {
      return null;
    }
    ByteState from =
        vocabulary.isAdded(token) ? state.only(leaf -> !(leaf instanceof Text)) : state;
    return from.step(vocabulary.raw(token), 0);
  }

  private boolean isMarker(int token) {
    return IntStream.of(markers).anyMatch(marker -> marker == token);
  }

  /** The token that must follow, {@link #NONE} where there is a choice. */
  private int forcedToken(State state) {
    int known = state.forced;
    if (known == UNKNOWN) {
      known = isEnd(state) ? vocabulary.endIds().first() : longest(state.bytes);
      state.forced = known;
    }
    return known;
  }

  /** The longest token among those that spell how the only continuation begins. */
  private int longest(ByteState start) {
    TokenTrie trie = vocabulary.trie();
    int best = NONE;
    int length = 0;
    ByteState state = start;
    int node = TokenTrie.ROOT;
    for (int only = state.onlyByte(); only >= 0; only = state.onlyByte()) {
      node = trie.child(node, only);
      ByteState next = node == TokenTrie.NONE ? null : state.step(only);
      if (next == null) {
        break;
      }
      state = next;
      int token = preferred(start, node);
      if (token != NONE) {
        best = token;
        length = trie.depth(node);
      }
    }
    for (int marker : markers) {
      byte[] bytes = vocabulary.raw(marker);
      if (bytes.length >= length && mustSpell(start, bytes) && stepped(start, marker) != null) {
        best = marker;
        length = bytes.length + 1;
      }
    }
    return best;
  }

  /** The first of the tokens that end at the node, an added one only where it is legal. */
  private int preferred(ByteState start, int node) {
    TokenTrie trie = vocabulary.trie();
    for (int i = trie.from(node); i < trie.to(node); i++) {
      int token = trie.token(i);
      if (!vocabulary.isAdded(token) || stepped(start, token) != null) {
        return token;
      }
    }
    return NONE;
  }

  private static boolean mustSpell(ByteState start, byte[] bytes) {
    ByteState state = start;
    for (int i = 0; i < bytes.length && state != null; i++) {
      int b = bytes[i] & 0xff;
      state = state.onlyByte() == b ? state.step(b) : null;
    }
    return state != null;
  }

  /** The mask of a state with a choice. A token is legal where it is on one of the paths. */
  private long[] mask(ByteState state) {
    long[] mask = new long[(vocabulary.size() + 63) >> 6];
    if (state.isComplete()) {
      vocabulary.endIds().forEach(id -> mask[id >> 6] |= 1L << id);
    }
    for (ByteState path : state.only(TokenAutomaton::isFree).paths()) {
      switch (path.leaf()) {
        case Text text ->
            vocabulary.strings(text.state()).mark(mask, text, path.behind(), vocabulary);
        case Prose prose ->
            vocabulary.prose(prose.utf8(), prose.marker().guard()).mark(mask, path, vocabulary);
        case Words words -> throw new AssertionError(words);
        case Numeral numeral -> throw new AssertionError(numeral);
        case Rule.Done done -> throw new AssertionError(done);
      }
    }
    walk(state.only(leaf -> !isFree(leaf)), mask);
    for (int marker : markers) {
      if (stepped(state, marker) != null) {
        mask[marker >> 6] |= 1L << marker;
      }
    }
    return mask;
  }

  /** Whether most tokens are legal in it, so that walking over all of them is avoided. */
  private static boolean isFree(Rule.Leaf leaf) {
    return leaf instanceof Text || leaf instanceof Prose;
  }

  private void walk(ByteState start, long[] mask) {
    TokenTrie trie = vocabulary.trie();
    ByteState[] states = new ByteState[trie.deepest() + 1];
    states[0] = start;
    int node = start.goesOn() ? 0 : trie.nodes();
    while (node < trie.nodes()) {
      int depth = trie.depth(node);
      ByteState state = states[depth - 1].step(trie.label(node));
      if (state == null) {
        node = trie.skip(node);
        continue;
      }
      states[depth] = state;
      for (int i = trie.from(node); i < trie.to(node); i++) {
        mask[trie.token(i) >> 6] |= 1L << trie.token(i);
      }
      node++;
    }
  }
}
