package dev.countersign.inference.decoder;

import dev.countersign.inference.Excerpt;
import dev.countersign.inference.InferenceFailed;
import dev.countersign.inference.ModelBundle;
import dev.countersign.inference.ModelCard;
import dev.countersign.inference.ModelRefused;
import dev.countersign.inference.ModelRefused.Code;
import dev.countersign.inference.grammar.CallFormat;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * Makes a bundle of a model as Hugging Face publishes it: {@code config.json}, {@code
 * *.safetensors}, {@code tokenizer.json}, {@code generation_config.json}, and a chat template.
 *
 * <p>Guarantees: computes what transformers computes for Llama, Mistral, Qwen2 and Qwen3, or
 * refuses by name; a member of the configuration that is not understood is a refusal. While weights
 * are written, memory is bounded whatever the model's size; the self-test at the end needs the
 * whole model in memory, as running it does. Does not guarantee anything about the model's answers.
 */
public final class ModelImport {
  private static final int MOST_CONFIG = 1 << 20;
  private static final int MOST_TOKENIZER_CONFIG = 16 << 20;
  private static final String GENERATION_CONFIG = "generation_config.json";
  private static final String TOKENIZER_CONFIG = "tokenizer_config.json";

  /**
   * What is wanted.
   *
   * @param name the model's name
   * @param weights how to store matrices
   * @param context the most positions; the model's own where it has fewer
   * @param licence an SPDX identifier, {@code NOASSERTION} where it is not known
   * @param marginMilli see {@link DecoderConfig}
   * @param callFormat how the model writes tool calls; from the chat template where absent
   */
  public record Wish(
      String name,
      WeightFormat weights,
      int context,
      String licence,
      int marginMilli,
      Optional<CallFormat> callFormat) {}

  /** Hears how far the import is. */
  @FunctionalInterface
  public interface Progress {
    /**
     * Something was done.
     *
     * @param what the step
     * @param done bytes so far
     * @param all bytes in all
     */
    void at(String what, long done, long all);
  }

  private final SourceFolder folder;
  private final Wish wish;
  private final byte[] tokenizerFile;
  private final SourceTokenizer tokenizer;
  private final ObjectNode tokenizerConfig;
  private final String template;
  private final DecoderConfig config;
  private final int trainedContext;

  private ModelImport(Path source, Wish wish) throws ModelRefused {
    this.folder = new SourceFolder(source);
    this.wish = wish;
    ObjectNode configFile =
        SourceFolder.object(SourceConfig.FILE, folder.bytes(SourceConfig.FILE, MOST_CONFIG));
    this.tokenizerFile = folder.bytes(DecoderBundle.TOKENIZER, DecoderBundle.MOST_TOKENIZER);
    this.tokenizer = SourceTokenizer.read(tokenizerFile);
    this.tokenizerConfig = optional(TOKENIZER_CONFIG, MOST_TOKENIZER_CONFIG);
    this.template = template();
    List<Integer> eos = eos(configFile);
    this.config =
        SourceConfig.read(
            configFile,
            new SourceConfig.Rest(
                wish.weights(),
                wish.context(),
                named("bos_token").orElse(-1),
                eos,
                wish.marginMilli(),
                wish.callFormat().orElseGet(this::callFormat)));
    this.trainedContext = configFile.path("max_position_embeddings").intValue();
    tokenizer.requireVocabulary(config.vocab());
    for (int id : eos) {
      if (!tokenizer.has(id)) {
        throw new ModelRefused(
            Code.CARD_MISMATCH, "the eos id " + id + " is none of tokenizer.json");
      }
    }
  }

  /**
   * Reads and checks everything but the weights.
   *
   * @throws ModelRefused with one sentence when the model is not one that can be imported
   */
  public static ModelImport of(Path source, Wish wish) throws ModelRefused {
    return new ModelImport(source, wish);
  }

  /** What will be computed. */
  public DecoderConfig config() {
    return config;
  }

  /** The positions that the model's own configuration allows. */
  public int trainedContext() {
    return trainedContext;
  }

  /**
   * Writes the bundle and records its self-test.
   *
   * @param into an empty folder; what is in it after an error is not a bundle
   * @throws InferenceFailed when a tensor is not as it must be, or the model does not run here
   */
  public ModelBundle write(Path into, Progress progress) throws InferenceFailed, IOException {
    long all = StoredTensor.fileBytes(config);
    if (Files.getFileStore(into).getUsableSpace() < all) {
      throw new ModelRefused(
          Code.TOO_LARGE, "the weights need " + all + " bytes; there is less room in " + into);
    }
    BundleWriter writer = new BundleWriter(into, config);
    try (SourceWeights weights = SourceWeights.open(folder, config)) {
      long[] done = {0};
      writer.write(
          card(),
          tokenizerFile,
          template.getBytes(StandardCharsets.UTF_8),
          (tensor, first, count, values) -> {
            weights.read(tensor, first, count, values);
            done[0] += (long) count * tensor.format(config).rowBytes(tensor.columns());
            progress.at("weights", done[0], all);
          });
    }
    progress.at("self-test", all, all);
    return writer.recordSelfTest();
  }

