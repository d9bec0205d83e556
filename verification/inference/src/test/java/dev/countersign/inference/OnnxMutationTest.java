package dev.countersign.inference;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.util.Arrays;
import java.util.Random;
import java.util.SortedMap;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The reader's only error is {@link ModelRefused}, and it always comes back. */
class OnnxMutationTest {
  private static final int ROUNDS = 20_000;
  private static final SortedMap<String, Long> FILES =
      new TreeMap<>(java.util.Map.of("model.onnx", 9000L, "weights.bin", 64L));

  private static byte[] mutated(byte[] file, Random random) {
    byte[] result = file.clone();
    int times = 1 + random.nextInt(4);
    for (int i = 0; i < times; i++) {
      int at = random.nextInt(result.length);
      switch (random.nextInt(5)) {
        case 0 -> result[at] ^= (byte) (1 << random.nextInt(8));
        case 1 -> result[at] = (byte) random.nextInt(256);
        case 2 -> result = Arrays.copyOf(result, 1 + random.nextInt(result.length));
        case 3 -> result = spliced(result, at, random.nextInt(result.length), random.nextInt(64));
        default -> Arrays.fill(result, at, Math.min(result.length, at + 10), (byte) -1);
      }
    }
    return result;
  }

  private static byte[] spliced(byte[] file, int at, int from, int length) {
    int count = Math.min(length, file.length - from);
    byte[] result = Arrays.copyOf(file, file.length + count);
    System.arraycopy(file, at, result, at + count, file.length - at);
    System.arraycopy(file, from, result, at, count);
    return result;
  }

  private static int refusals(byte[] file, ModelCard card, long seed) {
    Random random = new Random(seed);
    int refused = 0;
    for (int round = 0; round < ROUNDS; round++) {
      byte[] mutation = mutated(file, random);
      try {
        OnnxGraph.check(mutation, card, FILES, ModelLimits.DEFAULT);
      } catch (ModelRefused e) {
        assertThat(e.getMessage()).isNotBlank().doesNotContain("\n");
        refused++;
      } catch (RuntimeException | StackOverflowError e) {
        throw new AssertionError("seed " + seed + ", round " + round, e);
      }
    }
    return refused;
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3})
  @Timeout(300)
  void mutationsOfTheShippedModel(long seed) throws IOException, ModelRefused {
    byte[] file = Files.readAllBytes(Shipped.SIGNAL.resolve("model.onnx"));
    int refused = refusals(file, ModelBundle.open(Shipped.SIGNAL).card(), seed);
    // Most bytes are weights: a changed weight is a well-formed model, of another digest.
    assertThat(refused).as("seed %d", seed).isBetween(ROUNDS / 10, ROUNDS);
  }

  @ParameterizedTest
  @ValueSource(longs = {4, 5, 6})
  @Timeout(300)
  void mutationsOfAGraphThatIsAllStructure(long seed) {
    TestGraph graph =
        new TestGraph()
            .constants("shape", 2, 2)
            .constants("back", 1, 4)
            .weight(TestGraph.externalTensor("w", "weights.bin", "48", "16"))
            .node("Add", "a", "x", "w")
            .node("Reshape", "r", "a", "shape")
            .node(
                TestGraph.nodeOf("Transpose", "t", "r")
                    .message(5, TestGraph.integers("perm", 1, 0)))
            .node("MatMul", "m", "t", "r")
            .node("Softmax", "s", "m")
            .node("Reshape", "y", "s", "back");
    int refused = refusals(graph.bytes(), graph.card(), seed);
    assertThat(refused).as("seed %d", seed).isGreaterThan(ROUNDS / 2);
  }

  @Test
  @Timeout(300)
  void noise() {
    Random random = new Random(7);
    TestGraph graph = new TestGraph().node("Relu", "y", "x");
    for (int round = 0; round < ROUNDS; round++) {
      byte[] noise = new byte[random.nextInt(200)];
      random.nextBytes(noise);
      try {
        OnnxGraph.check(noise, graph.card(), FILES, ModelLimits.DEFAULT);
        throw new AssertionError("seed 7, round " + round + ": noise is no model");
      } catch (ModelRefused e) {
        assertThat(e.getMessage()).isNotBlank();
      }
    }
  }
}
