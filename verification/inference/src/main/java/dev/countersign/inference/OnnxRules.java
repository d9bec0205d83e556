package dev.countersign.inference;

import static dev.countersign.inference.OnnxReader.refused;

import dev.countersign.inference.ModelRefused.Code;
import dev.countersign.inference.OnnxGraph.Node;
import dev.countersign.inference.OnnxGraph.Weight;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/**
 * The size of an operator's results from the sizes of its inputs (github.com/onnx/onnx,
 * docs/Operators.md), for the operators that this module lets run.
 *
 * <p>Not here, so refused: what allocates by value (ConstantOfShape, Expand, Tile, Range, Pad,
 * Resize, OneHot, NonZero), what draws random numbers, what loops, every domain but the standard
 * one, and tree ensembles and recurrent cells, whose sums depend on the number of threads.
 */
final class OnnxRules {
  /** The number of the type STRING in onnx.proto. */
  private static final long TEXT = 8;

  private final Node node;
  private final OnnxArguments arguments;
  private long work;

  OnnxRules(Node node, Map<String, OnnxShape> values) throws ModelRefused {
    this.node = node;
    this.arguments = new OnnxArguments(node, values);
  }

  long work() {
    return work;
  }

  List<OnnxShape> results() throws ModelRefused {
    if (!node.domain().isEmpty()) {
      throw refused(
          Code.OPERATOR,
          "operator %s of the domain %s; only standard operators run here"
              .formatted(arguments.shown(), Excerpt.of(node.domain())));
    }
    OnnxProducts products = new OnnxProducts(arguments);
    OnnxShape result =
        switch (node.operator()) {
          case "Abs",
              "Neg",
              "Relu",
              "LeakyRelu",
              "Elu",
              "Selu",
              "Celu",
              "Softplus",
              "Softsign",
              "Sigmoid",
              "HardSigmoid",
              "HardSwish",
              "Tanh",
              "Erf",
              "Exp",
              "Log",
              "Sqrt",
              "Reciprocal",
              "Floor",
              "Ceil",
              "Round",
              "Sign",
              "Sin",
              "Cos",
              "Identity",
              "Not",
              "Clip",
              "Softmax",
              "LogSoftmax",
              "Gelu",
              "LayerNormalization",
              "BatchNormalization",
              "CastLike" ->
              arguments.in(0);
          case "Add",
              "Sub",
              "Mul",
              "Div",
              "Pow",
              "Mod",
              "Min",
              "Max",
              "Sum",
              "Mean",
              "PRelu",
              "Equal",
              "Greater",
              "Less",
              "GreaterOrEqual",
              "LessOrEqual",
              "And",
              "Or",
              "Xor",
              "Where" ->
              broadcastAll();
          case "Cast" -> cast();
          case "MatMul" -> products.matMul();
          case "Gemm" -> products.gemm();
          case "Conv" -> products.conv();
          case "GlobalAveragePool", "GlobalMaxPool" -> globalPool();
          case "Constant" -> constant();
          case "Transpose" -> transpose();
          case "Reshape" -> reshape();
          case "Flatten" -> flatten();
          case "Squeeze" -> squeeze();
          case "Unsqueeze" -> unsqueeze();
          case "Concat" -> concat();
          case "Slice" -> slice();
          case "Gather" -> gather();
          case "ReduceSum",
              "ReduceMean",
              "ReduceMax",
              "ReduceMin",
              "ReduceProd",
              "ReduceL1",
              "ReduceL2",
              "ReduceSumSquare",
              "ReduceLogSumExp" ->
              reduce();
          default ->
              throw refused(
                  Code.OPERATOR,
                  "operator "
                      + arguments.shown()
                      + " is not one whose memory and result are known before it runs");
        };
    work = products.work() + result.elements();
    for (OnnxShape input : arguments.inputs()) {
      work += input.elements();
    }
    return List.of(result);
  }

  private OnnxShape broadcastAll() throws ModelRefused {
    OnnxShape result = arguments.in(0);
    for (OnnxShape input : arguments.inputs()) {
      result = result.broadcast(input);
    }
    return result;
  }

