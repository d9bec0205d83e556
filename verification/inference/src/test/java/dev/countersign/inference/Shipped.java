package dev.countersign.inference;

import dev.countersign.receipt.Tensor;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;

/** The model and the data of the repository. */
final class Shipped {
  private static final Path ROOT =
      Path.of(Objects.requireNonNull(System.getProperty("countersign.root"), "countersign.root"));
  static final Path SIGNAL = ROOT.resolve("examples/models/signal-v1");
  static final Path CANDLES = ROOT.resolve("examples/data/ethusdt-1h.csv");

  private Shipped() {}

  static Path copyOfSignal(Path target) throws IOException {
    Files.createDirectories(target);
    try (Stream<Path> files = Files.list(SIGNAL)) {
      for (Path file : files.toList()) {
        Files.copy(file, target.resolve(file.getFileName()));
      }
    }
    return target;
  }

  static void flipBit(Path file, int fromEnd) throws IOException {
    byte[] bytes = Files.readAllBytes(file);
    bytes[bytes.length - fromEnd] ^= 1;
    Files.write(file, bytes);
  }

  static List<Candle> candles() throws IOException, InputRefused {
    return CandleFile.read(CANDLES, 3600).stretches(3600).getFirst();
  }

  static Map<String, Tensor> features(int window) throws IOException, InputRefused {
    return new SignalFeatures().features(candles().subList(window, window + 64));
  }
}
