package dev.countersign.inference.decoder;

import dev.countersign.inference.ModelBundle;
import dev.countersign.inference.ModelCard;
import dev.countersign.inference.ModelRefused;
import dev.countersign.inference.ModelRefused.Code;
import dev.countersign.inference.spi.Engine;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Set;

/**
 * A bundle of the format {@code decoder}: {@code decoder.json} (the {@link DecoderConfig}), {@code
 * model.onnx} without weights, {@code weights.bin}, {@code tokenizer.json}, {@code
 * chat_template.jinja} and the self-test.
 *
 * <p>Guarantees, once opened: the graph is, byte for byte, the one that {@link ExactGraph} derives
 * from the configuration, so nothing in a bundle decides which operators run; {@code weights.bin}
 * has the length that the configuration demands. Does not guarantee that this machine reproduces
 * the published bits: {@link DecoderSession#requireSelfTest()} shows it.
 */
public final class DecoderBundle {
  /** The tokenizer, as Hugging Face's {@code tokenizers} writes it. */
  public static final String TOKENIZER = "tokenizer.json";

  /** The chat template, in Jinja. */
  public static final String CHAT_TEMPLATE = "chat_template.jinja";

  /** The most bytes of a tokenizer. */
  public static final int MOST_TOKENIZER = 64 << 20;

  /** The most bytes of a chat template. */
  public static final int MOST_TEMPLATE = 1 << 20;

  private static final int MOST_CONFIG = 1 << 16;
  private static final Set<String> FILES =
      Set.of(DecoderConfig.FILE, ExactGraph.FILE, StoredTensor.FILE, TOKENIZER, CHAT_TEMPLATE);

  private final ModelBundle bundle;
  private final DecoderConfig config;

  private DecoderBundle(ModelBundle bundle, DecoderConfig config) {
    this.bundle = bundle;
    this.config = config;
  }

  /**
   * Looks at all that {@link ModelBundle#open} did not.
   *
   * @throws ModelRefused when anything is not as it must be
   */
  public static DecoderBundle open(ModelBundle bundle) throws ModelRefused {
    if (!bundle.card().format().equals(ModelCard.DECODER)) {
      throw new ModelRefused(
          Code.ENGINE, "the model " + bundle.card().name() + " is no language model");
    }
    for (String file : FILES) {
      bundle.size(file);
    }
    DecoderConfig config = DecoderConfig.parse(bundle.bytes(DecoderConfig.FILE, MOST_CONFIG));
    byte[] derived = ExactGraph.of(config);
    if (!bundle.card().graph().equals(ExactGraph.FILE)
        || bundle.size(ExactGraph.FILE) != derived.length
        || !Arrays.equals(derived, bundle.bytes(ExactGraph.FILE, derived.length))) {
      throw new ModelRefused(
          Code.CARD_MISMATCH, "model.onnx is not the graph that decoder.json leads to");
    }
    long size = bundle.size(StoredTensor.FILE);
    if (size != StoredTensor.fileBytes(config)) {
      throw new ModelRefused(
          Code.CARD_MISMATCH,
          "weights.bin has %d bytes; decoder.json demands %d"
              .formatted(size, StoredTensor.fileBytes(config)));
    }
    return new DecoderBundle(bundle, config);
  }

  /** The bundle. */
  public ModelBundle bundle() {
    return bundle;
  }

  /** What it computes. */
  public DecoderConfig config() {
    return config;
  }

  /** The content of {@link #TOKENIZER}. */
  public byte[] tokenizer() throws ModelRefused {
    return bundle.bytes(TOKENIZER, MOST_TOKENIZER);
  }

  /** The content of {@link #CHAT_TEMPLATE}. */
  public String chatTemplate() throws ModelRefused {
    byte[] utf8 = bundle.bytes(CHAT_TEMPLATE, MOST_TEMPLATE);
    try {
      return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(utf8)).toString();
    } catch (CharacterCodingException e) {
      throw new ModelRefused(Code.MALFORMED, CHAT_TEMPLATE + " is not UTF-8", e);
    }
  }

  /**
   * Loads the weights.
   *
   * @throws ModelRefused when they do not fit into memory, or the engine does not take the model
   */
  public DecoderSession open(Engine.Options options) throws ModelRefused {
    return DecoderSession.open(this, options);
  }
}
