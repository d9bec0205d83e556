package dev.countersign.inference.decoder;

import dev.countersign.inference.BundleJson;
import dev.countersign.inference.ModelRefused;
import dev.countersign.inference.ModelRefused.Code;
import dev.countersign.inference.grammar.CallFormat;
import java.util.HashSet;
import java.util.List;
import java.util.regex.Pattern;

/**
 * Everything that decides what a language model computes, apart from the numbers in its weights:
 * the file {@code decoder.json}. {@link ExactGraph} is a pure function of it.
 *
 * <p>There are no floating-point numbers in it; what is not whole is decimal text.
 *
 * @param version 1
 * @param family where the weights come from; says nothing that the other members do not
 * @param vocab rows of the embedding; token ids are below it
 * @param hidden the width of the residual stream
 * @param layers blocks
 * @param heads query heads
 * @param kvHeads key and value heads; a divisor of {@code heads}
 * @param headDim the width of one head, even, at most {@value #MOST_HEAD_DIM}
 * @param feedForward the inner width of the feed-forward part
 * @param context the most positions
 * @param rope rotary position embedding
 * @param normEpsilon added under the root of every RMS norm
 * @param tied whether the embedding is the output matrix as well
 * @param biases which projections of the attention add one
 * @param qkNorm whether queries and keys of each head go through an RMS norm
 * @param weights how {@code weights.bin} holds matrices
 * @param bos the id that a prompt begins with, -1 for none
 * @param eos the ids that end an answer, 1 to 16
 * @param marginMilli the distance of the best from the second best legal logit, in thousandths,
 *     below which the model counts as unsure; 0 for never
 * @param callFormat how the model writes tool calls
 */
public record DecoderConfig(
    int version,
    Family family,
    int vocab,
    int hidden,
    int layers,
    int heads,
    int kvHeads,
    int headDim,
    int feedForward,
    int context,
    Rope rope,
    String normEpsilon,
    boolean tied,
    Biases biases,
    boolean qkNorm,
    WeightFormat weights,
    int bos,
    List<Integer> eos,
    int marginMilli,
    CallFormat callFormat) {

  /** The name of the file. */
  public static final String FILE = "decoder.json";

  /**
   * The widest head. ONNX Runtime's matrix product takes its inner dimension in slices of 128 or
   * more, and how long they are depends on the number of columns; up to 128 there is one slice
   * whatever the length of the context (MlasSgemmOperation in sgemm.cpp).
   */
  public static final int MOST_HEAD_DIM = 128;

  /** Where the weights come from. */
  public enum Family {
    /** Llama 2 and 3. */
    LLAMA,
    /** Mistral. */
    MISTRAL,
    /** Qwen 2 and 2.5. */
    QWEN2,
    /** Qwen 3. */
    QWEN3
  }

  /** Which projections of the attention add a bias. */
  public enum Biases {
    /** None. */
    NONE,
    /** Query, key and value. */
    QKV,
    /** Query, key, value and output. */
    QKVO
  }

  private static final Pattern EPSILON = Pattern.compile("0\\.[0-9]{1,18}");
  private static final long MOST_TENSOR = Integer.MAX_VALUE / Float.BYTES;

  /**
   * @throws IllegalArgumentException when a member is not as described above, or absurd
   */
  public DecoderConfig {
    eos = List.copyOf(eos);
    require(version == 1, "version " + version + " is not known");
    within("vocab", vocab, 2, 1 << 20);
    within("hidden", hidden, 1, 1 << 15);
    within("layers", layers, 1, 256);
    within("heads", heads, 1, 256);
    within("kvHeads", kvHeads, 1, heads);
    require(heads % kvHeads == 0, "kvHeads " + kvHeads + " does not divide heads " + heads);
    within("headDim", headDim, 2, MOST_HEAD_DIM);
    require(headDim % 2 == 0, "headDim " + headDim + " is odd");
    within("feedForward", feedForward, 1, 1 << 18);
    within("context", context, 2, 1 << 20);
    require(
        EPSILON.matcher(normEpsilon).matches() && Float.parseFloat(normEpsilon) > 0,
        "normEpsilon is not a decimal between 0 and 1: " + normEpsilon);
    within("bos", bos, -1, vocab - 1);
    within("the number of eos ids", eos.size(), 1, 16);
    require(new HashSet<>(eos).size() == eos.size(), "an eos id is named twice");
    for (int id : eos) {
      within("an eos id", id, 0, vocab - 1);
    }
    within("marginMilli", marginMilli, 0, 1_000_000);
    fits("the embedding", vocab, hidden);
    fits("the query, key and value projection", (heads + 2L * kvHeads) * headDim, hidden);
    fits("the feed-forward part", feedForward, hidden);
    fits("the table of positions", context, headDim);
  }

  private static void within(String what, long value, long least, long most) {
    require(
        value >= least && value <= most,
        "%s is %d; it may be %d to %d".formatted(what, value, least, most));
  }

  private static void fits(String what, long rows, long columns) {
    require(
        rows * columns <= MOST_TENSOR,
        "%s would have %d elements; the most is %d".formatted(what, rows * columns, MOST_TENSOR));
  }

  private static void require(boolean condition, String otherwise) {
    if (!condition) {
      throw new IllegalArgumentException(otherwise);
    }
  }

  /** Query heads for each key and value head. */
  public int group() {
    return heads / kvHeads;
  }

  /** The width of what comes out of the fused query, key and value projection. */
  int qkvWidth() {
    return (heads + 2 * kvHeads) * headDim;
  }

  /** The bytes that one position takes in a {@link KvCache}. */
  public long cacheBytesPerPosition() {
    return (long) layers * kvHeads * (2 * headDim + 1) * Float.BYTES;
  }

  /** The file's content: canonical JSON. */
  public byte[] toBytes() {
    return BundleJson.write(this);
  }

  /**
   * Reads the file.
   *
   * @throws ModelRefused with {@link Code#BAD_CARD} when anything is missing, unknown, of another
   *     type, or out of its range
   */
  static DecoderConfig parse(byte[] json) throws ModelRefused {
    return BundleJson.read(json, DecoderConfig.class, FILE);
  }
}
