package dev.countersign.inference.decoder;

import dev.countersign.inference.Excerpt;
import dev.countersign.inference.ModelRefused;
import dev.countersign.inference.ModelRefused.Code;
import dev.countersign.inference.decoder.DecoderConfig.Biases;
import dev.countersign.inference.decoder.DecoderConfig.Family;
import dev.countersign.inference.grammar.CallFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Reads {@code config.json} as Hugging Face's transformers means it: the defaults of a member that
 * is absent are those of the family's configuration class there.
 */
final class SourceConfig {
  static final String FILE = "config.json";
  static final int MOST_BYTES = 1 << 20;

  private static final String FULL_ATTENTION = "full_attention";
  private static final String SLIDING_ATTENTION = "sliding_attention";

  private static final Map<String, Family> ARCHITECTURES =
      Map.of(
          "LlamaForCausalLM", Family.LLAMA,
          "MistralForCausalLM", Family.MISTRAL,
          "Qwen2ForCausalLM", Family.QWEN2,
          "Qwen3ForCausalLM", Family.QWEN3);

  /** Members that say nothing about what a forward pass computes. */
  private static final Set<String> WITHOUT_EFFECT =
      Set.of(
          "_attn_implementation",
          "_attn_implementation_autoset",
          "_commit_hash",
          "_name_or_path",
          "attention_dropout",
          "attn_implementation",
          "bos_token_id",
          "do_sample",
          "dtype",
          "eos_token_id",
          "finetuning_task",
          "hidden_dropout",
          "id2label",
          "initializer_range",
          "label2id",
          "max_length",
          "max_new_tokens",
          "min_length",
          "num_beams",
          "output_attentions",
          "output_hidden_states",
          "pad_token_id",
          "pretraining_tp",
          "problem_type",
          "repetition_penalty",
          "return_dict",
          "sep_token_id",
          "task_specific_params",
          "temperature",
          "tokenizer_class",
          "top_k",
          "top_p",
          "torch_dtype",
          "torchscript",
          "transformers_version",
          "typical_p",
          "unk_token_id",
          "unsloth_fixed",
          "unsloth_version",
          "use_cache");

  /** Members that change what is computed when they are true. */
  private static final List<String> MUST_BE_FALSE =
      List.of(
          "add_cross_attention",
          "is_decoder",
          "is_encoder_decoder",
          "mlp_bias",
          "tie_encoder_decoder",
          "use_mrope");

  private final SourceFields fields;

  private SourceConfig(ObjectNode object) {
    this.fields = new SourceFields(FILE, object);
  }

  /**
   * What does not come from {@code config.json}.
   *
   * @param weights how to store matrices
   * @param mostContext the most positions that are wanted
   * @param bos the id that templates know as {@code bos_token}, -1 for none
   * @param eos the ids that end an answer
   */
  record Rest(
      WeightFormat weights,
      int mostContext,
      int bos,
      List<Integer> eos,
      int marginMilli,
      CallFormat callFormat) {}

  /**
   * The configuration.
   *
   * @throws ModelRefused with {@link Code#UNSUPPORTED} when the file asks for what is not computed
   *     here, with {@link Code#MALFORMED} when it is not what it must be
   */
  static DecoderConfig read(ObjectNode object, Rest rest) throws ModelRefused {
    SourceConfig config = new SourceConfig(object);
    try {
      DecoderConfig read = config.read(rest);
      config.fields.requireAllUnderstood();
      return read;
    } catch (IllegalArgumentException e) {
      throw new ModelRefused(Code.MALFORMED, FILE + ": " + e.getMessage(), e);
    }
  }

  private DecoderConfig read(Rest rest) throws ModelRefused {
    Family family = family();
    refuseWhatIsNotComputed();
    fields.ignore(WITHOUT_EFFECT);
    int hidden = fields.integer("hidden_size");
    int heads = fields.integer("num_attention_heads");
    int context = context(family, fields.integer("max_position_embeddings"), rest.mostContext());
    Biases biases = biases(family);
    return new DecoderConfig(
        1,
        family,
        fields.integer("vocab_size"),
        hidden,
        fields.integer("num_hidden_layers"),
        heads,
        kvHeads(family, heads),
        headDim(family, hidden, heads),
        fields.integer("intermediate_size"),
        context,
        new SourceRope(fields).read(),
        fields.decimal("rms_norm_eps").orElse("0.000001"),
        fields.flag("tie_word_embeddings", false),
        biases,
        family == Family.QWEN3,
        rest.weights(),
        rest.bos(),
        rest.eos(),
        rest.marginMilli(),
        rest.callFormat());
  }

