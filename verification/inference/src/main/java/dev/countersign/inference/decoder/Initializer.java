package dev.countersign.inference.decoder;

import java.util.ArrayList;
import java.util.List;

/**
 * The constants of the graph whose values are given to the session: their names and shapes.
 * Matrices lie as a product needs them, inputs first.
 */
final class Initializer {
  static final String EMBEDDING = "embedding";
  static final String LM_HEAD = "lm_head";
  static final String NORM = "norm";
  static final String COS = "cos";
  static final String SIN = "sin";

  private Initializer() {}

  static String attentionNorm(int layer) {
    return layer + ".attention_norm";
  }

  static String qkv(int layer) {
    return layer + ".qkv";
  }

  static String qkvBias(int layer) {
    return layer + ".qkv_bias";
  }

  static String headScale(int layer) {
    return layer + ".head_scale";
  }

  static String output(int layer) {
    return layer + ".output";
  }

  static String outputBias(int layer) {
    return layer + ".output_bias";
  }

  static String feedForwardNorm(int layer) {
    return layer + ".feed_forward_norm";
  }

  static String gate(int layer) {
    return layer + ".gate";
  }

  static String up(int layer) {
    return layer + ".up";
  }

  static String down(int layer) {
    return layer + ".down";
  }

  /** All that a configuration needs. */
  static List<String> all(DecoderConfig config) {
    List<String> all = new ArrayList<>(List.of(EMBEDDING, LM_HEAD, NORM, COS, SIN));
    for (int i = 0; i < config.layers(); i++) {
      all.addAll(List.of(attentionNorm(i), qkv(i), headScale(i), output(i)));
      all.addAll(List.of(feedForwardNorm(i), gate(i), up(i), down(i)));
      if (config.biases() != DecoderConfig.Biases.NONE) {
        all.add(qkvBias(i));
      }
      if (config.biases() == DecoderConfig.Biases.QKVO) {
        all.add(outputBias(i));
      }
    }
    return all;
  }

  /** The shape of one. */
  static long[] dims(DecoderConfig config, String name) {
    long hidden = config.hidden();
    long headDim = config.headDim();
    return switch (name.substring(name.indexOf('.') + 1)) {
      case EMBEDDING -> new long[] {config.vocab(), hidden};
      case LM_HEAD -> new long[] {hidden, config.vocab()};
      case COS, SIN -> new long[] {config.context(), headDim};
      case NORM, "attention_norm", "feed_forward_norm", "output_bias" -> new long[] {hidden};
      case "qkv" -> new long[] {hidden, config.qkvWidth()};
      case "qkv_bias" -> new long[] {config.heads() + 2L * config.kvHeads(), headDim};
      case "head_scale" -> new long[] {config.heads() + (long) config.kvHeads(), headDim};
      case "output" -> new long[] {config.heads() * headDim, hidden};
      case "gate", "up" -> new long[] {hidden, config.feedForward()};
      case "down" -> new long[] {config.feedForward(), hidden};
      default -> throw new IllegalArgumentException("no initializer is called " + name);
    };
  }

  /** The elements of one; it fits an int by {@link DecoderConfig}'s limits. */
  static int elements(DecoderConfig config, String name) {
    long elements = 1;
    for (long dim : dims(config, name)) {
      elements *= dim;
    }
    return Math.toIntExact(elements);
  }
}
