package dev.countersign.inference.decoder;

import dev.countersign.inference.decoder.GraphWriter.Attribute;
import java.util.List;

/**
 * The graph of a decoder, as a pure function of its configuration: the file {@code model.onnx},
 * without any weights.
 *
 * <p>Inputs: {@code input_ids} int64 [1,S]; {@code rows} int64 [R], the positions among the S whose
 * logits are wanted; for each layer i {@code past.i.key} [1,kvHeads,P,headDim] and {@code
 * past.i.value} [1,kvHeads,P,headDim+1]. Outputs: {@code logits} [R,vocab] and {@code present.i.*},
 * the past with the S positions behind it. The last column of a value is always one.
 *
 * <p>Guarantees, on ONNX Runtime's CPU kernels of a machine with fused multiply-add: the logits of
 * a position have the same bits however the tokens before it were cut into runs, for every number
 * of threads that {@link DecoderSession} allows and every optimisation level. This is why, found by
 * trial and then in the source of ONNX Runtime's MLAS:
 *
 * <ul>
 *   <li>A product with a constant matrix is packed once, and each row of the result is the same sum
 *       in the same order whatever the number of rows. All projections are of this kind.
 *   <li>A product of two variable matrices has another kernel for a single row. The query heads of
 *       a group are therefore rows of one matrix; a group of one is doubled. So there are always
 *       two.
 *   <li>Softmax is {@code exp(s - max)}, and its denominator is one more column of the product with
 *       the values: the same sum over the same positions. What the causal mask hides adds an exact
 *       zero, so the length of the context does not matter.
 *   <li>RMS norm, sine and cosine, SiLU and the residual sums are per row or per element.
 *   <li>No shape here lets an optimiser join a product and a sum, or a product and a factor, which
 *       would round in another order: the number of positions stays open, the scale is a matrix.
 * </ul>
 *
 * <p>Does not guarantee the same bits on a machine without fused multiply-add or under other
 * kernels: the self-test shows it.
 */
final class ExactGraph {
  static final String FILE = "model.onnx";
  static final String IDS = "input_ids";
  static final String ROWS = "rows";
  static final String LOGITS = "logits";

  private static final float HIDDEN_SCORE = -1e9f;
  private static final Attribute LAST_AXIS = Attribute.integer("axis", -1);
  private static final Attribute SWAP_POSITIONS_AND_HEADS = Attribute.integers("perm", 0, 2, 1, 3);

  private final DecoderConfig config;
  private final GraphWriter graph = new GraphWriter();

  /** Rows of a group in the products of the attention: at least two. */
  private final int group;

  private String cos = "";
  private String sin = "";
  private String mask = "";
  private String ones = "";

  private ExactGraph(DecoderConfig config) {
    this.config = config;
    this.group = Math.max(2, config.group());
  }

  /** The file's content. */
  static byte[] of(DecoderConfig config) {
    return new ExactGraph(config).write();
  }

  static String pastKey(int layer) {
    return "past." + layer + ".key";
  }

  static String pastValue(int layer) {
    return "past." + layer + ".value";
  }

  static String presentKey(int layer) {
    return "present." + layer + ".key";
  }

  static String presentValue(int layer) {
    return "present." + layer + ".value";
  }

  private byte[] write() {
    String ids = graph.inputIntegers(IDS, 1L, "S");
    String rows = graph.inputIntegers(ROWS, "R");
    for (int i = 0; i < config.layers(); i++) {
      graph.inputReals(pastKey(i), 1L, kvHeads(), "P", headDim());
      graph.inputReals(pastValue(i), 1L, kvHeads(), "P", headDim() + 1);
    }
    graph.outputReals(LOGITS, "R", (long) config.vocab());
    positions(ids);
    String x = graph.apply("Gather", initializer(Initializer.EMBEDDING), ids);
    for (int i = 0; i < config.layers(); i++) {
      x = feedForward(i, attention(i, x));
      graph.outputReals(presentKey(i), 1L, kvHeads(), "T", headDim());
      graph.outputReals(presentValue(i), 1L, kvHeads(), "T", headDim() + 1);
    }
    x = graph.apply("Gather", Attribute.integer("axis", 1), x, rows);
    x = norm(x, Initializer.NORM);
    x = graph.apply("MatMul", x, initializer(Initializer.LM_HEAD));
    graph.name(LOGITS, "Squeeze", List.of(), x, graph.integers(0));
    return graph.toByteArray();
  }

  private long kvHeads() {
    return config.kvHeads();
  }

  private long headDim() {
    return config.headDim();
  }

  private String initializer(String name) {
    return graph.external(name, Initializer.dims(config, name));
  }

  /** What all layers share: the rows of sine and cosine, the causal mask, and a column of ones. */
  private void positions(String ids) {
    String p = dimension(pastKey(0), 2);
    String s = dimension(ids, 1);
    String t = graph.apply("Add", p, s);
    String scalarP = graph.apply("Squeeze", p);
    String scalarT = graph.apply("Squeeze", t);
    String queries = graph.apply("Range", scalarP, scalarT, graph.integer(1));
    String keys = graph.apply("Range", graph.integer(0), scalarT, graph.integer(1));
    String heads = graph.integers(1);
    cos = graph.apply("Gather", initializer(Initializer.COS), queries);
    cos = graph.apply("Unsqueeze", cos, heads);
    sin = graph.apply("Gather", initializer(Initializer.SIN), queries);
    sin = graph.apply("Unsqueeze", sin, heads);
    String seen =
        graph.apply("LessOrEqual", keys, graph.apply("Unsqueeze", queries, graph.integers(1)));
    mask = graph.apply("Where", seen, graph.real(0), graph.real(HIDDEN_SCORE));
    mask = graph.apply("Expand", mask, join(graph.integers(group), s, t));
    mask = graph.apply("Reshape", mask, join(graph.integers(1, 1, -1), t));
    ones = graph.apply("Expand", graph.real(1), join(graph.integers(1, kvHeads()), s, heads));
  }