  private Family family() throws ModelRefused {
    Optional<JsonNode> list = fields.node("architectures");
    if (list.isEmpty() || list.get().size() != 1 || !list.get().path(0).isString()) {
      throw fields.wrong("architectures", "does not name one architecture");
    }
    String name = list.get().path(0).stringValue();
    Family family = ARCHITECTURES.get(name);
    if (family == null) {
      throw fields.unsupported(
          "the architecture %s is not supported; there are %s"
              .formatted(
                  Excerpt.of(name),
                  String.join(", ", ARCHITECTURES.keySet().stream().sorted().toList())));
    }
    String type = fields.text("model_type").orElse("");
    if (!type.equals(family.name().toLowerCase(java.util.Locale.ROOT))) {
      throw fields.unsupported("model_type " + Excerpt.of(type) + " is not that of " + name);
    }
    return family;
  }

  private void refuseWhatIsNotComputed() throws ModelRefused {
    String activation = fields.text("hidden_act").orElse("silu");
    if (!activation.equals("silu")) {
      throw fields.unsupported(
          "hidden_act " + Excerpt.of(activation) + " is not supported; silu is");
    }
    for (String name : MUST_BE_FALSE) {
      if (fields.flag(name, false)) {
        throw fields.unsupported(name + " is not supported");
      }
    }
    String share = fields.decimal("partial_rotary_factor").orElse("1");
    if (!share.equals("1")) {
      throw fields.unsupported("partial_rotary_factor " + share + " is not supported; 1 is");
    }
  }

  private int kvHeads(Family family, int heads) throws ModelRefused {
    Optional<Integer> kvHeads = fields.optionalInteger("num_key_value_heads");
    if (kvHeads.isEmpty() && family != Family.LLAMA) {
      throw fields.wrong("num_key_value_heads", "is missing");
    }
    return kvHeads.orElse(heads);
  }

  private int headDim(Family family, int hidden, int heads) throws ModelRefused {
    Optional<Integer> explicit = fields.optionalInteger("head_dim");
    if (explicit.isPresent()) {
      return explicit.get();
    }
    if (family == Family.QWEN3) {
      return 128;
    }
    if (heads < 1 || hidden % heads != 0) {
      throw fields.wrong(
          "hidden_size", "%d is not a multiple of num_attention_heads %d".formatted(hidden, heads));
    }
    return hidden / heads;
  }

  private Biases biases(Family family) throws ModelRefused {
    boolean declared = fields.flag("attention_bias", family == Family.QWEN2);
    return switch (family) {
      case LLAMA, QWEN3 -> declared ? Biases.QKVO : Biases.NONE;
      case MISTRAL -> {
        if (declared) {
          throw fields.unsupported("attention_bias is not supported for Mistral");
        }
        yield Biases.NONE;
      }
      case QWEN2 -> {
        if (!declared) {
          throw fields.unsupported("attention_bias false is not supported for Qwen2");
        }
        yield Biases.QKV;
      }
    };
  }

  /**
   * The context, cut to the sliding window where there is one: within it every position sees all
   * before it, and both are the same.
   */
  private int context(Family family, int trained, int wanted) throws ModelRefused {
    int context = Math.min(trained, wanted);
    boolean slides =
        switch (family) {
          case LLAMA -> false;
          case MISTRAL -> true;
          case QWEN2, QWEN3 -> fields.flag("use_sliding_window", false);
        };
    fields.ignore(Set.of("max_window_layers"));
    slides |= layerTypesSlide();
    boolean absent = !fields.has("sliding_window");
    Optional<Integer> window = fields.optionalInteger("sliding_window");
    if (family == Family.LLAMA && (window.isPresent() || slides)) {
      throw fields.unsupported("sliding_window is not supported for Llama");
    }
    if (!slides || (window.isEmpty() && !absent)) {
      return context;
    }
    return Math.min(context, window.orElse(4096));
  }

  private boolean layerTypesSlide() throws ModelRefused {
    boolean slides = false;
    for (JsonNode type : fields.node("layer_types").map(List::of).orElse(List.of())) {
      for (JsonNode layer : type) {
        String name = layer.asString("");
        if (!name.equals(FULL_ATTENTION) && !name.equals(SLIDING_ATTENTION)) {
          throw fields.unsupported("the layer type " + Excerpt.of(name) + " is not supported");
        }
        slides |= name.equals(SLIDING_ATTENTION);
      }
    }
    return slides;
  }
}
