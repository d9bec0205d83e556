package dev.countersign.network.evaluate;

import dev.countersign.inference.InferenceFailed;
import dev.countersign.inference.InputRefused;
import dev.countersign.inference.ModelBundle;
import dev.countersign.inference.ModelCard;
import dev.countersign.inference.ModelRefused;
import dev.countersign.inference.decoder.DecoderBundle;
import dev.countersign.inference.language.Conversation;
import dev.countersign.inference.language.Sampling;
import dev.countersign.inference.spi.Engine;
import dev.countersign.inference.spi.LoadedModel;
import dev.countersign.network.spi.Refused;
import dev.countersign.network.spi.Unable;
import dev.countersign.receipt.Bytes32;
import dev.countersign.receipt.Manifest.ModelRef;
import dev.countersign.receipt.Profile;
import dev.countersign.receipt.Reason;
import dev.countersign.receipt.Receipt;
import dev.countersign.receipt.Tensor;
import java.math.BigDecimal;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * Runs the models that were added to it.
 *
 * <p>Guarantees: only a model whose self-test this machine reproduced is ever run; one that was not
 * added is not looked for, so that a stranger's manifest costs nothing. Thread-safe.
 */
public final class ModelInference implements Inference, AutoCloseable {
  private final List<Engine> engines;
  private final Engine.Options options;
  private final Map<Bytes32, LoadedModel> models = new ConcurrentHashMap<>();

  /**
   * Without any model yet.
   *
   * @param engines one for each format; they stay the caller's to close
   * @param options for every model
   */
  public ModelInference(List<Engine> engines, Engine.Options options) {
    this.engines = List.copyOf(engines);
    this.options = options;
  }

  /**
   * Loads a model and lets it show that this machine reproduces its self-test.
   *
   * @throws InferenceFailed when no engine takes it or the self-test comes out otherwise
   */
  public void add(ModelBundle bundle) throws InferenceFailed {
    if (models.containsKey(bundle.digest())) {
      return;
    }
    LoadedModel model = engine(bundle).load(bundle, options);
    boolean added = false;
    try {
      model.requireSelfTest();
      added = models.putIfAbsent(bundle.digest(), model) == null;
    } finally {
      if (!added) {
        model.close();
      }
    }
  }

  private Engine engine(ModelBundle bundle) throws ModelRefused {
    String format = bundle.card().format();
    return engines.stream()
        .filter(engine -> engine.format().equals(format))
        .findFirst()
        .orElseThrow(
            () ->
                new ModelRefused(
                    ModelRefused.Code.ENGINE, "no engine here runs the format " + format));
  }

  /** The digests of the models that were added. */
  public Set<Bytes32> digests() {
    return Set.copyOf(models.keySet());
  }

  @Override
  public Outputs infer(ModelRef ref, Map<String, Tensor> inputs, Map<String, Tensor> claimed)
      throws Refused, Unable {
    LoadedModel model = models.get(ref.digest());
    if (model == null) {
      throw new Unable(
          Reason.MODEL_UNAVAILABLE,
          "model " + ref.id() + " (" + ref.digest() + ") is not here, or failed its self-test");
    }
    try {
      Map<String, Tensor> outputs =
          claimed.isEmpty() ? model.run(inputs) : model.rerun(inputs, claimed);
      return outputs(model, inputs, outputs);
    } catch (InferenceFailed e) {
      String sentence = "model " + ref.id() + ": " + e.getMessage();
      if (e.reason().isAbstention()) {
        throw new Unable(e.reason(), sentence, e);
      }
      throw new Refused(e.reason(), sentence);
    }
  }

  private static Outputs outputs(
      LoadedModel model, Map<String, Tensor> inputs, Map<String, Tensor> outputs)
      throws InputRefused {
    ModelBundle bundle = model.bundle();
    LoadedModel.Description ran = model.description();
    return new Outputs(
        List.copyOf(outputs.values()),
        bundle.card().format(),
        digest(bundle, DecoderBundle.TOKENIZER),
        digest(bundle, DecoderBundle.CHAT_TEMPLATE),
        bundle.graphDigest(),
        sampling(inputs.get(Conversation.TENSOR)),
        new Receipt.Platform(
            Profile.EXACT, ran.engine(), ran.version(), ran.threads(), ran.device()));
  }

  /** The digest of a file of a language model's bundle; zero where it has none. */
  private static Bytes32 digest(ModelBundle bundle, String path) {
    return bundle.card().format().equals(ModelCard.DECODER)
        ? bundle.files().getOrDefault(path, Bytes32.ZERO)
        : Bytes32.ZERO;
  }

  private static Receipt.Sampling sampling(@Nullable Tensor conversation) throws InputRefused {
    if (conversation == null) {
      return Receipt.Sampling.NONE;
    }
    byte[] bytes = new byte[conversation.data().remaining()];
    conversation.data().get(bytes);
    Sampling sampling = Conversation.parse(bytes).sampling();
    return new Receipt.Sampling(
        sampling.spec().text(),
        millionths(sampling.temperature()),
        sampling.topK(),
        millionths(sampling.topP()),
        sampling.seed(),
        Receipt.Sampling.NONE.beacon());
  }

  private static long millionths(String decimal) {
    return new BigDecimal(decimal).movePointRight(6).longValueExact();
  }

  @Override
  public void close() {
    models.values().forEach(LoadedModel::close);
    models.clear();
  }
}