  private String dimension(String of, int axis) {
    return graph.apply(
        "Shape",
        List.of(Attribute.integer("start", axis), Attribute.integer("end", axis + 1L)),
        of);
  }

  private String join(String... parts) {
    return graph.apply("Concat", Attribute.integer("axis", 0), parts);
  }

  private String attention(int layer, String x) {
    long all = config.heads() + 2 * kvHeads();
    String y = norm(x, Initializer.attentionNorm(layer));
    y = graph.apply("MatMul", y, initializer(Initializer.qkv(layer)));
    y = graph.apply("Reshape", y, graph.integers(0, 0, all, headDim()));
    if (config.biases() != DecoderConfig.Biases.NONE) {
      y = graph.apply("Add", y, initializer(Initializer.qkvBias(layer)));
    }
    List<String> parts = graph.split(y, 2, config.heads() + kvHeads(), kvHeads());
    String qk = rotated(scaled(layer, parts.getFirst()));
    qk = graph.apply("Transpose", SWAP_POSITIONS_AND_HEADS, qk);
    List<String> queryAndKey = graph.split(qk, 1, config.heads(), kvHeads());
    String value = graph.apply("Transpose", SWAP_POSITIONS_AND_HEADS, parts.getLast());
    value = graph.apply("Concat", LAST_AXIS, value, ones);
    List<Attribute> behind = List.of(Attribute.integer("axis", 2));
    graph.name(presentKey(layer), "Concat", behind, pastKey(layer), queryAndKey.getLast());
    graph.name(presentValue(layer), "Concat", behind, pastValue(layer), value);
    String a = weighted(queryAndKey.getFirst(), presentKey(layer), presentValue(layer));
    a = graph.apply("MatMul", a, initializer(Initializer.output(layer)));
    if (config.biases() == DecoderConfig.Biases.QKVO) {
      x = graph.apply("Add", x, initializer(Initializer.outputBias(layer)));
    }
    return graph.apply("Add", x, a);
  }

  /** Norm of each head, where there is one; queries times one over the root of their width. */
  private String scaled(int layer, String qk) {
    String y = qk;
    if (config.qkNorm()) {
      y = rms(y, graph.reals(config.headDim(), 1));
    }
    return graph.apply("Mul", y, initializer(Initializer.headScale(layer)));
  }

  private String rotated(String qk) {
    List<String> halves = graph.split(qk, -1, headDim() / 2, headDim() / 2);
    String swapped = graph.apply("Concat", LAST_AXIS, halves.getLast(), halves.getFirst());
    return graph.apply("Add", graph.apply("Mul", qk, cos), graph.apply("Mul", swapped, sin));
  }

  /** The values, weighted by the softmax of the scores: [1,S,heads*headDim]. */
  private String weighted(String query, String keys, String values) {
    boolean doubled = config.group() == 1;
    String q = doubled ? graph.apply("Concat", Attribute.integer("axis", 2), query, query) : query;
    q = graph.apply("Reshape", q, graph.integers(0, kvHeads(), -1, headDim()));
    String transposed = graph.apply("Transpose", Attribute.integers("perm", 0, 1, 3, 2), keys);
    String scores = graph.apply("Add", graph.apply("MatMul", q, transposed), mask);
    String largest =
        graph.apply(
            "ReduceMax",
            List.of(Attribute.integers("axes", -1), Attribute.integer("keepdims", 1)),
            scores);
    String weights = graph.apply("Exp", graph.apply("Sub", scores, largest));
    String sums = graph.apply("MatMul", weights, values);
    List<String> parts = graph.split(sums, -1, headDim(), 1);
    String a = graph.apply("Div", parts.getFirst(), parts.getLast());
    if (doubled) {
      a = graph.apply("Reshape", a, graph.integers(0, kvHeads(), 2, -1, headDim()));
      a = graph.apply("Slice", a, graph.integers(0), graph.integers(1), graph.integers(2));
    }
    a = graph.apply("Reshape", a, graph.integers(1, config.heads(), -1, headDim()));
    a = graph.apply("Transpose", SWAP_POSITIONS_AND_HEADS, a);
    return graph.apply("Reshape", a, graph.integers(0, 0, config.heads() * headDim()));
  }

  private String feedForward(int layer, String x) {
    String y = norm(x, Initializer.feedForwardNorm(layer));
    String gate = graph.apply("MatMul", y, initializer(Initializer.gate(layer)));
    String up = graph.apply("MatMul", y, initializer(Initializer.up(layer)));
    String open = graph.apply("Mul", gate, graph.apply("Sigmoid", gate));
    String down =
        graph.apply("MatMul", graph.apply("Mul", open, up), initializer(Initializer.down(layer)));
    return graph.apply("Add", x, down);
  }

  private String norm(String x, String weight) {
    return rms(x, initializer(weight));
  }

  private String rms(String x, String scale) {
    return graph.apply(
        "SimplifiedLayerNormalization",
        List.of(
            LAST_AXIS,
            Attribute.real("epsilon", Float.parseFloat(config.normEpsilon())),
            Attribute.integer("stash_type", 1)),
        x,
        scale);
  }
}
