package dev.countersign.inference;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtSession;
import ai.onnxruntime.OrtSession.SessionOptions;
import ai.onnxruntime.OrtSession.SessionOptions.OptLevel;
import dev.countersign.inference.Reexecution.Match;
import dev.countersign.inference.Reexecution.Mismatch;
import dev.countersign.inference.spi.Engine.Options;
import dev.countersign.inference.spi.LoadedModel;
import dev.countersign.receipt.Bytes32;
import dev.countersign.receipt.Reason;
import dev.countersign.receipt.Tensor;
import java.nio.FloatBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The exact profile: the same bits again, or a named difference. */
class ExactnessTest {
  private final OnnxEngine engine = new OnnxEngine();
  @TempDir Path temp;

  @AfterEach
  void close() {
    engine.close();
  }

  private LoadedModel signal() throws ModelRefused {
    return engine.load(ModelBundle.open(Shipped.SIGNAL), Options.DEFAULT);
  }

  private static List<Map<String, Tensor>> inputs() throws Exception {
    List<Map<String, Tensor>> inputs = new ArrayList<>();
    for (int window = 0; window < 5400; window += 300) {
      inputs.add(Shipped.features(window));
    }
    return inputs;
  }

  private static Bytes32 digest(OrtSession session, List<Map<String, Tensor>> inputs)
      throws Exception {
    List<Tensor> outputs = new ArrayList<>();
    for (Map<String, Tensor> input : inputs) {
      FloatBuffer values = FloatBuffer.wrap(Objects.requireNonNull(input.get("features")).floats());
      OrtEnvironment environment = OrtEnvironment.getEnvironment();
      try (OnnxTensor tensor = OnnxTensor.createTensor(environment, values, new long[] {1, 24});
          OrtSession.Result result = session.run(Map.of("features", tensor))) {
        float[] logits = ((float[][]) result.get(0).getValue())[0];
        outputs.add(Tensor.ofFloats("logits-" + outputs.size(), List.of(1L, 3L), logits));
      }
    }
    return Tensor.digest(outputs);
  }

  @Test
  void theBitsAreTheSameForAllThreadsAndOptimisationLevels() throws Exception {
    byte[] graph = Files.readAllBytes(Shipped.SIGNAL.resolve("model.onnx"));
    List<Map<String, Tensor>> inputs = inputs();
    Set<Bytes32> digests = new HashSet<>();
    for (OptLevel level : OptLevel.values()) {
      for (int threads : new int[] {1, 2, 4}) {
        try (SessionOptions options = new SessionOptions()) {
          options.setOptimizationLevel(level);
          options.setIntraOpNumThreads(threads);
          try (OrtSession session = OrtEnvironment.getEnvironment().createSession(graph, options)) {
            digests.add(digest(session, inputs));
            digests.add(digest(session, inputs));
          }
        }
      }
    }
    assertThat(digests).hasSize(1);
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 4})
  void theSelfTestHoldsForEveryNumberOfThreads(int threads) throws Exception {
    try (LoadedModel model =
        engine.load(
            ModelBundle.open(Shipped.SIGNAL), new Options(threads, 1, Duration.ofSeconds(5)))) {
      model.bundle().selfTest().require(model);
    }
  }

  @Test
  void theLogitsAreThoseOfPlainFusedArithmetic() throws Exception {
    // Each sum runs over its inputs in order with fused multiply-add; then the bias is added.
    OnnxWeights weights = OnnxWeights.read(Shipped.SIGNAL.resolve("model.onnx"));
    try (LoadedModel model = signal()) {
      for (Map<String, Tensor> input : inputs()) {
        float[] h = Objects.requireNonNull(input.get("features")).floats();
        for (int layer = 0; layer < 3; layer++) {
          h = weights.layer(layer, h, layer < 2);
        }
        Tensor expected = Tensor.ofFloats("logits", List.of(1L, 3L), h);
        assertThat(model.run(input)).containsEntry("logits", expected);
      }
    }
  }

  @Test
  void anHonestClaimMatches() throws Exception {
    try (LoadedModel model = signal()) {
      Map<String, Tensor> input = Shipped.features(0);
      Bytes32 claimed = Tensor.digest(model.run(input).values());
      assertThat(Reexecution.exact(model, input, claimed)).isEqualTo(new Match(claimed));
    }
  }

  @Test
  void oneFlippedBitOfOneOutputIsAMismatchWithBothDigests() throws Exception {
    try (LoadedModel model = signal()) {
      Map<String, Tensor> input = Shipped.features(0);
      Tensor honest = Objects.requireNonNull(model.run(input).get("logits"));
      float[] values = honest.floats();
      values[1] = Math.nextUp(values[1]);
      Bytes32 claimed = Tensor.digest(List.of(Tensor.ofFloats("logits", List.of(1L, 3L), values)));
      assertThat(Reexecution.exact(model, input, claimed))
          .isEqualTo(new Mismatch(claimed, Tensor.digest(List.of(honest))));
    }
  }

  @Test
  void anotherInputIsAMismatch() throws Exception {
    try (LoadedModel model = signal()) {
      Bytes32 claimed = Tensor.digest(model.run(Shipped.features(0)).values());
      assertThat(Reexecution.exact(model, Shipped.features(1), claimed))
          .isInstanceOf(Mismatch.class);
    }
  }

  @Test
  void aHostThatDoesNotReproduceTheSelfTestAbstains() throws Exception {
    Path folder = Shipped.copyOfSignal(temp.resolve("signal"));
    Path file = folder.resolve("selftest.json");
    String text = Files.readString(file);
    String digest = text.substring(text.lastIndexOf("\"outputs\":\"") + 11).substring(0, 64);
    Files.writeString(file, text.replace(digest, "0".repeat(64)));
    try (LoadedModel model = engine.load(ModelBundle.open(folder), Options.DEFAULT)) {
      assertThatExceptionOfType(ModelRefused.class)
          .isThrownBy(() -> model.bundle().selfTest().require(model))
          .withMessageContaining("must not vote on this model")
          .withMessageContaining(digest)
          .satisfies(e -> assertThat(e.code()).isEqualTo(ModelRefused.Code.SELF_TEST_FAILED))
          .satisfies(e -> assertThat(e.reason()).isEqualTo(Reason.MODEL_UNAVAILABLE))
          .satisfies(e -> assertThat(e.reason().isAbstention()).isTrue());
    }
  }
}
