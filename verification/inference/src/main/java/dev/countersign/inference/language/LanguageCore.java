package dev.countersign.inference.language;

import ai.onnxruntime.OrtEnvironment;
import dev.countersign.inference.InferenceFailed;
import dev.countersign.inference.InputRefused;
import dev.countersign.inference.ModelBundle;
import dev.countersign.inference.ModelRefused;
import dev.countersign.inference.RunFailed;
import dev.countersign.inference.decoder.DecoderBundle;
import dev.countersign.inference.decoder.DecoderConfig;
import dev.countersign.inference.decoder.DecoderSession;
import dev.countersign.inference.grammar.GrammarRefused;
import dev.countersign.inference.grammar.TokenAutomaton;
import dev.countersign.inference.grammar.Vocabulary;
import dev.countersign.inference.spi.Engine.Options;
import dev.countersign.inference.spi.LoadedModel.Description;
import dev.countersign.inference.template.ChatTemplate;
import dev.countersign.inference.template.TemplateRefused;
import java.nio.charset.StandardCharsets;
import java.util.TreeSet;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** A language model in memory, shared by all who loaded it. */
final class LanguageCore implements AutoCloseable {
  /** The engine's name in receipts. */
  static final String NAME = "onnxruntime";

  /** Tokens of one run: enough to use the machine, few enough for its memory. */
  static final int CHUNK = 256;

  /** Bytes of keys and values kept for the beginnings of later prompts. */
  static final long PREFIX_BYTES = 256L << 20;

  private static final long CLOSE_SECONDS = 30;

  /** Bytes of logits of one run. */
  private static final long ROW_BYTES = 32L << 20;

  private final DecoderSession session;
  private final Options options;
  private final int chunk;
  private final Vocabulary vocabulary;
  private final Automata automata;
  private final Prompts prompts;
  private final PrefixCache prefixes;
  private final Semaphore room;
  private volatile boolean closed;

  /** How many loaded models share this one; guarded by the engine. */
  int users;

  private LanguageCore(DecoderSession session, Options options, int chunk) throws ModelRefused {
    this.session = session;
    this.options = options;
    this.chunk = chunk;
    DecoderConfig config = session.bundle().config();
    byte[] tokenizerJson = session.bundle().tokenizer();
    try {
      this.vocabulary = Vocabulary.of(tokenizerJson, new TreeSet<>(config.eos()));
      if (vocabulary.size() > config.vocab()) {
        throw new ModelRefused(
            ModelRefused.Code.CARD_MISMATCH,
            "the tokenizer has the token %d; the model has %d: it is another model's"
                .formatted(vocabulary.size() - 1, config.vocab()));
      }
      this.automata = new Automata(vocabulary, config.callFormat());
      this.prompts =
          new Prompts(
              ChatTemplate.parse(session.bundle().chatTemplate()),
              Tokenizer.of(tokenizerJson),
              config.bos() < 0 ? "" : text(config.bos()),
              text(config.eos().getFirst()),
              config.context());
    } catch (GrammarRefused | TemplateRefused e) {
      throw new ModelRefused(
          ModelRefused.Code.ENGINE,
          session.bundle().bundle().card().name() + ": " + e.getMessage(),
          e);
    }
    this.prefixes = new PrefixCache(PREFIX_BYTES, config.cacheBytesPerPosition());
    this.room = new Semaphore(options.concurrency(), true);
  }

  static LanguageCore open(ModelBundle bundle, Options options) throws ModelRefused {
    return open(DecoderBundle.open(bundle).open(options), options, CHUNK);
  }

  /** With chunks of any size: for the test that it does not matter. Takes the session over. */
  static LanguageCore open(DecoderSession session, Options options, int chunk) throws ModelRefused {
    try {
      return new LanguageCore(session, options, chunk);
    } catch (ModelRefused e) {
      session.close();
      throw e;
    }
  }

  private String text(int token) {
    return new String(vocabulary.bytes(token), StandardCharsets.UTF_8);
  }

  ModelBundle bundle() {
    return session.bundle().bundle();
  }

  Description description() {
    return new Description(
        NAME, OrtEnvironment.getEnvironment().getVersion(), session.threads(), "cpu");
  }

