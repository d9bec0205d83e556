package dev.countersign.inference;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.within;

import dev.countersign.inference.spi.Engine;
import dev.countersign.inference.spi.Engine.Options;
import dev.countersign.inference.spi.LoadedModel;
import dev.countersign.receipt.Bytes32;
import dev.countersign.receipt.Reason;
import dev.countersign.receipt.Tensor;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.ServiceLoader;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(120)
class OnnxEngineTest {
  private final OnnxEngine engine = new OnnxEngine();
  @TempDir Path temp;

  @AfterEach
  void close() {
    engine.close();
  }

  private LoadedModel signal() throws ModelRefused {
    return engine.load(ModelBundle.open(Shipped.SIGNAL), Options.DEFAULT);
  }

  private static Map<String, Tensor> ones() {
    return Map.of("x", Tensor.ofFloats("x", List.of(1L, 4L), new float[] {1, 2, 3, 4}));
  }

  private static float[] y(Map<String, Tensor> outputs) {
    return Objects.requireNonNull(outputs.get("y")).floats();
  }

  /**
   * A quarter of a second or more of matrix products, each of which is stopped between the others.
   */
  private ModelBundle slow() throws IOException, ModelRefused {
    TestGraph graph = new TestGraph().input(256, 256).output(256, 256);
    graph.weight("w", 1f / 256, 256, 256);
    String last = "x";
    for (int i = 0; i < 280; i++) {
      graph.node("MatMul", "m" + i, last, "w").node("Tanh", "t" + i, "m" + i);
      last = "t" + i;
    }
    return graph.node("Relu", "y", last).bundle(temp.resolve("slow"));
  }

  @Test
  void theShippedModelReproducesItsSelfTest() throws InferenceFailed {
    try (LoadedModel model = signal()) {
      model.bundle().selfTest().require(model);
    }
  }

  @Test
  void theResultIsThatOfTheWeights() throws Exception {
    ModelBundle bundle =
        new TestGraph()
            .weight("w", 0.5f, 4, 4)
            .weight("b", -1, 1, 4)
            .node("MatMul", "m", "x", "w")
            .node("Add", "y", "m", "b")
            .bundle(temp.resolve("b"));
    try (LoadedModel model = engine.load(bundle, Options.DEFAULT)) {
      assertThat(y(model.run(ones()))).containsExactly(4, 4, 4, 4);
    }
  }

  @Test
  void weightsBesideTheGraphAreThoseThatWereHashed() throws Exception {
    Path folder = Files.createDirectories(temp.resolve("external"));
    Files.write(folder.resolve("weights.bin"), TestGraph.floats(16, 7));
    ModelBundle bundle =
        new TestGraph()
            .weight(TestGraph.externalTensor("w", "weights.bin", "48", "16"))
            .node("Add", "y", "x", "w")
            .bundle(folder);
    try (LoadedModel model = engine.load(bundle, Options.DEFAULT)) {
      assertThat(y(model.run(ones()))).containsExactly(8, 9, 10, 11);
      Files.write(folder.resolve("weights.bin"), TestGraph.floats(16, 0));
      assertThat(y(model.run(ones()))).containsExactly(8, 9, 10, 11);
    }
    assertThatExceptionOfType(ModelRefused.class)
        .isThrownBy(() -> engine.load(bundle, new Options(2, 1, Duration.ofSeconds(1))))
        .satisfies(e -> assertThat(e.code()).isEqualTo(ModelRefused.Code.MODEL_DIGEST_MISMATCH));
  }

  @Test
  void theDescriptionSaysWhatRuns() throws ModelRefused {
    try (LoadedModel model = signal()) {
      assertThat(model.description())
          .isEqualTo(new LoadedModel.Description("onnxruntime", "1.29.0", 1, "cpu"));
    }
  }