  private OnnxShape cast() throws ModelRefused {
    if (arguments.number("to", TEXT) == TEXT) {
      throw refused(Code.OPERATOR, "a Cast to text");
    }
    return arguments.in(0);
  }

  private OnnxShape globalPool() throws ModelRefused {
    long[] dims = arguments.in(0).dims();
    if (dims.length < 3) {
      throw arguments.wrong("there is nothing to pool");
    }
    Arrays.fill(dims, 2, dims.length, 1);
    return OnnxShape.of(dims);
  }

  private OnnxShape constant() throws ModelRefused {
    Weight constant = node.constant();
    if (constant != null && constant.external() == null) {
      return OnnxShape.of(constant);
    }
    long[] one = arguments.attribute("value_int");
    if (one != null && one.length == 1) {
      return new OnnxShape(new long[0], one);
    }
    long[] several = arguments.attribute("value_ints");
    if (several != null) {
      return new OnnxShape(new long[] {several.length}, several);
    }
    if (node.numbers().containsKey("value_float")) {
      return OnnxShape.of();
    }
    throw refused(Code.OPERATOR, "a Constant that is no tensor and no number");
  }

  private OnnxShape transpose() throws ModelRefused {
    OnnxShape x = arguments.in(0);
    long[] order = arguments.attribute("perm");
    long[] dims = new long[x.rank()];
    boolean[] taken = new boolean[x.rank()];
    if (order != null && order.length != x.rank()) {
      throw arguments.wrong("perm is no order of the axes");
    }
    for (int i = 0; i < dims.length; i++) {
      int from = order == null ? dims.length - 1 - i : arguments.axis(order[i], x.rank());
      if (taken[from]) {
        throw arguments.wrong("perm is no order of the axes");
      }
      taken[from] = true;
      dims[i] = x.dim(from);
    }
    return OnnxShape.of(dims);
  }

  private OnnxShape reshape() throws ModelRefused {
    OnnxShape x = arguments.in(0);
    long[] dims = arguments.numbers("shape", 1, new long[0]).clone();
    int open = -1;
    long known = 1;
    for (int i = 0; i < dims.length; i++) {
      if (dims[i] == 0 && arguments.number("allowzero", 0) == 0 && i < x.rank()) {
        dims[i] = x.dim(i);
      }
      if (dims[i] == -1 && open < 0) {
        open = i;
        continue;
      }
      if (dims[i] < 1 || dims[i] > x.elements()) {
        throw arguments.wrong("the new shape " + Arrays.toString(dims) + " does not fit");
      }
      known = OnnxShape.of(known, dims[i]).elements();
    }
    if (open >= 0) {
      dims[open] = x.elements() / known;
    }
    OnnxShape result = OnnxShape.of(dims);
    if (result.elements() != x.elements()) {
      throw arguments.wrong("the new shape " + Arrays.toString(dims) + " does not fit");
    }
    return result;
  }

  private OnnxShape flatten() throws ModelRefused {
    OnnxShape x = arguments.in(0);
    long at = arguments.number("axis", 1);
    int split = at == x.rank() ? x.rank() : arguments.axis(at, x.rank());
    long first = 1;
    long second = 1;
    for (int i = 0; i < x.rank(); i++) {
      if (i < split) {
        first *= x.dim(i);
      } else {
        second *= x.dim(i);
      }
    }
    return OnnxShape.of(first, second);
  }

  private OnnxShape squeeze() throws ModelRefused {
    OnnxShape x = arguments.in(0);
    boolean[] gone = new boolean[x.rank()];
    for (long axis : arguments.numbers("axes", 1, new long[0])) {
      gone[arguments.axis(axis, x.rank())] = true;
    }
    boolean all = !node.numbers().containsKey("axes") && !arguments.given(1);
    List<Long> dims = new ArrayList<>();
    for (int i = 0; i < x.rank(); i++) {
      if (gone[i] && x.dim(i) != 1) {
        throw arguments.wrong("axis " + i + " is not 1");
      }
      if (!gone[i] && !(all && x.dim(i) == 1)) {
        dims.add(x.dim(i));
      }
    }
    return OnnxShape.of(dims);
  }

