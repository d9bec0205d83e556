package dev.countersign.inference.decoder;

import dev.countersign.inference.InferenceFailed;
import dev.countersign.inference.InputRefused;
import dev.countersign.inference.ModelRefused;
import dev.countersign.inference.SelfTest;
import dev.countersign.receipt.Bytes32;
import dev.countersign.receipt.Tensor;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.LongStream;

/**
 * The two ways in which a language model runs its self-test. Its tokens are fixed by the
 * vocabulary's size alone, and longer than one slice of ONNX Runtime's matrix product; the logits
 * of the last few are compared.
 */
final class DecoderSelfTest {
  private static final int MOST_TOKENS = 160;
  private static final int MOST_ROWS = 8;
  private static final int STRIDE = 7919;

  private DecoderSelfTest() {}

  /** The inputs that an import records. */
  static Map<String, Tensor> inputs(DecoderConfig config) {
    int tokens = Math.min(MOST_TOKENS, config.context());
    int most = Math.max(1, Tensor.MAX_BYTES / Float.BYTES / config.vocab());
    int rows = Math.min(Math.min(MOST_ROWS, most), tokens - 1);
    long[] ids = LongStream.range(0, tokens).map(i -> (i + 1) * STRIDE % config.vocab()).toArray();
    long[] last = LongStream.range(tokens - rows, tokens).toArray();
    return Map.of(
        ExactGraph.IDS, Tensor.ofLongs(ExactGraph.IDS, List.of((long) tokens), ids),
        ExactGraph.ROWS, Tensor.ofLongs(ExactGraph.ROWS, List.of((long) rows), last));
  }

  /**
   * Runs the self-test on this machine and takes what comes out as the published outputs.
   *
   * @throws InferenceFailed when the two ways do not agree
   */
  static SelfTest record(DecoderSession session) throws InferenceFailed {
    Map<String, Tensor> inputs = inputs(session.bundle().config());
    Map<String, Tensor> ordered = new TreeMap<>(inputs);
    SelfTest test = SelfTest.record(given -> inOneRun(session, given), List.of(ordered));
    Bytes32 expected = test.cases().getFirst().outputs();
    if (!Tensor.digest(tokenByToken(session, inputs).values()).equals(expected)) {
      throw new ModelRefused(
          ModelRefused.Code.SELF_TEST_FAILED,
          "on this machine the model gives other bits token by token than in one run: it cannot be"
              + " imported here");
    }
    return test;
  }

  /** All tokens in one run. */
  static Map<String, Tensor> inOneRun(DecoderSession session, Map<String, Tensor> inputs)
      throws InferenceFailed {
    long[] ids = longs(inputs, ExactGraph.IDS);
    long[] rows = longs(inputs, ExactGraph.ROWS);
    try (KvCache past = session.empty()) {
      Step step = session.run(ids, rows, past);
      step.present().close();
      return logits(session, rows.length, step.logits());
    }
  }

  /** Up to the first row in one run; then one run for each token. */
  static Map<String, Tensor> tokenByToken(DecoderSession session, Map<String, Tensor> inputs)
      throws InferenceFailed {
    long[] ids = longs(inputs, ExactGraph.IDS);
    long[] rows = longs(inputs, ExactGraph.ROWS);
    for (int i = 0; i < rows.length; i++) {
      if (rows[i] != ids.length - rows.length + i || rows[i] == 0) {
        throw new InputRefused(
            InputRefused.Code.BAD_TENSOR, "a self-test compares the last of several tokens");
      }
    }
    FloatBuffer all = FloatBuffer.allocate(rows.length * session.bundle().config().vocab());
    KvCache past = session.empty();
    try {
      past = next(session, Arrays.copyOf(ids, ids.length - rows.length), new long[0], past, all);
      for (long row : rows) {
        past = next(session, new long[] {ids[(int) row]}, new long[] {0}, past, all);
      }
    } finally {
      past.close();
    }
    return logits(session, rows.length, all.flip());
  }

  private static KvCache next(
      DecoderSession session, long[] ids, long[] rows, KvCache past, FloatBuffer into)
      throws InferenceFailed {
    Step step = session.run(ids, rows, past);
    past.close();
    into.put(step.logits());
    return step.present();
  }

  private static long[] longs(Map<String, Tensor> inputs, String name) throws InputRefused {
    Tensor tensor = inputs.get(name);
    if (tensor == null || tensor.type() != Tensor.Type.INT64 || tensor.dims().size() != 1) {
      throw new InputRefused(
          InputRefused.Code.BAD_TENSOR, "a self-test has the input " + name + " int64 [n]");
    }
    long[] values = new long[(int) (long) tensor.dims().getFirst()];
    tensor.data().asLongBuffer().get(values);
    return values;
  }

  private static Map<String, Tensor> logits(DecoderSession session, int rows, FloatBuffer values) {
    ByteBuffer bytes =
        ByteBuffer.allocate(values.remaining() * Float.BYTES).order(ByteOrder.LITTLE_ENDIAN);
    bytes.asFloatBuffer().put(values);
    List<Long> dims = List.of((long) rows, (long) session.bundle().config().vocab());
    return Map.of(
        ExactGraph.LOGITS, Tensor.of(ExactGraph.LOGITS, Tensor.Type.FLOAT32, dims, bytes.array()));
  }
}
