package dev.countersign.inference.grammar;

import dev.countersign.inference.grammar.GrammarRefused.Code;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.BitSet;
import java.util.Collections;
import java.util.Comparator;
import java.util.NavigableSet;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.stream.IntStream;

/**
 * The tokens of a tokenizer as bytes. Immutable and shared between threads; made once per model.
 *
 * <p>Guarantees: an id's bytes are what the tokenizer's decoder makes of it, where a space before
 * the first word is kept. Does not encode text.
 *
 * <p>Memory for 150,000 tokens is about 25 MB, and up to another 10 MB for tables that are made
 * when a free string or free text is first met.
 */
public final class Vocabulary {
  private final byte[][] bytes;
  private final BitSet added;
  private final BitSet special;
  private final NavigableSet<Integer> endIds;
  private final boolean bytewise;
  private final TokenTrie trie;
  private final ConcurrentMap<Integer, StringTokens> strings = new ConcurrentHashMap<>();
  private final ConcurrentMap<Integer, ProseTokens> prose = new ConcurrentHashMap<>();

  private Vocabulary(
      byte[][] bytes, BitSet fallback, BitSet added, BitSet special, NavigableSet<Integer> endIds) {
    this.bytes = bytes;
    this.added = added;
    this.special = special;
    this.endIds = endIds;
    this.bytewise = isBytewise();
    Comparator<Integer> byBytes = (a, b) -> Arrays.compareUnsigned(bytes[a], bytes[b]);
    Comparator<Integer> preferred =
        byBytes
            .thenComparing((Integer id) -> !added.get(id))
            .thenComparing((Integer id) -> fallback.get(id))
            .thenComparing(Comparator.naturalOrder());
    int[] order =
        IntStream.range(0, bytes.length)
            .filter(id -> bytes[id].length > 0 && !special.get(id) && !endIds.contains(id))
            .filter(id -> bytewise || Utf8.isWhole(bytes[id]))
            .boxed()
            .sorted(preferred)
            .mapToInt(Integer::intValue)
            .toArray();
    this.trie = new TokenTrie(order, bytes);
  }

  /**
   * Reads a tokenizer.
   *
   * @param tokenizerJson the file {@code tokenizer.json} of Hugging Face's tokenizers: BPE or
   *     Unigram, byte-level (GPT-2) or in the way of SentencePiece with or without byte fallback
   * @param endIds the ids that end an answer, at least one; they are legal nowhere else
   * @throws GrammarRefused when the file is another kind, or an end id is none of its tokens
   */
  public static Vocabulary of(byte[] tokenizerJson, Set<Integer> endIds) throws GrammarRefused {
    TokenizerFile file = TokenizerFile.parse(tokenizerJson);
    byte[][] bytes = file.bytes();
    BitSet fallback = new BitSet();
    IntStream.range(0, bytes.length).filter(file::isFallback).forEach(fallback::set);
    BitSet added = new BitSet();
    BitSet special = new BitSet();
    file.added()
        .forEach(
            (id, token) -> {
              added.set(id);
              special.set(id, token.special());
            });
    if (endIds.isEmpty()) {
      throw new GrammarRefused(Code.VOCABULARY, "no token ends an answer");
    }
    for (int id : endIds) {
      if (id < 0 || id >= bytes.length || bytes[id].length == 0) {
        throw new GrammarRefused(
            Code.VOCABULARY, "the tokenizer has no token " + id + ", which should end an answer");
      }
    }
    return new Vocabulary(
        bytes,
        fallback,
        added,
        special,
        Collections.unmodifiableNavigableSet(new TreeSet<>(endIds)));
  }

  /**
   * Whether any character can be written byte by byte. Where it cannot, tokens that are not whole
   * characters are never legal, because nothing might complete them.
   */
  private boolean isBytewise() {
    BitSet single = new BitSet();
    for (int id = 0; id < bytes.length; id++) {
      if (bytes[id].length == 1 && !added.get(id)) {
        single.set(bytes[id][0] & 0xff);
      }
    }
    return single.nextClearBit(0x80) > 0xbf;
  }

  /** One more than the largest id. */
  public int size() {
    return bytes.length;
  }

  /** The bytes of a token; none where the id is no token's. */
  public byte[] bytes(int token) {
    return isToken(token) ? bytes[token].clone() : new byte[0];
  }

  /** Whether the tokenizer calls it special. */
  public boolean isSpecial(int token) {
    return token >= 0 && special.get(token);
  }

  /** Whether it ends an answer. */
  public boolean isEnd(int token) {
    return endIds.contains(token);
  }

  /** The ids that end an answer, ascending, at least one. */
  public NavigableSet<Integer> endIds() {
    return endIds;
  }

  /**
   * The text of an answer as {@link ToolCalls#parse} reads it: the bytes of all tokens, the markers
   * of calls included, those that end the answer left out. What is not UTF-8 becomes U+FFFD.
   */
  public String text(int... tokens) {
    ByteArrayOutputStream text = new ByteArrayOutputStream();
    for (int token : tokens) {
      if (isToken(token) && !isEnd(token)) {
        text.writeBytes(bytes[token]);
      }
    }
    return text.toString(StandardCharsets.UTF_8);
  }

  boolean isToken(int token) {
    return token >= 0 && token < bytes.length;
  }

  /** The bytes themselves, not a copy. */
  byte[] raw(int token) {
    return bytes[token];
  }

  /** Whether it stands beside the model's vocabulary, special or not. */
  boolean isAdded(int token) {
    return added.get(token);
  }

  /** Whether it is in the trie. */
  boolean isOrdinary(int token) {
    return bytes[token].length > 0
        && !special.get(token)
        && !endIds.contains(token)
        && (bytewise || Utf8.isWhole(bytes[token]));
  }

  /** The tokens that are not special, do not end an answer and can be part of a text. */
  TokenTrie trie() {
    return trie;
  }

  /** Whether some tokens that are not added write the character, whatever stands around it. */
  boolean writes(int codePoint) {
    byte[] character = Character.toString(codePoint).getBytes(StandardCharsets.UTF_8);
    boolean single = bytewise || character.length == 1;
    for (byte b : character) {
      single &= isThere(trie.child(TokenTrie.ROOT, b & 0xff));
    }
    int node = TokenTrie.ROOT;
    for (int i = 0; i < character.length && node != TokenTrie.NONE; i++) {
      node = trie.child(node, character[i] & 0xff);
    }
    return single || isThere(node);
  }

  private boolean isThere(int node) {
    return node != TokenTrie.NONE
        && IntStream.range(trie.from(node), trie.to(node)).anyMatch(i -> !added.get(trie.token(i)));
  }

  StringTokens strings(int state) {
    return strings.computeIfAbsent(
        state, from -> new StringTokens(trie, added, bytes.length, from));
  }

  ProseTokens prose(int state, int guard) {
    return prose.computeIfAbsent(
        state << 8 | guard, key -> new ProseTokens(trie, bytes.length, state, guard));
  }
}