  @Test
  void wrongInputsAreRefusedBeforeTheEngineSeesThem() throws Exception {
    Map<String, Tensor> good = Shipped.features(0);
    Tensor tensor = Objects.requireNonNull(good.get("features"));
    try (LoadedModel model = signal()) {
      List<Map<String, Tensor>> wrong =
          List.of(
              Map.of(),
              Map.of("other", tensor),
              Map.of("features", tensor, "more", tensor),
              Map.of("features", Tensor.ofFloats("features", List.of(24L), tensor.floats())),
              Map.of("features", Tensor.ofFloats("renamed", List.of(1L, 24L), tensor.floats())),
              Map.of("features", Tensor.ofLongs("features", List.of(1L, 24L), new long[24])));
      for (Map<String, Tensor> inputs : wrong) {
        assertThatExceptionOfType(InputRefused.class)
            .as("%s", inputs)
            .isThrownBy(() -> model.run(inputs))
            .satisfies(e -> assertThat(e.code()).isEqualTo(InputRefused.Code.BAD_TENSOR))
            .satisfies(e -> assertThat(e.reason()).isEqualTo(Reason.INFERENCE_FAILED));
      }
    }
  }

  @Test
  void anOutputThatIsNoNumberIsAFailureAndNotAnAnswer() throws Exception {
    ModelBundle bundle = new TestGraph().node("Log", "y", "x").bundle(temp.resolve("nan"));
    Tensor negative = Tensor.ofFloats("x", List.of(1L, 4L), new float[] {-1, 1, 1, 1});
    try (LoadedModel model = engine.load(bundle, Options.DEFAULT)) {
      assertThatExceptionOfType(RunFailed.class)
          .isThrownBy(() -> model.run(Map.of("x", negative)))
          .satisfies(e -> assertThat(e.code()).isEqualTo(RunFailed.Code.NOT_A_NUMBER))
          .satisfies(e -> assertThat(e.reason()).isEqualTo(Reason.INFERENCE_FAILED));
      assertThat(y(model.run(ones()))).startsWith(0).hasSize(4);
    }
  }

  @Test
  void infinitiesAndNegativeZeroKeepTheirBits() throws Exception {
    ModelBundle bundle = new TestGraph().node("Neg", "y", "x").bundle(temp.resolve("neg"));
    float[] values = {0f, Float.POSITIVE_INFINITY, Float.NEGATIVE_INFINITY, Float.MIN_VALUE};
    try (LoadedModel model = engine.load(bundle, Options.DEFAULT)) {
      float[] result = y(model.run(Map.of("x", Tensor.ofFloats("x", List.of(1L, 4L), values))));
      for (int i = 0; i < values.length; i++) {
        assertThat(Float.floatToRawIntBits(result[i]))
            .isEqualTo(Float.floatToRawIntBits(-values[i]));
      }
    }
  }

  @Test
  void oneSessionServesManyThreadsWithTheSameBits() throws Exception {
    List<Map<String, Tensor>> inputs = new ArrayList<>();
    for (int i = 0; i < 16; i++) {
      inputs.add(Shipped.features(100 * i));
    }
    try (LoadedModel model = signal();
        ExecutorService threads = Executors.newFixedThreadPool(8)) {
      List<Bytes32> alone = new ArrayList<>();
      for (Map<String, Tensor> input : inputs) {
        alone.add(Tensor.digest(model.run(input).values()));
      }
      assertThat(alone).doesNotHaveDuplicates();
      List<Future<Boolean>> same = new ArrayList<>();
      for (int thread = 0; thread < 8; thread++) {
        same.add(
            threads.submit(
                () -> {
                  for (int i = 0; i < 1000; i++) {
                    Map<String, Tensor> outputs = model.run(inputs.get(i % 16));
                    if (!Tensor.digest(outputs.values()).equals(alone.get(i % 16))) {
                      return false;
                    }
                  }
                  return true;
                }));
      }
      for (Future<Boolean> result : same) {
        assertThat(result.get()).isTrue();
      }
    }
  }

