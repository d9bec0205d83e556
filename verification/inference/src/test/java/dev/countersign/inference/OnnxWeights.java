package dev.countersign.inference;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;

/** The weights of the shipped model, read by hand, and its arithmetic in plain Java. */
final class OnnxWeights {
  private final Map<String, float[]> weights = new HashMap<>();

  private OnnxWeights() {}

  static OnnxWeights read(Path file) throws IOException, ModelRefused {
    OnnxWeights result = new OnnxWeights();
    Wire model = new Wire(Files.readAllBytes(file));
    while (model.next()) {
      if (model.field() == 7) {
        Wire graph = model.readMessage();
        while (graph.next()) {
          Wire part = graph.readMessage();
          if (graph.field() == 5) {
            result.take(part);
          }
        }
      } else if (model.field() == 1) {
        model.readLong();
      } else {
        model.readMessage();
      }
    }
    return result;
  }

  private void take(Wire tensor) throws ModelRefused {
    String name = "";
    float[] values = {};
    while (tensor.next()) {
      switch (tensor.field()) {
        case 8 -> name = tensor.readString(64);
        case 9 -> values = floats(tensor.readMessage());
        default -> tensor.countNumbers(0);
      }
    }
    weights.put(name, values);
  }

  private static float[] floats(Wire raw) {
    ByteBuffer bytes = ByteBuffer.allocate(raw.length() + 8).order(ByteOrder.LITTLE_ENDIAN);
    for (int i = 0; i + 8 <= raw.length(); i += 4) {
      bytes.putLong(i, raw.int64At(i));
    }
    if (raw.length() % 8 != 0 && raw.length() >= 8) {
      bytes.putLong(raw.length() - 8, raw.int64At(raw.length() - 8));
    }
    float[] values = new float[raw.length() / 4];
    bytes.asFloatBuffer().get(values);
    return values;
  }

  float[] layer(int layer, float[] in, boolean relu) {
    float[] w = Objects.requireNonNull(weights.get("w" + layer));
    float[] b = Objects.requireNonNull(weights.get("b" + layer));
    float[] out = new float[b.length];
    for (int j = 0; j < out.length; j++) {
      float sum = 0;
      for (int i = 0; i < in.length; i++) {
        sum = Math.fma(in[i], w[i * out.length + j], sum);
      }
      out[j] = relu ? Math.max(sum + b[j], 0) : sum + b[j];
    }
    return out;
  }
}
