package dev.countersign.inference.decoder;

import dev.countersign.inference.HashedFile;
import dev.countersign.inference.ModelBundle;
import dev.countersign.inference.ModelRefused;
import dev.countersign.inference.ModelRefused.Code;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * The values of every {@link Initializer}, widened to binary32, in memory outside the heap.
 *
 * <p>Guarantees: made of the bytes that the bundle's digest covers and of the configuration, by
 * conversions that have one result; no value is infinite or NaN.
 */
final class Weights {
  /** Elements that are widened at a time. */
  private static final int CHUNK = 1 << 18;

  private final DecoderConfig config;
  private final Map<String, FloatBuffer> values = new LinkedHashMap<>();

  private Weights(DecoderConfig config) {
    this.config = config;
  }

  /** Values by the initialiser's name. */
  static Map<String, FloatBuffer> load(ModelBundle bundle, DecoderConfig config)
      throws ModelRefused {
    Weights weights = new Weights(config);
    weights.allocate();
    weights.positions();
    weights.plainHeadScale();
    try (HashedFile file = bundle.stream(StoredTensor.FILE)) {
      for (StoredTensor tensor : StoredTensor.all(config)) {
        weights.read(file, tensor);
      }
      file.requireHashed();
    }
    return weights.values;
  }

  private void allocate() throws ModelRefused {
    long bytes = 0;
    for (String name : Initializer.all(config)) {
      bytes += (long) Initializer.elements(config, name) * Float.BYTES;
    }
    try {
      for (String name : Initializer.all(config)) {
        int size = Initializer.elements(config, name) * Float.BYTES;
        values.put(
            name, ByteBuffer.allocateDirect(size).order(ByteOrder.nativeOrder()).asFloatBuffer());
      }
    } catch (OutOfMemoryError e) {
      throw new ModelRefused(
          Code.TOO_LARGE,
          "the model's weights need %d MB outside the heap; the JVM has less to give"
                  .formatted(bytes >> 20)
              + " (-XX:MaxDirectMemorySize)",
          e);
    }
  }

  private FloatBuffer value(String name) {
    return Objects.requireNonNull(values.get(name), name);
  }

  /**
   * Cosine for both halves of a head, and sine with the sign that the first half needs. The angle
   * is rounded to binary32, as Hugging Face does it.
   */
  private void positions() {
    float[] frequencies = config.rope().frequencies(config.headDim());
    float amplitude = config.rope().amplitude();
    FloatBuffer cos = value(Initializer.COS);
    FloatBuffer sin = value(Initializer.SIN);
    int half = frequencies.length;
    for (int position = 0; position < config.context(); position++) {
      int row = position * config.headDim();
      for (int i = 0; i < half; i++) {
        float angle = position * frequencies[i];
        float c = (float) StrictMath.cos(angle) * amplitude;
        float s = (float) StrictMath.sin(angle) * amplitude;
        cos.put(row + i, c).put(row + half + i, c);
        sin.put(row + i, -s).put(row + half + i, s);
      }
    }
  }

  private float queryScale() {
    return (float) (1 / StrictMath.sqrt(config.headDim()));
  }

  private void plainHeadScale() {
    int queries = config.heads() * config.headDim();
    for (int layer = 0; layer < config.layers(); layer++) {
      FloatBuffer scale = value(Initializer.headScale(layer));
      for (int i = 0; i < scale.capacity(); i++) {
        scale.put(i, i < queries ? queryScale() : 1);
      }
    }
  }

  /** Takes some rows of a tensor to where the graph reads them. */
  private interface Target {
    void put(float[] rows, int first, int count);
  }

  private void read(HashedFile file, StoredTensor tensor) throws ModelRefused {
    WeightFormat format = tensor.format(config);
    int columns = tensor.columns();
    int rowBytes = format.rowBytes(columns);
    int most = Math.clamp(CHUNK / columns, 1, tensor.rows());
    float[] rows = new float[most * columns];
    ByteBuffer bytes = ByteBuffer.allocate(most * rowBytes).order(ByteOrder.LITTLE_ENDIAN);
    List<Target> targets = targets(tensor);
    for (int first = 0; first < tensor.rows(); first += most) {
      int count = Math.min(most, tensor.rows() - first);
      bytes.clear().limit(count * rowBytes);
      file.read(bytes);
      bytes.flip();
      for (int row = 0; row < count; row++) {
        format.decode(bytes, rows, row * columns, columns);
      }
      requireNumbers(tensor, rows, count * columns);
      for (Target target : targets) {
        target.put(rows, first, count);
      }
    }
  }

