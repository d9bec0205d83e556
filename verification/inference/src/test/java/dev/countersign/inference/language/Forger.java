package dev.countersign.inference.language;

import dev.countersign.inference.InferenceFailed;
import dev.countersign.inference.decoder.KvCache;
import dev.countersign.inference.decoder.Step;
import dev.countersign.inference.language.Generation.Finish;
import dev.countersign.receipt.Bytes32;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * The best that a cheat can do: he has the model, and makes the evidence for the tokens that he
 * wants to have been drawn, from their own logits.
 */
final class Forger {
  private static final int CHUNK = 200;

  private final LanguageCore core;

  Forger(LanguageCore core) {
    this.core = core;
  }

  /** An answer of these tokens, with the evidence that would belong to it. */
  Generation answer(Conversation conversation, long[] tokens, Finish finish)
      throws InferenceFailed {
    long[] prompt = core.prompt(conversation);
    List<Integer> choices = choices(conversation, tokens);
    Evidence evidence = new Evidence(core.session().bundle().config().vocab());
    long[] all = Arrays.copyOf(prompt, prompt.length + tokens.length);
    System.arraycopy(tokens, 0, all, prompt.length, tokens.length);
    int next = 0;
    KvCache past = core.session().empty();
    for (int from = 0; from < all.length - 1; from += CHUNK) {
      int begin = from;
      int end = Math.min(from + CHUNK, all.length - 1);
      long[] rows =
          choices.stream()
              .mapToLong(index -> prompt.length - 1 + index - begin)
              .filter(row -> row >= 0 && row < end - begin)
              .toArray();
      Step step = core.session().run(Arrays.copyOfRange(all, from, end), rows, past);
      past.close();
      past = step.present();
      float[] row = new float[core.session().bundle().config().vocab()];
      for (int i = 0; i < rows.length; i++) {
        step.logits().get(i * row.length, row);
        evidence.add(row);
      }
      next += rows.length;
    }
    past.close();
    if (next != choices.size()) {
      throw new IllegalStateException(next + " rows of " + choices.size());
    }
    ByteArrayOutputStream text = new ByteArrayOutputStream();
    for (long token : tokens) {
      if (!core.vocabulary().isEnd((int) token)) {
        text.writeBytes(core.vocabulary().bytes((int) token));
      }
    }
    return new Generation(
        tokens, evidence.bytes(), Bytes32.of(evidence.root()), text.toByteArray(), finish);
  }

  /** Where a choice was made; behind a token that is not legal, everywhere. */
  private List<Integer> choices(Conversation conversation, long[] tokens) throws InferenceFailed {
    AnswerCursor cursor = cursor(conversation);
    List<Integer> choices = new ArrayList<>();
    boolean legal = true;
    for (int i = 0; i < tokens.length; i++) {
      if (!legal || cursor.forced() < 0) {
        choices.add(i);
      }
      legal = legal && !cursor.done() && cursor.accepts(tokens[i]);
      if (legal) {
        cursor.advance((int) tokens[i]);
        legal = !cursor.done();
      }
    }
    return choices;
  }

  private AnswerCursor cursor(Conversation conversation) throws InferenceFailed {
    return new AnswerCursor(
        core.automaton(conversation), core.vocabulary(), Conversation.MAX_TOKENS);
  }

  /** The tokens of a text: legal ones while there are any, the longest first; then bytes. */
  long[] tokens(Conversation conversation, String text) throws InferenceFailed {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    AnswerCursor cursor = cursor(conversation);
    List<Long> tokens = new ArrayList<>();
    boolean legal = true;
    int at = 0;
    while (at < bytes.length) {
      int token = legal ? longest(cursor, bytes, at) : -1;
      legal = token >= 0;
      if (legal) {
        cursor.advance(token);
      } else {
        token = single(bytes[at]);
      }
      tokens.add((long) token);
      at += core.vocabulary().bytes(token).length;
    }
    tokens.add((long) core.vocabulary().endIds().first());
    return tokens.stream().mapToLong(token -> token).toArray();
  }

  private int longest(AnswerCursor cursor, byte[] bytes, int at) {
    int best = -1;
    int length = 0;
    for (int token = 0; token < core.vocabulary().size(); token++) {
      byte[] part = core.vocabulary().bytes(token);
      if (part.length > length
          && part.length <= bytes.length - at
          && Arrays.equals(part, 0, part.length, bytes, at, at + part.length)
          && !core.vocabulary().isEnd(token)
          && cursor.accepts(token)) {
        best = token;
        length = part.length;
      }
    }
    return best;
  }

  private int single(byte b) {
    for (int token = 0; token < core.vocabulary().size(); token++) {
      byte[] part = core.vocabulary().bytes(token);
      if (part.length == 1 && part[0] == b) {
        return token;
      }
    }
    throw new IllegalStateException("no token is the byte " + b);
  }
}
