package dev.countersign.inference.decoder;

import static org.assertj.core.api.Assertions.assertThat;

import ai.onnxruntime.OrtSession.SessionOptions;
import ai.onnxruntime.OrtSession.SessionOptions.OptLevel;
import dev.countersign.inference.decoder.DecoderConfig.Biases;
import dev.countersign.inference.decoder.DecoderConfig.Family;
import dev.countersign.inference.grammar.CallFormat;
import dev.countersign.inference.spi.Engine.Options;
import java.nio.FloatBuffer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** However the tokens are cut into runs, each position's logits have the same bits. */
class ExactGraphTest {
  private static final long SEED = 11;
  private static final Options TWO_THREADS = new Options(2, 2, Duration.ofMinutes(1));

  @TempDir Path temp;

  /** Configurations that take every branch of the graph. */
  static List<DecoderConfig> shapes() {
    return List.of(
        RandomDecoder.config(4, 4, 16),
        RandomDecoder.config(4, 2, 16),
        RandomDecoder.config(4, 1, 16),
        RandomDecoder.config(2, 1, 64),
        RandomDecoder.config(2, 2, 64),
        RandomDecoder.config(2, 1, 128),
        variant(Family.QWEN2, Biases.QKV, false),
        variant(Family.LLAMA, Biases.QKVO, false),
        variant(Family.QWEN3, Biases.NONE, true));
  }

  private static DecoderConfig variant(Family family, Biases biases, boolean qkNorm) {
    DecoderConfig c = RandomDecoder.small();
    return new DecoderConfig(
        1,
        family,
        c.vocab(),
        c.hidden(),
        c.layers(),
        c.heads(),
        c.kvHeads(),
        c.headDim(),
        c.feedForward(),
        c.context(),
        c.rope(),
        c.normEpsilon(),
        !c.tied(),
        biases,
        qkNorm,
        c.weights(),
        c.bos(),
        c.eos(),
        c.marginMilli(),
        CallFormat.HERMES);
  }

  /** Longer than two slices of the product with the values, which has headDim + 1 columns. */
  private static int length(DecoderConfig config) {
    return config.headDim() < 64 ? 80 : 270;
  }

  /** The logits of every position, the tokens read in runs of these lengths (the last repeats). */
  private static int[] bits(DecoderSession session, long[] ids, int... lengths) throws Exception {
    int vocab = session.bundle().config().vocab();
    int[] bits = new int[ids.length * vocab];
    KvCache past = session.empty();
    int run = 0;
    for (int from = 0; from < ids.length; run++) {
      int to = Math.min(ids.length, from + lengths[Math.min(run, lengths.length - 1)]);
      long[] rows = LongStream.range(0, to - from).toArray();
      Step step = session.run(Arrays.copyOfRange(ids, from, to), rows, past);
      FloatBuffer logits = step.logits();
      for (int i = 0; i < logits.capacity(); i++) {
        bits[from * vocab + i] = Float.floatToRawIntBits(logits.get(i));
      }
      past.close();
      past = step.present();
      from = to;
    }
    assertThat(past.length()).isEqualTo(ids.length);
    past.close();
    return bits;
  }

  private static void assertSame(int[] actual, int[] expected, String how) {
    long differ = IntStream.range(0, expected.length).filter(i -> actual[i] != expected[i]).count();
    assertThat(differ).describedAs("logits that differ, %s, seed %d", how, SEED).isZero();
  }

  @ParameterizedTest
  @MethodSource("shapes")
  void decodeEqualsPrefillForAllCutsThreadsAndLevels(DecoderConfig config) throws Exception {
    DecoderBundle bundle = RandomDecoder.write(temp.resolve("model"), config, SEED);
    int length = length(config);
    long[] ids = RandomDecoder.ids(config, length, SEED);
    int[] expected;
    try (DecoderSession session = bundle.open(Options.DEFAULT)) {
      expected = bits(session, ids, length);
      assertThat(Arrays.stream(expected).distinct().count()).isGreaterThan(length);
      assertSame(bits(session, ids, 1), expected, "token by token");
      assertSame(bits(session, ids, 2, 1, 7, 64, 33), expected, "in unequal runs");
    }
    try (DecoderSession session = bundle.open(TWO_THREADS)) {
      assertSame(bits(session, ids, length), expected, "two threads, one run");
      assertSame(bits(session, ids, 100, 1), expected, "two threads, token by token");
    }
    for (OptLevel level : List.of(OptLevel.NO_OPT, OptLevel.BASIC_OPT, OptLevel.ALL_OPT)) {
      int threads = DecoderSession.threads(config, TWO_THREADS);
      try (SessionOptions with = DecoderSession.sessionOptions(threads)) {
        with.setOptimizationLevel(level);
        try (DecoderSession session = DecoderSession.open(bundle, TWO_THREADS, with)) {
          assertSame(bits(session, ids, length), expected, level + ", one run");
          assertSame(bits(session, ids, 40, 1), expected, level + ", token by token");
        }
      }
    }
  }

  @Test
  void onlyTheRowsThatAreAskedForAreGivenInTheirOrder() throws Exception {
    DecoderConfig config = RandomDecoder.small();
    DecoderBundle bundle = RandomDecoder.write(temp.resolve("model"), config, SEED);
    long[] ids = RandomDecoder.ids(config, 20, SEED);
    try (DecoderSession session = bundle.open(Options.DEFAULT);
        KvCache past = session.empty()) {
      int[] all = bits(session, ids, 20);
      for (long[] rows : List.of(new long[] {}, new long[] {19}, new long[] {7, 3, 3})) {
        Step step = session.run(ids, rows, past);
        step.present().close();
        assertThat(step.logits().capacity()).isEqualTo(rows.length * config.vocab());
        List<Integer> expected = new ArrayList<>();
        List<Integer> actual = new ArrayList<>();
        for (int i = 0; i < rows.length * config.vocab(); i++) {
          int row = (int) rows[i / config.vocab()];
          expected.add(all[row * config.vocab() + i % config.vocab()]);
          actual.add(Float.floatToRawIntBits(step.logits().get(i)));
        }
        assertThat(actual).isEqualTo(expected);
      }
    }
  }
}
