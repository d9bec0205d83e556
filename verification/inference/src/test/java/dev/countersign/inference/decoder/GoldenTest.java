package dev.countersign.inference.decoder;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.countersign.inference.decoder.DecoderConfig.Biases;
import dev.countersign.inference.decoder.DecoderConfig.Family;
import dev.countersign.inference.spi.Engine.Options;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.JsonNode;

/**
 * An imported model gives the logits that PyTorch gives for the same weights; {@code
 * src/test/goldens/decoders.py} computed them.
 */
class GoldenTest {
  @TempDir Path temp;

  static List<String> names() throws IOException {
    return SourceModels.names();
  }

  private DecoderBundle imported(String name, WeightFormat weights) throws Exception {
    Path source = SourceModels.copy(name, temp.resolve("source"));
    Path target = Files.createDirectory(temp.resolve("bundle"));
    ModelImport made = ModelImport.of(source, SourceModels.wish(weights));
    return DecoderBundle.open(made.write(target, (what, done, all) -> {}));
  }

  /** The largest difference to the golden logits. */
  private static float difference(String name, DecoderBundle bundle) throws Exception {
    JsonNode golden = SourceModels.JSON.readTree(SourceModels.golden(name, "golden.json"));
    FloatBuffer expected =
        ByteBuffer.wrap(SourceModels.golden(name, "logits.f32"))
            .order(ByteOrder.LITTLE_ENDIAN)
            .asFloatBuffer();
    try (DecoderSession session = bundle.open(Options.DEFAULT);
        KvCache past = session.empty()) {
      session.requireSelfTest();
      Step step = session.run(longs(golden.path("ids")), longs(golden.path("rows")), past);
      step.present().close();
      assertThat(step.logits().capacity()).isEqualTo(expected.capacity());
      float largest = 0;
      for (int i = 0; i < expected.capacity(); i++) {
        largest = Math.max(largest, Math.abs(expected.get(i) - step.logits().get(i)));
      }
      return largest;
    }
  }

  private static long[] longs(JsonNode list) {
    return StreamSupport.stream(list.spliterator(), false).mapToLong(JsonNode::longValue).toArray();
  }

  @ParameterizedTest
  @MethodSource("names")
  void theLogitsAreThoseOfPyTorch(String name) throws Exception {
    assertThat(difference(name, imported(name, WeightFormat.FP32))).isLessThan(1e-4f);
  }

  @ParameterizedTest
  @CsvSource({
    "qwen3-biased,                      FP16, 0.0001",
    "qwen2-tied,                        FP16, 0.0001",
    "llama-heads-of-their-own,          FP16, 0.01",
    "llama-heads-of-their-own,          Q8,   0.2"
  })
  void weightsMayBeStoredSmaller(String name, WeightFormat weights, float most) throws Exception {
    DecoderBundle small = imported(name, weights);
    float difference = difference(name, small);
    assertThat(difference).isLessThan(most);
    assertThat(small.config().weights()).isEqualTo(weights);
    long elements =
        StoredTensor.all(small.config()).stream()
            .mapToLong(t -> (long) t.rows() * t.columns())
            .sum();
    assertThat(small.bundle().size(StoredTensor.FILE)).isLessThan(elements * 21 / 10);
  }

  @Test
  void theConfigurationSaysWhatTheModelHas() throws Exception {
    DecoderConfig config = imported("llama-biased-linear-in-two-files", WeightFormat.FP32).config();
    assertThat(config.family()).isEqualTo(Family.LLAMA);
    assertThat(config.biases()).isEqualTo(Biases.QKVO);
    assertThat(config.kvHeads()).isEqualTo(1);
    assertThat(config.rope().scaling()).isEqualTo(Rope.Scaling.LINEAR);
    assertThat(config.rope().parameters()).containsEntry("factor", "2.5");
    assertThat(config.eos()).containsExactly(317);
    assertThat(config.bos()).isEqualTo(316);
    assertThat(config.context()).isEqualTo(256);
  }

  @Test
  void aSlidingWindowCutsTheContext() throws Exception {
    assertThat(imported("mistral-sliding", WeightFormat.FP32).config().context()).isEqualTo(64);
  }

  @Test
  void q8IsWithinHalfAStepOfEachBlock() {
    float[] row = new float[70];
    for (int i = 0; i < row.length; i++) {
      row[i] = (float) StrictMath.sin(i * 0.7) * (i < 32 ? 1 : 100);
    }
    ByteBuffer bytes =
        ByteBuffer.allocate(WeightFormat.Q8.rowBytes(70)).order(ByteOrder.LITTLE_ENDIAN);
    WeightFormat.Q8.encode(row, 0, 70, bytes);
    assertThat(bytes.hasRemaining()).isFalse();
    float[] back = new float[70];
    WeightFormat.Q8.decode(bytes.flip(), back, 0, 70);
    for (int i = 0; i < row.length; i++) {
      float step = (i < 32 ? 1 : 100) / 127f;
      assertThat(back[i]).isCloseTo(row[i], within(step * 0.51f));
    }
  }
}
