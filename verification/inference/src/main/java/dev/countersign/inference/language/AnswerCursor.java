package dev.countersign.inference.language;

import dev.countersign.inference.grammar.TokenAutomaton;
import dev.countersign.inference.grammar.TokenMask;
import dev.countersign.inference.grammar.Vocabulary;

/**
 * A place in an answer: what may follow it. Where the automaton allows one continuation alone, its
 * tokens are forced, and the model is not asked.
 */
final class AnswerCursor {
  private static final int[] NONE = {};

  private final TokenAutomaton automaton;
  private final Vocabulary vocabulary;
  private final int most;
  private TokenAutomaton.State state;
  private int[] forced;
  private int at;
  private int length;
  private boolean ended;

  AnswerCursor(TokenAutomaton automaton, Vocabulary vocabulary, int most) {
    this.automaton = automaton;
    this.vocabulary = vocabulary;
    this.most = most;
    this.state = automaton.start();
    this.forced = forcedHere();
  }

  /** The same place; the two then go their own ways. */
  AnswerCursor(AnswerCursor other) {
    this.automaton = other.automaton;
    this.vocabulary = other.vocabulary;
    this.most = other.most;
    this.state = other.state;
    this.forced = other.forced;
    this.at = other.at;
    this.length = other.length;
    this.ended = other.ended;
  }

  private int[] forcedHere() {
    int[] tokens = automaton.forced(state);
    if (tokens.length > 0) {
      return tokens;
    }
    TokenMask legal = automaton.allowed(state);
    return legal.count() == 1 ? new int[] {legal.next(0)} : NONE;
  }

  /** The number of tokens before this place. */
  int length() {
    return length;
  }

  /** Whether the answer came to its end. */
  boolean ended() {
    return ended;
  }

  /** Whether nothing may follow: the answer ended, or there is no room. */
  boolean done() {
    return ended || length == most;
  }

  /** The only token that may follow; -1 where there is a choice. */
  int forced() {
    return at < forced.length ? forced[at] : -1;
  }

  /** The tokens that may follow, where there is a choice. */
  TokenMask legal() {
    return automaton.allowed(state);
  }

  /** Whether this may follow; false for any number that is no token's id. */
  boolean accepts(long token) {
    return at < forced.length ? token == forced[at] : legal().contains(token);
  }

  /** Whether the token ends an answer. */
  boolean ends(int token) {
    return vocabulary.isEnd(token);
  }

  /** Goes on by a token that may follow. */
  void advance(int token) {
    length++;
    if (ends(token)) {
      ended = true;
      return;
    }
    state = automaton.advance(state, token);
    if (++at >= forced.length) {
      at = 0;
      forced = forcedHere();
    }
  }
}
