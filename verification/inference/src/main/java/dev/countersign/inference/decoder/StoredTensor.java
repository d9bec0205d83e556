package dev.countersign.inference.decoder;

import java.util.ArrayList;
import java.util.List;

/**
 * A tensor of {@code weights.bin}, where they follow one another in the order of {@link #all}
 * without anything between. Matrices are in the bundle's {@link WeightFormat}, one row after the
 * other; vectors are always binary32.
 *
 * @param name the name that Hugging Face gives it
 * @param rows of a matrix: the outputs of a projection; 1 for a vector
 * @param columns of a matrix: its inputs; the length of a vector
 * @param vector whether it is one
 */
record StoredTensor(String name, int rows, int columns, boolean vector) {
  static final String FILE = "weights.bin";
  static final String EMBEDDING = "model.embed_tokens.weight";
  static final String OUTPUT = "lm_head.weight";
  static final String LAST_NORM = "model.norm.weight";

  static StoredTensor matrix(String name, int rows, int columns) {
    return new StoredTensor(name, rows, columns, false);
  }

  static StoredTensor vector(String name, int length) {
    return new StoredTensor(name, 1, length, true);
  }

  /** How this tensor is held. */
  WeightFormat format(DecoderConfig config) {
    return vector ? WeightFormat.FP32 : config.weights();
  }

  /** The bytes in the file. */
  long bytes(DecoderConfig config) {
    return (long) rows * format(config).rowBytes(columns);
  }

  /** Its name within a layer, for example {@code self_attn.q_proj.weight}. */
  static String inLayer(int layer, String name) {
    return "model.layers." + layer + "." + name;
  }

  /** All tensors that a configuration needs, in the order of the file. */
  static List<StoredTensor> all(DecoderConfig config) {
    List<StoredTensor> all = new ArrayList<>();
    all.add(matrix(EMBEDDING, config.vocab(), config.hidden()));
    for (int i = 0; i < config.layers(); i++) {
      layer(config, i, all);
    }
    all.add(vector(LAST_NORM, config.hidden()));
    if (!config.tied()) {
      all.add(matrix(OUTPUT, config.vocab(), config.hidden()));
    }
    return all;
  }

  private static void layer(DecoderConfig config, int layer, List<StoredTensor> all) {
    int hidden = config.hidden();
    int q = config.heads() * config.headDim();
    int kv = config.kvHeads() * config.headDim();
    all.add(vector(inLayer(layer, "input_layernorm.weight"), hidden));
    projection(config, layer, "q_proj", q, hidden, all);
    projection(config, layer, "k_proj", kv, hidden, all);
    projection(config, layer, "v_proj", kv, hidden, all);
    if (config.qkNorm()) {
      all.add(vector(inLayer(layer, "self_attn.q_norm.weight"), config.headDim()));
      all.add(vector(inLayer(layer, "self_attn.k_norm.weight"), config.headDim()));
    }
    projection(config, layer, "o_proj", hidden, q, all);
    all.add(vector(inLayer(layer, "post_attention_layernorm.weight"), hidden));
    all.add(matrix(inLayer(layer, "mlp.gate_proj.weight"), config.feedForward(), hidden));
    all.add(matrix(inLayer(layer, "mlp.up_proj.weight"), config.feedForward(), hidden));
    all.add(matrix(inLayer(layer, "mlp.down_proj.weight"), hidden, config.feedForward()));
  }

  private static void projection(
      DecoderConfig config, int layer, String name, int rows, int columns, List<StoredTensor> all) {
    all.add(matrix(inLayer(layer, "self_attn." + name + ".weight"), rows, columns));
    boolean biased =
        switch (config.biases()) {
          case NONE -> false;
          case QKV -> !name.equals("o_proj");
          case QKVO -> true;
        };
    if (biased) {
      all.add(vector(inLayer(layer, "self_attn." + name + ".bias"), rows));
    }
  }

  /** The length of {@code weights.bin}. */
  static long fileBytes(DecoderConfig config) {
    return all(config).stream().mapToLong(tensor -> tensor.bytes(config)).sum();
  }
}
