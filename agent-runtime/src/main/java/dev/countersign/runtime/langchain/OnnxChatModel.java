package dev.countersign.runtime.langchain;

import dev.countersign.inference.InferenceFailed;
import dev.countersign.inference.InputRefused;
import dev.countersign.inference.ModelBundle;
import dev.countersign.inference.RunFailed;
import dev.countersign.inference.decoder.DecoderBundle;
import dev.countersign.inference.grammar.CallFormat;
import dev.countersign.inference.language.Conversation;
import dev.countersign.inference.language.Generation;
import dev.countersign.inference.language.LanguageEngine;
import dev.countersign.inference.language.LanguageModel;
import dev.countersign.inference.spi.Engine;
import dev.countersign.receipt.Bytes32;
import dev.langchain4j.exception.InvalidRequestException;
import dev.langchain4j.exception.LangChain4jException;
import dev.langchain4j.exception.TimeoutException;
import dev.langchain4j.exception.UnsupportedFeatureException;
import dev.langchain4j.model.ModelProvider;
import dev.langchain4j.model.chat.Capability;
import dev.langchain4j.model.chat.ChatModel;
import dev.langchain4j.model.chat.StreamingChatModel;
import dev.langchain4j.model.chat.listener.ChatModelListener;
import dev.langchain4j.model.chat.request.ChatRequest;
import dev.langchain4j.model.chat.request.ChatRequestParameters;
import dev.langchain4j.model.chat.response.ChatResponse;
import dev.langchain4j.model.chat.response.StreamingChatResponseHandler;
import dev.langchain4j.model.output.TokenUsage;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * A language model in this process as a LangChain4j chat model, and as a streaming one by {@link
 * #streaming}.
 *
 * <p>Guarantees: tool calls, and JSON that was asked for with a schema, are valid against their
 * schemas; an answer that was cut off calls nothing; the same request gives the same answer, bit
 * for bit, on every machine that reproduces the model's self-test. For the latter a seed and the
 * time that a template may show are the builder's, and fixed where it is given none. Safe for use
 * by several threads.
 *
 * <p>Not supported, and refused by name with {@link UnsupportedFeatureException}: another model's
 * name, penalties, a JSON response format without a schema, content other than text. Without a
 * temperature the best token is taken, whatever top-k and top-p say. What it answers is not
 * certified and moves no money: {@link CountersignTools} is for that.
 */
public final class OnnxChatModel implements ChatModel, AutoCloseable {
  private static final int USUAL_TOKENS = 512;
  private static final int ID_LETTERS = 32;
  private static final StreamingChatResponseHandler NOBODY =
      new StreamingChatResponseHandler() {
        @Override
        public void onCompleteResponse(ChatResponse response) {}

        @Override
        public void onError(Throwable error) {}
      };

  private final LanguageEngine engine;
  private final LanguageModel model;
  private final String name;
  private final CallFormat format;
  private final ChatRequestParameters defaults;
  private final List<ChatModelListener> listeners;
  private final Bytes32 seed;
  private final InstantSource clock;

  private OnnxChatModel(Builder builder) throws InferenceFailed {
    ModelBundle bundle =
        ModelBundle.open(Objects.requireNonNull(builder.bundle, "a bundle is needed"));
    this.name = bundle.card().name();
    ChatRequestParameters own =
        ChatRequestParameters.builder().modelName(name).maxOutputTokens(USUAL_TOKENS).build();
    this.defaults = own.overrideWith(builder.defaults);
    ChatConversation.requireSupported(defaults, name);
    this.listeners = builder.listeners;
    this.seed = builder.seed;
    this.clock = builder.clock;
    this.engine = new LanguageEngine();
    boolean opened = false;
    try {
      this.model = engine.load(bundle, builder.options);
      this.format = DecoderBundle.open(bundle).config().callFormat();
      opened = true;
    } finally {
      if (!opened) {
        engine.close();
      }
    }
  }

  /** Starts a builder. */
  public static Builder builder() {
    return new Builder();
  }

  /** What a model is made of. */
  public static final class Builder {
    private @Nullable Path bundle;
    private ChatRequestParameters defaults = ChatRequestParameters.builder().build();
    private List<ChatModelListener> listeners = List.of();
    private Engine.Options options = new Engine.Options(1, 4, Duration.ofMinutes(2));
    private Bytes32 seed = Bytes32.ZERO;
    private InstantSource clock = InstantSource.fixed(Instant.EPOCH);

    private Builder() {}

    /** The folder of a model bundle of the format {@code decoder}. */
    public Builder bundle(Path folder) {
      bundle = folder;
      return this;
    }

    /** What a request does not say. Answers have at most 512 tokens unless this says otherwise. */
    public Builder defaultRequestParameters(ChatRequestParameters parameters) {
      defaults = parameters;
      return this;
    }

    /** Told of each request, and of its response or error. */
    public Builder listeners(List<ChatModelListener> told) {
      listeners = List.copyOf(told);
      return this;
    }

    /** Threads, answers at a time, and the time limit of one answer: 1, 4 and two minutes. */
    public Builder options(Engine.Options engineOptions) {
      options = engineOptions;
      return this;
    }

    /** Where sampling starts from; the same seed and request give the same answer. */
    public Builder seed(Bytes32 bytes) {
      seed = bytes;
      return this;
    }

    /** Gives the date that a template may show; without one it is always the first of 1970. */
    public Builder clock(InstantSource source) {
      clock = source;
      return this;
    }

    /**
     * Loads the model.
     *
     * @throws InferenceFailed when the bundle is none, or cannot be run here
     * @throws UnsupportedFeatureException when the default parameters ask for what is not supported
     */
    public OnnxChatModel build() throws InferenceFailed {
      return new OnnxChatModel(this);
    }
  }

  /**
   * Answers.
   *
   * @throws UnsupportedFeatureException for what this cannot do
   * @throws InvalidRequestException when the request is no conversation that the model takes: too
   *     long, or with a schema that no grammar can be made of
   * @throws TimeoutException when the answer takes longer than its limit
   * @throws LangChain4jException when there is no answer for another reason
   */
  @Override
  public ChatResponse doChat(ChatRequest request) {
    Conversation conversation = conversation(request);
    return answer(request, conversation, NOBODY, new Cancelling()).orElseThrow();
  }

  /** The same model for handlers that hear an answer while it is written; closed with this one. */
  public StreamingChatModel streaming() {
    return new StreamingOnnxChatModel(this);
  }

  Conversation conversation(ChatRequest request) {
    ChatConversation.requireSupported(request.parameters(), name);
    return ChatConversation.of(request, seed, clock.instant().getEpochSecond());
  }

  /** The answer; none where whoever listened cancelled it. */
  Optional<ChatResponse> answer(
      ChatRequest request,
      Conversation conversation,
      StreamingChatResponseHandler handler,
      Cancelling handle) {
    String id = Bytes32.sha256(conversation.toBytes()).hex().substring(0, ID_LETTERS);
    boolean json = ChatConversation.isJson(request.parameters());
    SpokenAnswer spoken = new SpokenAnswer(id, json, handler, handle);
    AnswerReader reader =
        new AnswerReader(format.marker(), request.parameters().stopSequences(), spoken);
    AtomicInteger tokens = new AtomicInteger();
    try {
      Generation.Finish finish = generate(conversation, reader, tokens, handle);
      reader.end();
      if (handle.isCancelled()) {
        return Optional.empty();
      }
      TokenUsage usage = new TokenUsage(model.prompt(conversation).length, tokens.get());
      ChatResponse response = spoken.response(name, reader.calls(), finish, usage);
      return handle.isCancelled() ? Optional.empty() : Optional.of(response);
    } catch (InputRefused e) {
      throw new InvalidRequestException(String.valueOf(e.getMessage()), e);
    } catch (RunFailed e) {
      if (e.code() == RunFailed.Code.CANCELLED && handle.isCancelled()) {
        return Optional.empty();
      }
      throw e.code() == RunFailed.Code.TIME_LIMIT
          ? new TimeoutException(String.valueOf(e.getMessage()), e)
          : new LangChain4jException(String.valueOf(e.getMessage()), e);
    } catch (InferenceFailed e) {
      throw new LangChain4jException(String.valueOf(e.getMessage()), e);
    }
  }

  /** A stop sequence ends the generation from outside: the model does not know of it. */
  private Generation.Finish generate(
      Conversation conversation, AnswerReader reader, AtomicInteger tokens, Cancelling handle)
      throws InferenceFailed {
    try {
      Generation answer =
          model.generate(
              conversation,
              (token, bytes) -> {
                tokens.incrementAndGet();
                reader.add(bytes);
              },
              () -> reader.stopped() || handle.isCancelled());
      return reader.stopped() ? Generation.Finish.STOP : answer.finish();
    } catch (RunFailed e) {
      if (e.code() == RunFailed.Code.CANCELLED && reader.stopped()) {
        return Generation.Finish.STOP;
      }
      throw e;
    }
  }

  @Override
  public ChatRequestParameters defaultRequestParameters() {
    return defaults;
  }

  @Override
  public List<ChatModelListener> listeners() {
    return listeners;
  }

  @Override
  public ModelProvider provider() {
    return ModelProvider.OTHER;
  }

  @Override
  public Set<Capability> supportedCapabilities() {
    return Set.of(Capability.RESPONSE_FORMAT_JSON_SCHEMA);
  }

  /** Ends the answers under way and gives the memory back. */
  @Override
  public void close() {
    model.close();
    engine.close();
  }
}
