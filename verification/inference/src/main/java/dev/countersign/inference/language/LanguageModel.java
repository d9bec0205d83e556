package dev.countersign.inference.language;

import dev.countersign.inference.InferenceFailed;
import dev.countersign.inference.InputRefused;
import dev.countersign.inference.ModelBundle;
import dev.countersign.inference.RunFailed;
import dev.countersign.inference.spi.LoadedModel;
import dev.countersign.receipt.Tensor;
import java.nio.ByteBuffer;
import java.util.Map;

/**
 * A language model that is ready to answer, and to check what somebody says it answered.
 *
 * <p>As a {@link LoadedModel} its one input is the tensor {@link Conversation#TENSOR}, its outputs
 * are those of {@link Generation#toTensors()}.
 *
 * <p>Guarantees: the same conversation gives the same answer and evidence, bit for bit, whatever
 * ran before it or beside it, on every machine that reproduces the model's self-test. {@link
 * #rerun} equals a claim if and only if an answer here would, and is cheaper than one: it reads the
 * claimed tokens many at a time. Memory, beside the weights: for each answer under way the keys and
 * values of its tokens, twice, and the activations of one chunk; for the beginnings of earlier ones
 * a quarter of a gigabyte at most. Does not guarantee that an answer is true, or wise.
 */
public final class LanguageModel implements LoadedModel {
  private final LanguageCore core;
  private final Runnable release;
  private boolean closed;

  LanguageModel(LanguageCore core, Runnable release) {
    this.core = core;
    this.release = release;
  }

  /**
   * Answers.
   *
   * @param listener hears each token
   * @param cancellation asked between runs
   * @throws InputRefused when the conversation is not one that the model takes
   * @throws RunFailed when it takes too long, was cancelled, or a logit is no number
   * @throws InferenceFailed when the model gives no answer
   */
  public Generation generate(
      Conversation conversation, TokenListener listener, Cancellation cancellation)
      throws InferenceFailed {
    requireOpen();
    return core.generate(conversation, listener, cancellation);
  }

  /** Answers, without anybody listening. */
  public Generation generate(Conversation conversation) throws InferenceFailed {
    return generate(conversation, TokenListener.NONE, Cancellation.NEVER);
  }

  /**
   * What {@link #rerun} does, for one who has the tokens at hand.
   *
   * @param claimed the tokens of an answer, whatever they are
   * @return the whole answer, where it begins with the claimed tokens and ends where they do; if
   *     not, its beginning up to the first token that differs, or that the claim lacks
   */
  public Generation check(Conversation conversation, long[] claimed) throws InferenceFailed {
    requireOpen();
    return core.check(conversation, claimed);
  }

  /** The ids of a conversation's prompt. */
  public long[] prompt(Conversation conversation) throws InferenceFailed {
    requireOpen();
    return core.prompt(conversation);
  }

  @Override
  public Map<String, Tensor> run(Map<String, Tensor> inputs) throws InferenceFailed {
    return generate(conversation(inputs)).toTensors();
  }

  @Override
  public Map<String, Tensor> rerun(Map<String, Tensor> inputs, Map<String, Tensor> claimed)
      throws InferenceFailed {
    return check(conversation(inputs), tokens(claimed.get("tokens"))).toTensors();
  }

  private static Conversation conversation(Map<String, Tensor> inputs) throws InputRefused {
    Tensor tensor = inputs.get(Conversation.TENSOR);
    if (inputs.size() != 1
        || tensor == null
        || tensor.type() != Tensor.Type.UINT8
        || tensor.dims().size() != 1
        || !tensor.name().equals(Conversation.TENSOR)) {
      throw new InputRefused(
          InputRefused.Code.BAD_TENSOR,
          "a language model has the input conversation:uint8[n] alone; %s were given"
              .formatted(inputs.values()));
    }
    ByteBuffer data = tensor.data();
    byte[] bytes = new byte[data.remaining()];
    data.get(bytes);
    return Conversation.parse(bytes);
  }

  /** A claim of another type or shape is one of no tokens, which no answer equals. */
  private static long[] tokens(@org.jspecify.annotations.Nullable Tensor claimed) {
    if (claimed == null
        || claimed.type() != Tensor.Type.INT64
        || claimed.dims().size() != 1
        || claimed.dims().getFirst() > Conversation.MAX_TOKENS) {
      return new long[0];
    }
    long[] tokens = new long[Math.toIntExact(claimed.dims().getFirst())];
    claimed.data().asLongBuffer().get(tokens);
    return tokens;
  }

  @Override
  public ModelBundle bundle() {
    return core.bundle();
  }

  @Override
  public Description description() {
    return core.description();
  }

  @Override
  public void requireSelfTest() throws InferenceFailed {
    requireOpen();
    core.requireSelfTest();
  }

  private synchronized void requireOpen() throws RunFailed {
    if (closed) {
      throw new RunFailed(RunFailed.Code.CLOSED, "the model was closed");
    }
  }

  @Override
  public synchronized void close() {
    if (!closed) {
      closed = true;
      release.run();
    }
  }

  @Override
  public String toString() {
    return core.bundle().toString();
  }
}