  private OnnxShape unsqueeze() throws ModelRefused {
    OnnxShape x = arguments.in(0);
    long[] axes = arguments.numbers("axes", 1, new long[0]);
    if (x.rank() + axes.length > 8) {
      throw arguments.wrong("the result has more than 8 dimensions");
    }
    int rank = x.rank() + axes.length;
    boolean[] fresh = new boolean[rank];
    for (long axis : axes) {
      fresh[arguments.axis(axis, rank)] = true;
    }
    List<Long> dims = new ArrayList<>();
    int from = 0;
    for (int i = 0; i < rank; i++) {
      if (!fresh[i] && from == x.rank()) {
        throw arguments.wrong("an axis is named twice");
      }
      dims.add(fresh[i] ? 1L : x.dim(from++));
    }
    return OnnxShape.of(dims);
  }

  private OnnxShape concat() throws ModelRefused {
    OnnxShape first = arguments.in(0);
    int along = arguments.axis(arguments.number("axis", Long.MAX_VALUE), first.rank());
    long[] dims = first.dims();
    for (int i = 1; i < arguments.inputs().size(); i++) {
      OnnxShape next = arguments.inputs().get(i);
      for (int a = 0; a < dims.length; a++) {
        if (next.rank() != dims.length || (a != along && next.dim(a) != dims[a])) {
          throw arguments.wrong("the parts do not go together");
        }
      }
      dims[along] = OnnxShape.of(dims[along] + next.dim(along)).elements();
    }
    return OnnxShape.of(dims);
  }

  private OnnxShape slice() throws ModelRefused {
    OnnxShape x = arguments.in(0);
    long[] starts = arguments.numbers("starts", 1, new long[0]);
    long[] ends = arguments.numbers("ends", 2, new long[0]);
    long[] usual = new long[starts.length];
    Arrays.setAll(usual, i -> i);
    long[] axes = arguments.numbers("axes", 3, usual);
    long[] steps = arguments.numbers("steps", 4, new long[0]);
    if (ends.length != starts.length
        || axes.length != starts.length
        || (steps.length != 0 && steps.length != starts.length)) {
      throw arguments.wrong("starts, ends, axes and steps differ in length");
    }
    long[] dims = x.dims();
    for (int i = 0; i < starts.length; i++) {
      int a = arguments.axis(axes[i], x.rank());
      long step = steps.length == 0 ? 1 : steps[i];
      if (step < 1) {
        throw refused(Code.OPERATOR, "a Slice that runs backwards");
      }
      long from = bounded(starts[i], x.dim(a));
      long to = bounded(ends[i], x.dim(a));
      dims[a] = to <= from ? 0 : (to - from - 1) / step + 1;
    }
    return OnnxShape.of(dims);
  }

  private static long bounded(long index, long size) {
    return Math.clamp(index < 0 ? index + size : index, 0, size);
  }

  private OnnxShape gather() throws ModelRefused {
    OnnxShape x = arguments.in(0);
    OnnxShape indices = arguments.in(1);
    int along = arguments.axis(arguments.number("axis", 0), x.rank());
    List<Long> dims = new ArrayList<>(x.list());
    dims.remove(along);
    dims.addAll(along, indices.list());
    return OnnxShape.of(dims);
  }

  private OnnxShape reduce() throws ModelRefused {
    OnnxShape x = arguments.in(0);
    long[] axes = arguments.numbers("axes", 1, new long[0]);
    boolean[] gone = new boolean[x.rank()];
    Arrays.fill(gone, axes.length == 0 && arguments.number("noop_with_empty_axes", 0) == 0);
    for (long axis : axes) {
      gone[arguments.axis(axis, x.rank())] = true;
    }
    boolean keep = arguments.number("keepdims", 1) != 0;
    List<Long> dims = new ArrayList<>();
    for (int i = 0; i < x.rank(); i++) {
      if (!gone[i]) {
        dims.add(x.dim(i));
      } else if (keep) {
        dims.add(1L);
      }
    }
    return OnnxShape.of(dims);
  }
}