  private ModelCard card() throws ModelRefused {
    String what =
        "%s, %d layers of %d, %d query and %d key-value heads, weights stored as %s; imported."
            .formatted(
                config.family().name().toLowerCase(Locale.ROOT),
                config.layers(),
                config.hidden(),
                config.heads(),
                config.kvHeads(),
                config.weights().name().toLowerCase(Locale.ROOT));
    ModelCard.Training unknown =
        new ModelCard.Training("not known", "not known", "not known", "not known");
    try {
      return BundleWriter.card(wish.name(), what, wish.licence(), unknown);
    } catch (IllegalArgumentException e) {
      throw new ModelRefused(Code.BAD_CARD, String.valueOf(e.getMessage()), e);
    }
  }

  private ObjectNode optional(String name, int most) throws ModelRefused {
    return folder.object(name, most).orElseGet(JsonNodeFactory.instance::objectNode);
  }

  /** The id of a special token that {@code tokenizer_config.json} names. */
  private Optional<Integer> named(String member) throws ModelRefused {
    JsonNode token = tokenizerConfig.path(member);
    JsonNode content = token.isObject() ? token.path("content") : token;
    if (!content.isString()) {
      return Optional.empty();
    }
    Optional<Integer> id = tokenizer.id(content.stringValue());
    if (id.isEmpty()) {
      throw new ModelRefused(
          Code.CARD_MISMATCH,
          "%s names the %s %s, which is not in tokenizer.json"
              .formatted(TOKENIZER_CONFIG, member, Excerpt.of(content.stringValue())));
    }
    return id;
  }

  /**
   * The ids that end an answer: those of {@code generation_config.json}, else of {@code
   * config.json}; before them the one that the template knows as {@code eos_token}.
   */
  private List<Integer> eos(ObjectNode configFile) throws ModelRefused {
    Set<Integer> ids = new LinkedHashSet<>();
    named("eos_token").ifPresent(ids::add);
    JsonNode generation = optional(GENERATION_CONFIG, MOST_CONFIG).path("eos_token_id");
    boolean absent = generation.isMissingNode() || generation.isNull();
    JsonNode listed = absent ? configFile.path("eos_token_id") : generation;
    List<JsonNode> nodes = new ArrayList<>();
    if (listed.isArray()) {
      listed.forEach(nodes::add);
    } else if (!listed.isMissingNode() && !listed.isNull()) {
      nodes.add(listed);
    }
    for (JsonNode id : nodes) {
      if (!id.isIntegralNumber() || !id.canConvertToInt() || ids.size() > 64) {
        throw new ModelRefused(Code.MALFORMED, "eos_token_id is not a list of token ids");
      }
      ids.add(id.intValue());
    }
    if (ids.isEmpty()) {
      throw new ModelRefused(
          Code.UNSUPPORTED, "no file of the model says with which token an answer ends");
    }
    return List.copyOf(ids);
  }

  /** {@code chat_template.jinja}, else of {@code tokenizer_config.json} the one for tools. */
  private String template() throws ModelRefused {
    if (folder.has(DecoderBundle.CHAT_TEMPLATE)) {
      byte[] utf8 = folder.bytes(DecoderBundle.CHAT_TEMPLATE, DecoderBundle.MOST_TEMPLATE);
      try {
        return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(utf8)).toString();
      } catch (CharacterCodingException e) {
        throw new ModelRefused(Code.MALFORMED, DecoderBundle.CHAT_TEMPLATE + " is not UTF-8", e);
      }
    }
    JsonNode member = tokenizerConfig.path("chat_template");
    if (member.isString()) {
      return member.stringValue();
    }
    for (String name : List.of("tool_use", "default")) {
      for (JsonNode entry : member) {
        if (entry.path("name").asString("").equals(name) && entry.path("template").isString()) {
          return entry.path("template").stringValue();
        }
      }
    }
    throw new ModelRefused(
        Code.UNSUPPORTED,
        "the model has no chat template, neither chat_template.jinja nor in tokenizer_config.json");
  }

  private CallFormat callFormat() {
    if (template.contains("<tool_call>")) {
      return CallFormat.HERMES;
    }
    if (template.contains("[TOOL_CALLS]")) {
      return CallFormat.MISTRAL;
    }
    return template.contains("ipython") || template.contains("\"parameters\"")
        ? CallFormat.LLAMA
        : CallFormat.HERMES;
  }
}
