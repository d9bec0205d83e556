package dev.countersign.inference.language;

import dev.countersign.inference.grammar.TokenAutomaton;
import dev.countersign.inference.grammar.Vocabulary;
import dev.countersign.inference.language.Generation.Finish;
import dev.countersign.receipt.Bytes32;
import java.io.ByteArrayOutputStream;
import java.util.Arrays;

/** An answer while it grows: its tokens, and what may come next. */
final class Answer {
  private final Vocabulary vocabulary;
  private final AnswerCursor cursor;
  private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
  private long[] tokens = new long[64];
  private boolean unsure;

  Answer(TokenAutomaton automaton, Vocabulary vocabulary, int most) {
    this.vocabulary = vocabulary;
    this.cursor = new AnswerCursor(automaton, vocabulary, most);
  }

  /** Where it stands; to be copied by whoever looks ahead. */
  AnswerCursor cursor() {
    return cursor;
  }

  int length() {
    return cursor.length();
  }

  long token(int index) {
    return tokens[index];
  }

  /** Whether nothing may follow. */
  boolean done() {
    return unsure || cursor.done();
  }

  /** Adds a legal token; gives its part of the text. */
  byte[] add(int token, boolean tooClose) {
    if (length() == tokens.length) {
      tokens = Arrays.copyOf(tokens, 2 * tokens.length);
    }
    tokens[length()] = token;
    byte[] part = cursor.ends(token) ? new byte[0] : vocabulary.bytes(token);
    bytes.writeBytes(part);
    cursor.advance(token);
    unsure = tooClose;
    return part;
  }

  /** The answer as it is, with the evidence so far. */
  Generation with(Evidence evidence) {
    Finish finish = unsure ? Finish.UNSURE : cursor.ended() ? Finish.STOP : Finish.LENGTH;
    return new Generation(
        Arrays.copyOf(tokens, length()),
        evidence.bytes(),
        Bytes32.of(evidence.root()),
        bytes.toByteArray(),
        finish);
  }
}
