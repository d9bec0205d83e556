package dev.countersign.inference.decoder;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OnnxTensorLike;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import ai.onnxruntime.OrtSession.SessionOptions;
import dev.countersign.inference.ModelRefused;
import dev.countersign.inference.OnnxEnvironment;
import java.nio.ByteBuffer;
import java.nio.FloatBuffer;
import java.nio.LongBuffer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * ONNX Runtime by itself over the same graph, weights and threads, with its own defaults: the best
 * token of each row and nothing else. No limits, no checks, no mask, no evidence.
 */
public final class BareLoop implements AutoCloseable {
  private final DecoderConfig config;
  private final OrtEnvironment environment;
  private final OrtSession session;
  private final List<OnnxTensor> weights = new ArrayList<>();

  /** Loads the weights once more. */
  public BareLoop(DecoderBundle bundle, int threads) throws ModelRefused, OrtException {
    this.config = bundle.config();
    this.environment = OnnxEnvironment.get();
    try (SessionOptions with = new SessionOptions()) {
      with.setIntraOpNumThreads(threads);
      Map<String, OnnxTensorLike> external = new HashMap<>();
      for (Map.Entry<String, FloatBuffer> value :
          Weights.load(bundle.bundle(), config).entrySet()) {
        OnnxTensor tensor =
            OnnxTensor.createTensor(
                environment, value.getValue(), Initializer.dims(config, value.getKey()));
        weights.add(tensor);
        external.put(value.getKey(), tensor);
      }
      with.addExternalInitializers(external);
      byte[] graph = ExactGraph.of(config);
      session =
          environment.createSession(
              ByteBuffer.allocateDirect(graph.length).put(graph).flip(), with);
    }
  }

  /**
   * Reads a prompt and then draws tokens.
   *
   * @return nanoseconds from the first token to the last
   */
  public long draw(long[] prompt, int tokens) throws OrtException {
    OrtSession.Result past = step(prompt, null);
    long[] next = {best(past)};
    long begin = System.nanoTime();
    for (int i = 1; i < tokens; i++) {
      OrtSession.Result present = step(next, past);
      past.close();
      past = present;
      next[0] = best(past);
    }
    long nanos = System.nanoTime() - begin;
    past.close();
    return nanos;
  }

  private OrtSession.Result step(
      long[] ids, OrtSession.@org.jspecify.annotations.Nullable Result past) throws OrtException {
    List<OnnxTensor> own = new ArrayList<>();
    try {
      Map<String, OnnxTensorLike> inputs = new HashMap<>();
      inputs.put(ExactGraph.IDS, longs(own, ids, 1, ids.length));
      inputs.put(ExactGraph.ROWS, longs(own, new long[] {ids.length - 1}, 1));
      for (int i = 0; i < config.layers(); i++) {
        int width = config.headDim();
        inputs.put(
            ExactGraph.pastKey(i),
            past == null ? empty(own, width) : of(past, ExactGraph.presentKey(i)));
        inputs.put(
            ExactGraph.pastValue(i),
            past == null ? empty(own, width + 1) : of(past, ExactGraph.presentValue(i)));
      }
      return session.run(inputs);
    } finally {
      own.forEach(OnnxTensor::close);
    }
  }

  private OnnxTensor longs(List<OnnxTensor> own, long[] values, long... dims) throws OrtException {
    OnnxTensor tensor = OnnxTensor.createTensor(environment, LongBuffer.wrap(values), dims);
    own.add(tensor);
    return tensor;
  }

  private OnnxTensor empty(List<OnnxTensor> own, int width) throws OrtException {
    OnnxTensor tensor =
        OnnxTensor.createTensor(
            environment, FloatBuffer.allocate(0), new long[] {1, config.kvHeads(), 0, width});
    own.add(tensor);
    return tensor;
  }

  private static OnnxTensor of(OrtSession.Result result, String name) {
    return (OnnxTensor) result.get(name).orElseThrow();
  }

  private static long best(OrtSession.Result result) {
    FloatBuffer logits = of(result, ExactGraph.LOGITS).getFloatBuffer();
    int best = 0;
    for (int i = 1; i < logits.capacity(); i++) {
      if (logits.get(i) > logits.get(best)) {
        best = i;
      }
    }
    return best;
  }

  @Override
  public void close() throws OrtException {
    session.close();
    weights.forEach(OnnxTensor::close);
  }
}