  void requireSelfTest() throws InferenceFailed {
    session.requireSelfTest();
  }

  boolean isClosed() {
    return closed;
  }

  DecoderSession session() {
    return session;
  }

  Vocabulary vocabulary() {
    return vocabulary;
  }

  TokenAutomaton automaton(Conversation conversation) throws InputRefused {
    return automata.of(conversation);
  }

  PrefixCache prefixes() {
    return prefixes;
  }

  long[] prompt(Conversation conversation) throws InferenceFailed {
    return prompts.encode(conversation);
  }

  Generation generate(Conversation conversation, TokenListener listener, Cancellation cancellation)
      throws InferenceFailed {
    return answer(conversation, null, listener, cancellation);
  }

  Generation check(Conversation conversation, long[] claimed) throws InferenceFailed {
    return answer(conversation, claimed, TokenListener.NONE, Cancellation.NEVER);
  }

  private Generation answer(
      Conversation conversation,
      long @Nullable [] claimed,
      TokenListener listener,
      Cancellation cancellation)
      throws InferenceFailed {
    long[] prompt = prompts.encode(conversation);
    TokenAutomaton automaton = automaton(conversation);
    Patience patience =
        new Patience(bundle().card().name(), options.timeLimit(), cancellation, () -> closed);
    enter();
    try (Sequence sequence = new Sequence(session, prefixes, patience, chunk, prompt)) {
      Rows rows =
          claimed == null
              ? new DrawnRows(sequence)
              : new ClaimedRows(sequence, claimed, mostRows());
      int most =
          Math.min(conversation.maxTokens(), session.bundle().config().context() - prompt.length);
      Answer answer = new Answer(automaton, vocabulary, most);
      Generation generation =
          answer(answer, rows, choice(conversation), claimed, listener, patience);
      sequence.keep();
      return generation;
    } finally {
      room.release();
    }
  }

  /** The one way to an answer, whether it is drawn or checked. */
  private Generation answer(
      Answer answer,
      Rows rows,
      Choice choice,
      long @Nullable [] claimed,
      TokenListener listener,
      Patience patience)
      throws InferenceFailed {
    int width = session.bundle().config().vocab();
    Evidence evidence = new Evidence(width);
    float[] row = new float[width];
    boolean agrees = true;
    while (agrees && !answer.done()) {
      int index = answer.length();
      int token = answer.cursor().forced();
      boolean tooClose = false;
      if (token < 0) {
        rows.next(answer, row);
        evidence.add(row);
        token = choice.choose(row, answer.cursor().legal(), index);
        tooClose = choice.unsure();
      } else {
        patience.require();
      }
      listener.token(token, answer.add(token, tooClose));
      agrees = claimed == null || (index < claimed.length && claimed[index] == token);
    }
    return answer.with(evidence);
  }

  private Choice choice(Conversation conversation) {
    return new Choice(conversation.sampling(), session.bundle().config().marginMilli());
  }

  private int mostRows() {
    long row = (long) session.bundle().config().vocab() * Float.BYTES;
    return Math.clamp(ROW_BYTES / row, 1, chunk);
  }

  private void enter() throws RunFailed {
    try {
      if (!room.tryAcquire(options.timeLimit().toMillis(), TimeUnit.MILLISECONDS)) {
        throw new RunFailed(
            RunFailed.Code.BUSY,
            "%d answers of model %s did not end in %d ms"
                .formatted(
                    options.concurrency(), bundle().card().name(), options.timeLimit().toMillis()));
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new RunFailed(
          RunFailed.Code.BUSY, "interrupted while waiting for other answers of the model", e);
    }
    if (closed) {
      room.release();
      throw new RunFailed(RunFailed.Code.CLOSED, "the model was closed");
    }
  }

  /** Ends the answers under way and gives the memory back. */
  @Override
  public void close() {
    closed = true;
    boolean idle = false;
    try {
      idle = room.tryAcquire(options.concurrency(), CLOSE_SECONDS, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    if (idle) {
      prefixes.close();
      room.release(options.concurrency());
    }
    session.close();
  }
}
