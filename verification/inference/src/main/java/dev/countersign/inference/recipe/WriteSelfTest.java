package dev.countersign.inference.recipe;

import dev.countersign.inference.Candle;
import dev.countersign.inference.CandleFile;
import dev.countersign.inference.InferenceFailed;
import dev.countersign.inference.ModelBundle;
import dev.countersign.inference.OnnxEngine;
import dev.countersign.inference.SelfTest;
import dev.countersign.inference.SignalFeatures;
import dev.countersign.inference.spi.Engine;
import dev.countersign.inference.spi.LoadedModel;
import dev.countersign.receipt.Bytes32;
import dev.countersign.receipt.Jcs;
import dev.countersign.receipt.Tensor;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * Completes a bundle: runs the model on windows of recorded candles and writes what came out as the
 * bundle's self-test. Run it on a machine with AVX2, AVX-512 or ARM Neon.
 */
public final class WriteSelfTest {
  private static final int CASES = 8;

  private WriteSelfTest() {}

  /** Arguments: the CSV file, and the folder of the bundle without its self-test. */
  public static void main(String[] args) throws IOException, InferenceFailed {
    if (args.length != 2) {
      System.err.println("usage: WriteSelfTest CANDLES.csv BUNDLE");
      System.exit(2);
    }
    write(Path.of(args[0]), Path.of(args[1]), System.out);
  }

  static ModelBundle write(Path csv, Path folder, PrintStream out)
      throws IOException, InferenceFailed {
    List<Map<String, Tensor>> inputs = inputs(csv);
    Path file = folder.resolve("selftest.json");
    // A bundle has a self-test before it can be opened: one that says nothing yet.
    write(
        file,
        new SelfTest(
            List.of(new SelfTest.Case(List.copyOf(inputs.getFirst().values()), Bytes32.ZERO))));
    try (Engine engine = new OnnxEngine();
        LoadedModel model = engine.load(ModelBundle.open(folder), Engine.Options.DEFAULT)) {
      write(file, SelfTest.record(model, inputs));
    }
    ModelBundle bundle = ModelBundle.open(folder);
    out.println(bundle.card().name() + " " + bundle.digest());
    return bundle;
  }

  private static void write(Path file, SelfTest test) throws IOException {
    Files.write(file, Jcs.canonical(test.toJson()));
  }

  private static List<Map<String, Tensor>> inputs(Path csv) throws IOException, InferenceFailed {
    SignalFeatures function = new SignalFeatures();
    List<Candle> stretch =
        CandleFile.read(csv, function.interval()).stretches(function.interval()).getFirst();
    List<Map<String, Tensor>> inputs = new ArrayList<>();
    int step = (stretch.size() - function.candles()) / CASES;
    for (int i = 1; i <= CASES; i++) {
      inputs.add(function.features(stretch.subList(0, function.candles() + i * step)));
    }
    return inputs;
  }
}
