package dev.countersign.inference.decoder;

import dev.countersign.inference.Excerpt;
import dev.countersign.inference.ModelRefused;
import dev.countersign.inference.decoder.Rope.Scaling;
import java.math.BigDecimal;
import java.util.Map;
import java.util.Optional;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Reads the rotary embedding of {@code config.json}: {@code rope_theta} with {@code rope_scaling},
 * or {@code rope_parameters}, which newer files have instead.
 */
final class SourceRope {
  private static final String DEFAULT_THETA = "10000";
  private static final String ORIGINAL = "original_max_position_embeddings";

  private final SourceFields config;

  SourceRope(SourceFields config) {
    this.config = config;
  }

  Rope read() throws ModelRefused {
    Optional<String> theta = config.decimal("rope_theta");
    Optional<SourceFields> old = object("rope_scaling");
    Optional<SourceFields> all = object("rope_parameters");
    if (old.isPresent() && all.isPresent()) {
      throw config.unsupported("rope_scaling and rope_parameters contradict each other");
    }
    SourceFields fields = all.or(() -> old).orElse(null);
    if (fields == null) {
      return Rope.of(theta.orElse(DEFAULT_THETA));
    }
    Optional<String> inner = fields.decimal("rope_theta");
    Rope rope = scaled(inner.or(() -> theta).orElse(DEFAULT_THETA), fields);
    if (inner.isPresent() && theta.isPresent() && !inner.equals(theta)) {
      throw config.unsupported("there are two different rope_theta");
    }
    fields.requireAllUnderstood();
    return rope;
  }

  private Optional<SourceFields> object(String name) throws ModelRefused {
    Optional<JsonNode> node = config.node(name);
    if (node.isEmpty()) {
      return Optional.empty();
    }
    if (node.get() instanceof ObjectNode object) {
      return Optional.of(new SourceFields(SourceConfig.FILE + " " + name, object));
    }
    throw config.wrong(name, "is not an object");
  }

  private Rope scaled(String theta, SourceFields fields) throws ModelRefused {
    Optional<String> newer = fields.text("rope_type");
    Optional<String> older = fields.text("type");
    if (newer.isPresent() && older.isPresent() && !newer.equals(older)) {
      throw fields.unsupported("rope_type and type contradict each other");
    }
    String type = newer.or(() -> older).orElse("default");
    return switch (type) {
      case "default" -> Rope.of(theta);
      case "linear" ->
          new Rope(theta, Scaling.LINEAR, Map.of("factor", required(fields, "factor")));
      case "llama3" -> new Rope(theta, Scaling.LLAMA3, llama3(fields));
      case "yarn" -> new Rope(theta, Scaling.YARN, yarn(fields));
      default ->
          throw fields.unsupported(
              "the RoPE scaling %s is not supported; default, linear, llama3 and yarn are"
                  .formatted(Excerpt.of(type)));
    };
  }

  private static String required(SourceFields fields, String name) throws ModelRefused {
    return fields.decimal(name).orElseThrow(() -> fields.wrong(name, "is missing"));
  }

  private static Map<String, String> llama3(SourceFields fields) throws ModelRefused {
    return Map.of(
        "factor", required(fields, "factor"),
        "lowFrequencyFactor", required(fields, "low_freq_factor"),
        "highFrequencyFactor", required(fields, "high_freq_factor"),
        "originalContext", required(fields, ORIGINAL));
  }

  /**
   * Versions of transformers disagree about what the factor is unless it is the ratio of the two
   * contexts, so anything else is refused.
   */
  private Map<String, String> yarn(SourceFields fields) throws ModelRefused {
    String factor = required(fields, "factor");
    String original = required(fields, ORIGINAL);
    BigDecimal stretched = new BigDecimal(factor).multiply(new BigDecimal(original));
    BigDecimal context = BigDecimal.valueOf(config.integer("max_position_embeddings"));
    if (stretched.compareTo(context) != 0) {
      throw fields.unsupported(
          "yarn: factor %s times %s %s is not max_position_embeddings %s"
              .formatted(factor, ORIGINAL, original, context));
    }
    if (!fields.flag("truncate", true)) {
      throw fields.unsupported("yarn without truncate is not supported");
    }
    double usual = 0.1 * StrictMath.log(Math.max(1, Double.parseDouble(factor))) + 1;
    return Map.of(
        "factor", factor,
        "originalContext", original,
        "attentionFactor",
            fields.decimal("attention_factor").orElse(BigDecimal.valueOf(usual).toPlainString()),
        "betaFast", fields.decimal("beta_fast").orElse("32"),
        "betaSlow", fields.decimal("beta_slow").orElse("1"));
  }
}