  private static void requireNumbers(StoredTensor tensor, float[] values, int count)
      throws ModelRefused {
    boolean finite = true;
    for (int i = 0; i < count; i++) {
      finite &= Float.isFinite(values[i]);
    }
    if (!finite) {
      throw new ModelRefused(
          Code.MALFORMED, StoredTensor.FILE + ": " + tensor.name() + " holds NaN or infinity");
    }
  }

  private List<Target> targets(StoredTensor tensor) {
    int columns = tensor.columns();
    return switch (tensor.name()) {
      case StoredTensor.EMBEDDING -> embedding(columns);
      case StoredTensor.OUTPUT -> List.of(transposed(Initializer.LM_HEAD, 0, columns));
      case StoredTensor.LAST_NORM -> List.of(plain(Initializer.NORM, 0, columns));
      default -> {
        String[] parts = tensor.name().split("\\.", 4);
        yield List.of(inLayer(Integer.parseInt(parts[2]), parts[3], columns));
      }
    };
  }

  private List<Target> embedding(int columns) {
    Target embedding = plain(Initializer.EMBEDDING, 0, columns);
    return config.tied()
        ? List.of(embedding, transposed(Initializer.LM_HEAD, 0, columns))
        : List.of(embedding);
  }

  private Target inLayer(int layer, String name, int columns) {
    int q = config.heads() * config.headDim();
    int kv = config.kvHeads() * config.headDim();
    return switch (name) {
      case "input_layernorm.weight" -> plain(Initializer.attentionNorm(layer), 0, columns);
      case "self_attn.q_proj.weight" -> transposed(Initializer.qkv(layer), 0, columns);
      case "self_attn.k_proj.weight" -> transposed(Initializer.qkv(layer), q, columns);
      case "self_attn.v_proj.weight" -> transposed(Initializer.qkv(layer), q + kv, columns);
      case "self_attn.q_proj.bias" -> plain(Initializer.qkvBias(layer), 0, columns);
      case "self_attn.k_proj.bias" -> plain(Initializer.qkvBias(layer), q, columns);
      case "self_attn.v_proj.bias" -> plain(Initializer.qkvBias(layer), q + kv, columns);
      case "self_attn.q_norm.weight" ->
          repeated(Initializer.headScale(layer), 0, config.heads(), queryScale());
      case "self_attn.k_norm.weight" ->
          repeated(Initializer.headScale(layer), q, config.kvHeads(), 1);
      case "self_attn.o_proj.weight" -> transposed(Initializer.output(layer), 0, columns);
      case "self_attn.o_proj.bias" -> plain(Initializer.outputBias(layer), 0, columns);
      case "post_attention_layernorm.weight" ->
          plain(Initializer.feedForwardNorm(layer), 0, columns);
      case "mlp.gate_proj.weight" -> transposed(Initializer.gate(layer), 0, columns);
      case "mlp.up_proj.weight" -> transposed(Initializer.up(layer), 0, columns);
      case "mlp.down_proj.weight" -> transposed(Initializer.down(layer), 0, columns);
      default -> throw new IllegalArgumentException("no tensor is called " + name);
    };
  }

  private Target plain(String initializer, int offset, int columns) {
    FloatBuffer into = value(initializer);
    return (rows, first, count) -> into.put(offset + first * columns, rows, 0, count * columns);
  }

  /** A vector for each of some heads, times a factor. */
  private Target repeated(String initializer, int offset, int heads, float factor) {
    FloatBuffer into = value(initializer);
    return (rows, first, count) -> {
      for (int i = 0; i < heads * config.headDim(); i++) {
        into.put(offset + i, rows[i % config.headDim()] * factor);
      }
    };
  }

  /** Rows become columns, from this column on. */
  private Target transposed(String initializer, int offset, int columns) {
    FloatBuffer into = value(initializer);
    int width = into.capacity() / columns;
    return (rows, first, count) -> {
      float[] line = new float[count];
      for (int column = 0; column < columns; column++) {
        for (int row = 0; row < count; row++) {
          line[row] = rows[row * columns + column];
        }
        into.put(column * width + offset + first, line);
      }
    };
  }
}
