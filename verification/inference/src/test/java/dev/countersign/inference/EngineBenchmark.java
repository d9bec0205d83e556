package dev.countersign.inference;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import dev.countersign.inference.spi.Engine.Options;
import dev.countersign.inference.spi.LoadedModel;
import dev.countersign.receipt.Bytes32;
import dev.countersign.receipt.Tensor;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.nio.file.Files;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.OptionsBuilder;

/**
 * What the engine adds to ONNX Runtime itself, on the shipped model with one thread. Run {@link
 * #main} with the test class path and the system property {@code countersign.root}.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 3, time = 2)
@Measurement(iterations = 5, time = 2)
@Fork(value = 1, jvmArgsAppend = "--enable-native-access=ALL-UNNAMED")
public class EngineBenchmark {
  private final SignalFeatures function = new SignalFeatures();
  private final List<Candle> candles;
  private final Map<String, Tensor> features;
  private final LoadedModel model;
  private final OrtSession bare;
  private final FloatBuffer bareIn = floats(SignalFeatures.WIDTH);
  private final FloatBuffer bareOut = floats(3);
  private final Map<String, OnnxTensor> bareInputs;
  private final Map<String, OnnxTensor> bareOutputs;
  private final float[] row;
  private final float[] logits = new float[3];

  /** Loads the shipped model into the engine and into a session of its own. */
  public EngineBenchmark() {
    try {
      candles = Shipped.candles().subList(0, 64);
      features = function.features(candles);
      row = Objects.requireNonNull(features.get("features")).floats();
      model = new OnnxEngine().load(ModelBundle.open(Shipped.SIGNAL), Options.DEFAULT);
      OrtEnvironment environment = OrtEnvironment.getEnvironment();
      OrtSession.SessionOptions options = new OrtSession.SessionOptions();
      options.setIntraOpNumThreads(1);
      bare =
          environment.createSession(
              Files.readAllBytes(Shipped.SIGNAL.resolve("model.onnx")), options);
      bareInputs =
          Map.of("features", OnnxTensor.createTensor(environment, bareIn, new long[] {1, 24}));
      bareOutputs =
          Map.of("logits", OnnxTensor.createTensor(environment, bareOut, new long[] {1, 3}));
    } catch (IOException | OrtException | InferenceFailed e) {
      throw new IllegalStateException(e);
    }
  }

  private static FloatBuffer floats(int count) {
    return ByteBuffer.allocateDirect(4 * count).order(ByteOrder.nativeOrder()).asFloatBuffer();
  }

  /** ONNX Runtime's fastest path: pinned input and output, no checks, no limit. */
  @Benchmark
  public float[] bareRuntimePinned() throws OrtException {
    bareIn.put(0, row);
    bare.run(bareInputs, Set.of(), bareOutputs).close();
    bareOut.get(0, logits);
    return logits;
  }

  /** ONNX Runtime as its documentation shows it: a fresh tensor in, a Java array out. */
  @Benchmark
  public Object bareRuntimePlain() throws OrtException {
    try (OnnxTensor input =
            OnnxTensor.createTensor(
                OrtEnvironment.getEnvironment(), FloatBuffer.wrap(row), new long[] {1, 24});
        OrtSession.Result result = bare.run(Map.of("features", input))) {
      return result.get(0).getValue();
    }
  }

  /** The engine: inputs checked, a turn taken, the limit watched, NaN refused, tensors out. */
  @Benchmark
  public Map<String, Tensor> engine() throws InferenceFailed {
    return model.run(features);
  }

  /** The same and the digest that a receipt holds. */
  @Benchmark
  public Bytes32 engineAndDigest() throws InferenceFailed {
    return Tensor.digest(model.run(features).values());
  }

  /** From 64 candles to the input tensor. */
  @Benchmark
  public Map<String, Tensor> features() throws InferenceFailed {
    return function.features(candles);
  }

  /** From the folder on disk to a checked bundle. */
  @Benchmark
  public ModelBundle openBundle() throws InferenceFailed {
    return ModelBundle.open(Shipped.SIGNAL);
  }

  /** Runs the benchmarks whose names contain the argument, or all. */
  public static void main(String[] args) throws RunnerException {
    String which = args.length == 0 ? "" : args[0];
    new Runner(
            new OptionsBuilder()
                .include(EngineBenchmark.class.getSimpleName() + ".*" + which + ".*")
                .build())
        .run();
  }
}