  @Test
  void aRunPastItsTimeLimitIsStopped() throws Exception {
    ModelBundle bundle = slow();
    try (LoadedModel model = engine.load(bundle, new Options(1, 1, Duration.ofMillis(1)))) {
      Tensor input = Tensor.ofFloats("x", List.of(256L, 256L), new float[65_536]);
      assertThatExceptionOfType(RunFailed.class)
          .isThrownBy(() -> model.run(Map.of("x", input)))
          .withMessageContaining("did not finish in 1 ms")
          .satisfies(e -> assertThat(e.code()).isEqualTo(RunFailed.Code.TIME_LIMIT))
          .satisfies(e -> assertThat(e.reason()).isEqualTo(Reason.OVERLOADED));
    }
  }

  @Test
  void whoWaitsTooLongForATurnIsToldSo() throws Exception {
    Map<String, Tensor> input =
        Map.of("x", Tensor.ofFloats("x", List.of(256L, 256L), new float[65_536]));
    try (LoadedModel model = engine.load(slow(), new Options(1, 1, Duration.ofMillis(5)));
        ExecutorService threads = Executors.newFixedThreadPool(8)) {
      List<Future<Map<String, Tensor>>> runs = new ArrayList<>();
      for (int i = 0; i < 8; i++) {
        runs.add(threads.submit(() -> model.run(input)));
      }
      List<RunFailed.Code> codes = new ArrayList<>();
      for (Future<Map<String, Tensor>> run : runs) {
        assertThatExceptionOfType(ExecutionException.class)
            .isThrownBy(run::get)
            .satisfies(e -> codes.add(OnnxSessionTest.code(e)));
      }
      assertThat(codes).contains(RunFailed.Code.BUSY, RunFailed.Code.TIME_LIMIT);
    }
  }

  @Test
  void modelsOfOneDigestAndOptionsShareASession() throws Exception {
    ModelBundle bundle = ModelBundle.open(Shipped.SIGNAL);
    LoadedModel first = engine.load(bundle, Options.DEFAULT);
    LoadedModel second = engine.load(bundle, Options.DEFAULT);
    assertThat(engine.open()).isEqualTo(1);
    first.close();
    first.close();
    assertThat(engine.open()).isEqualTo(1);
    assertThat(second.run(Shipped.features(0))).containsOnlyKeys("logits");
    assertThatExceptionOfType(RunFailed.class)
        .isThrownBy(() -> first.run(Shipped.features(0)))
        .satisfies(e -> assertThat(e.code()).isEqualTo(RunFailed.Code.CLOSED));
    second.close();
    assertThat(engine.open()).isZero();
  }

  @Test
  void closingTheEngineEndsEverything() throws Exception {
    LoadedModel model = signal();
    engine.close();
    assertThatExceptionOfType(RunFailed.class).isThrownBy(() -> model.run(Shipped.features(0)));
    assertThatExceptionOfType(ModelRefused.class).isThrownBy(this::signal);
    model.close();
  }

  @Test
  void aGraphThatTheEngineDoesNotTakeIsRefusedInASentence() throws Exception {
    // Relu on integers as floats: sizes fit, types do not.
    ModelBundle bundle =
        new TestGraph()
            .constants("i", 1, 2, 3, 4)
            .node("Add", "y", "x", "i")
            .bundle(temp.resolve("types"));
    assertThatExceptionOfType(ModelRefused.class)
        .isThrownBy(() -> engine.load(bundle, Options.DEFAULT))
        .withMessageContaining("ONNX Runtime does not take this model")
        .satisfies(e -> assertThat(e.code()).isEqualTo(ModelRefused.Code.ENGINE));
  }

  @Test
  void theEngineIsFoundByTheServiceLoader() {
    assertThat(ServiceLoader.load(Engine.class).stream().map(ServiceLoader.Provider::type))
        .anyMatch(type -> type.equals(OnnxEngine.class));
  }

  @Test
  void theShippedModelLeansButNeverFar() throws Exception {
    try (LoadedModel model = signal()) {
      int least = 0;
      int most = 0;
      for (int window = 0; window < 5000; window += 50) {
        Signal signal = Signal.of(model.run(Shipped.features(window)));
        least = Math.min(least, signal.score());
        most = Math.max(most, signal.score());
      }
      assertThat(least).isLessThan(0).isCloseTo(0, within(6000));
      assertThat(most).isGreaterThan(0).isCloseTo(0, within(6000));
    }
  }
}
