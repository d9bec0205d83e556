package dev.countersign.inference.recipe;

import static org.assertj.core.api.Assertions.assertThat;

import dev.countersign.inference.Candle;
import dev.countersign.inference.CandleFile;
import dev.countersign.inference.ModelBundle;
import dev.countersign.inference.SignalFeatures;
import dev.countersign.receipt.Tensor;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RecipeTest {
  private static final Path ROOT =
      Path.of(Objects.requireNonNull(System.getProperty("countersign.root"), "countersign.root"));
  private static final Path CANDLES = ROOT.resolve("examples/data/ethusdt-1h.csv");

  @TempDir Path temp;
  private final ByteArrayOutputStream said = new ByteArrayOutputStream();
  private final PrintStream out = new PrintStream(said, true, StandardCharsets.UTF_8);

  @Test
  void everyWholeWindowIsExportedAndNoneThatStraddlesAGap() throws Exception {
    int rows = FeatureExport.export(CANDLES, temp, out);
    assertThat(rows).isEqualTo((5533 - 63) + (15_562 - 63));
    assertThat(Files.size(temp.resolve("features.f32")))
        .isEqualTo(rows * 4L * SignalFeatures.WIDTH);
    List<String> windows = Files.readAllLines(temp.resolve("windows.csv"));
    assertThat(windows).hasSize(rows + 1);
    assertThat(said.toString(StandardCharsets.UTF_8))
        .contains("1 intervals are missing")
        .contains("744 intervals are missing")
        .contains("microseconds");
    // The last window before the gap of 2023-03-24 has nothing ahead of it.
    assertThat(windows.get(5533 - 63)).startsWith("1679659200,").endsWith(",,,,");
  }

  @Test
  void anExportedRowIsWhatTheModelIsServed() throws Exception {
    FeatureExport.export(CANDLES, temp, out);
    List<Candle> stretch = CandleFile.read(CANDLES, 3600).stretches(3600).getFirst();
    byte[] all = Files.readAllBytes(temp.resolve("features.f32"));
    for (int row : new int[] {0, 1234, 5469}) {
      Tensor served = new SignalFeatures().features(stretch.subList(row, row + 64)).get("features");
      float[] exported = new float[SignalFeatures.WIDTH];
      ByteBuffer.wrap(all, row * 96, 96)
          .order(ByteOrder.LITTLE_ENDIAN)
          .asFloatBuffer()
          .get(exported);
      assertThat(Objects.requireNonNull(served).floats()).containsExactly(exported);
      assertThat(exported).isNotEqualTo(new float[SignalFeatures.WIDTH]);
    }
  }

  @Test
  void writingTheSelfTestAgainGivesTheCommittedBundle() throws Exception {
    Path bundle = Files.createDirectories(temp.resolve("signal-v1"));
    Path committed = ROOT.resolve("examples/models/signal-v1");
    for (String file : List.of("model.json", "model.onnx", "card.md")) {
      Files.copy(committed.resolve(file), bundle.resolve(file));
    }
    ModelBundle again = WriteSelfTest.write(CANDLES, bundle, out);
    assertThat(again.digest()).isEqualTo(ModelBundle.open(committed).digest());
    assertThat(
            Arrays.equals(
                Files.readAllBytes(bundle.resolve("selftest.json")),
                Files.readAllBytes(committed.resolve("selftest.json"))))
        .isTrue();
  }
}
