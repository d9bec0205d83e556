package dev.countersign.inference;

import static dev.countersign.inference.OnnxReader.refused;

import dev.countersign.inference.ModelRefused.Code;
import dev.countersign.inference.OnnxGraph.Node;
import dev.countersign.inference.OnnxGraph.Weight;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The size of an operator's results from the sizes of its inputs (github.com/onnx/onnx,
 * docs/Operators.md), for the operators that this module lets run.
 *
 * <p>Not here, so refused: what allocates by value (ConstantOfShape, Expand, Tile, Range, Pad,
 * Resize, OneHot, NonZero), what draws random numbers, what loops, every domain but the standard
 * one, and tree ensembles and recurrent cells, whose sums depend on the number of threads.
 */
final class OnnxRules {
  private final Node node;
  private final List<OnnxShape> inputs = new ArrayList<>();
  private long work;

  OnnxRules(Node node, Map<String, OnnxShape> values) throws ModelRefused {
    this.node = node;
    for (String name : node.inputs()) {
      OnnxShape shape = name.isEmpty() ? OnnxShape.of(0) : values.get(name);
      if (shape == null) {
        throw refused(
            Code.MALFORMED, "%s uses %s before it is defined".formatted(shown(), Excerpt.of(name)));
      }
      inputs.add(shape);
    }
  }

  long work() {
    return work;
  }

  List<OnnxShape> results() throws ModelRefused {
    if (!node.domain().isEmpty()) {
      throw refused(
          Code.OPERATOR,
          "operator %s of the domain %s; only standard operators run here"
              .formatted(shown(), Excerpt.of(node.domain())));
    }
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
              "Cast",
              "CastLike" ->
              in(0);
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
          case "MatMul" -> matMul();
          case "Gemm" -> gemm();
          case "Conv" -> conv();
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
                      + shown()
                      + " is not one whose memory and result are known before it runs");
        };
    work += result.elements();
    for (OnnxShape input : inputs) {
      work += input.elements();
    }
    return List.of(result);
  }

  private String shown() {
    return Excerpt.of(node.operator());
  }

  private ModelRefused wrong(String what) {
    return refused(
        Code.MALFORMED,
        "operator %s: %s; inputs %s"
            .formatted(shown(), what, inputs.stream().map(OnnxShape::list).toList()));
  }

  private OnnxShape in(int i) throws ModelRefused {
    if (i >= inputs.size()) {
      throw wrong("input " + i + " is missing");
    }
    return inputs.get(i);
  }

  private int axis(long axis, int rank) throws ModelRefused {
    if (axis < -rank || axis >= rank) {
      throw wrong("there is no axis " + axis);
    }
    return (int) (axis < 0 ? axis + rank : axis);
  }

  private long @Nullable [] attribute(String name) {
    List<Long> values = node.numbers().get(name);
    return values == null ? null : OnnxShape.array(values);
  }

  private long number(String name, long otherwise) throws ModelRefused {
    long[] values = attribute(name);
    if (values == null) {
      return otherwise;
    }
    if (values.length != 1) {
      throw wrong("attribute " + name + " is not one number");
    }
    return values[0];
  }

  private boolean given(int i) {
    return i < node.inputs().size() && !node.inputs().get(i).isEmpty();
  }

  /** The numbers of an attribute or, in later versions of the operator, of a constant input. */
  private long[] numbers(String name, int i, long[] otherwise) throws ModelRefused {
    long[] values = attribute(name);
    if (values != null) {
      return values;
    }
    if (!given(i)) {
      return otherwise;
    }
    values = in(i).integers();
    if (values == null) {
      throw refused(
          Code.OPERATOR,
          "operator %s takes %s from a value that is not a short constant; export it with fixed shapes"
              .formatted(shown(), name));
    }
    return values;
  }

  private OnnxShape broadcastAll() throws ModelRefused {
    OnnxShape result = in(0);
    for (OnnxShape input : inputs) {
      result = result.broadcast(input);
    }
    return result;
  }

  private OnnxShape matMul() throws ModelRefused {
    OnnxShape a = in(0);
    OnnxShape b = in(1);
    if (a.rank() < 2 || b.rank() < 2 || a.dim(a.rank() - 1) != b.dim(b.rank() - 2)) {
      throw wrong("these are no matrices that go together");
    }
    long[] batchA = Arrays.copyOf(a.dims(), a.rank() - 2);
    long[] batchB = Arrays.copyOf(b.dims(), b.rank() - 2);
    long[] batch = OnnxShape.of(batchA).broadcast(OnnxShape.of(batchB)).dims();
    long[] dims = Arrays.copyOf(batch, batch.length + 2);
    dims[batch.length] = a.dim(a.rank() - 2);
    dims[batch.length + 1] = b.dim(b.rank() - 1);
    return multiplied(OnnxShape.of(dims), a.dim(a.rank() - 1));
  }

  private OnnxShape gemm() throws ModelRefused {
    OnnxShape a = in(0);
    OnnxShape b = in(1);
    int transA = Math.clamp(number("transA", 0), 0, 1);
    int transB = Math.clamp(number("transB", 0), 0, 1);
    if (a.rank() != 2 || b.rank() != 2 || a.dim(1 - transA) != b.dim(transB)) {
      throw wrong("these are no matrices that go together");
    }
    return multiplied(OnnxShape.of(a.dim(transA), b.dim(1 - transB)), a.dim(1 - transA));
  }

  private OnnxShape multiplied(OnnxShape result, long inner) {
    long product = Math.multiplyHigh(result.elements(), inner);
    work =
        product != 0 ? Long.MAX_VALUE / 4 : Math.min(result.elements() * inner, Long.MAX_VALUE / 4);
    work = work < 0 ? Long.MAX_VALUE / 4 : work;
    return result;
  }

  private OnnxShape conv() throws ModelRefused {
    OnnxShape x = in(0);
    OnnxShape w = in(1);
    int spatial = x.rank() - 2;
    long group = number("group", 1);
    if (spatial < 1
        || w.rank() != x.rank()
        || group < 1
        || x.dim(1) % group != 0
        || w.dim(1) != x.dim(1) / group
        || node.numbers().containsKey("auto_pad")) {
      throw wrong("this convolution is not understood");
    }
    long[] strides = spatialNumbers("strides", spatial, 1);
    long[] dilations = spatialNumbers("dilations", spatial, 1);
    long[] pads = spatialNumbers("pads", 2 * spatial, 0);
    long[] dims = new long[x.rank()];
    dims[0] = x.dim(0);
    dims[1] = w.dim(0);
    long kernel = w.dim(1);
    for (int i = 0; i < spatial; i++) {
      long reach = dilations[i] * (w.dim(i + 2) - 1) + 1;
      long room = x.dim(i + 2) + pads[i] + pads[i + spatial] - reach;
      if (w.dim(i + 2) < 1 || strides[i] < 1 || dilations[i] < 1 || room < 0) {
        throw wrong("the kernel is larger than what it slides over");
      }
      dims[i + 2] = room / strides[i] + 1;
      kernel *= w.dim(i + 2);
    }
    return multiplied(OnnxShape.of(dims), kernel);
  }

  private long[] spatialNumbers(String name, int count, long otherwise) throws ModelRefused {
    long[] values = attribute(name);
    if (values == null) {
      values = new long[count];
      Arrays.fill(values, otherwise);
    }
    for (long value : values) {
      if (value < 0 || value > 1 << 20) {
        throw wrong("attribute " + name + " has the number " + value);
      }
    }
    if (values.length != count) {
      throw wrong("attribute " + name + " has " + values.length + " numbers");
    }
    return values;
  }

  private OnnxShape globalPool() throws ModelRefused {
    long[] dims = in(0).dims();
    if (dims.length < 3) {
      throw wrong("there is nothing to pool");
    }
    Arrays.fill(dims, 2, dims.length, 1);
    return OnnxShape.of(dims);
  }

  private OnnxShape constant() throws ModelRefused {
    Weight constant = node.constant();
    if (constant != null && constant.external() == null) {
      return OnnxShape.of(constant);
    }
    long[] one = attribute("value_int");
    if (one != null && one.length == 1) {
      return new OnnxShape(new long[0], one);
    }
    long[] several = attribute("value_ints");
    if (several != null) {
      return new OnnxShape(new long[] {several.length}, several);
    }
    if (node.numbers().containsKey("value_float")) {
      return OnnxShape.of();
    }
    throw refused(Code.OPERATOR, "a Constant that is no tensor and no number");
  }

  private OnnxShape transpose() throws ModelRefused {
    OnnxShape x = in(0);
    long[] order = attribute("perm");
    long[] dims = new long[x.rank()];
    boolean[] taken = new boolean[x.rank()];
    if (order != null && order.length != x.rank()) {
      throw wrong("perm is no order of the axes");
    }
    for (int i = 0; i < dims.length; i++) {
      int from = order == null ? dims.length - 1 - i : axis(order[i], x.rank());
      if (taken[from]) {
        throw wrong("perm is no order of the axes");
      }
      taken[from] = true;
      dims[i] = x.dim(from);
    }
    return OnnxShape.of(dims);
  }

  private OnnxShape reshape() throws ModelRefused {
    OnnxShape x = in(0);
    long[] dims = numbers("shape", 1, new long[0]).clone();
    int open = -1;
    long known = 1;
    for (int i = 0; i < dims.length; i++) {
      if (dims[i] == 0 && number("allowzero", 0) == 0 && i < x.rank()) {
        dims[i] = x.dim(i);
      }
      if (dims[i] == -1 && open < 0) {
        open = i;
        continue;
      }
      if (dims[i] < 1 || dims[i] > x.elements()) {
        throw wrong("the new shape " + Arrays.toString(dims) + " does not fit");
      }
      known = OnnxShape.of(known, dims[i]).elements();
    }
    if (open >= 0) {
      dims[open] = x.elements() / known;
    }
    OnnxShape result = OnnxShape.of(dims);
    if (result.elements() != x.elements()) {
      throw wrong("the new shape " + Arrays.toString(dims) + " does not fit");
    }
    return result;
  }

  private OnnxShape flatten() throws ModelRefused {
    OnnxShape x = in(0);
    long at = number("axis", 1);
    int split = at == x.rank() ? x.rank() : axis(at, x.rank());
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
    OnnxShape x = in(0);
    boolean[] gone = new boolean[x.rank()];
    for (long axis : numbers("axes", 1, new long[0])) {
      gone[axis(axis, x.rank())] = true;
    }
    boolean all = !node.numbers().containsKey("axes") && !given(1);
    List<Long> dims = new ArrayList<>();
    for (int i = 0; i < x.rank(); i++) {
      if (gone[i] && x.dim(i) != 1) {
        throw wrong("axis " + i + " is not 1");
      }
      if (!gone[i] && !(all && x.dim(i) == 1)) {
        dims.add(x.dim(i));
      }
    }
    return OnnxShape.of(dims);
  }

  private OnnxShape unsqueeze() throws ModelRefused {
    OnnxShape x = in(0);
    long[] axes = numbers("axes", 1, new long[0]);
    if (x.rank() + axes.length > 8) {
      throw wrong("the result has more than 8 dimensions");
    }
    int rank = x.rank() + axes.length;
    boolean[] fresh = new boolean[rank];
    for (long axis : axes) {
      fresh[axis(axis, rank)] = true;
    }
    List<Long> dims = new ArrayList<>();
    int from = 0;
    for (int i = 0; i < rank; i++) {
      if (!fresh[i] && from == x.rank()) {
        throw wrong("an axis is named twice");
      }
      dims.add(fresh[i] ? 1L : x.dim(from++));
    }
    return OnnxShape.of(dims);
  }

  private OnnxShape concat() throws ModelRefused {
    OnnxShape first = in(0);
    int along = axis(number("axis", Long.MAX_VALUE), first.rank());
    long[] dims = first.dims();
    for (int i = 1; i < inputs.size(); i++) {
      OnnxShape next = inputs.get(i);
      for (int a = 0; a < dims.length; a++) {
        if (next.rank() != dims.length || (a != along && next.dim(a) != dims[a])) {
          throw wrong("the parts do not go together");
        }
      }
      dims[along] = OnnxShape.of(dims[along] + next.dim(along)).elements();
    }
    return OnnxShape.of(dims);
  }

  private OnnxShape slice() throws ModelRefused {
    OnnxShape x = in(0);
    long[] starts = numbers("starts", 1, new long[0]);
    long[] ends = numbers("ends", 2, new long[0]);
    long[] usual = new long[starts.length];
    Arrays.setAll(usual, i -> i);
    long[] axes = numbers("axes", 3, usual);
    long[] steps = numbers("steps", 4, new long[0]);
    if (ends.length != starts.length
        || axes.length != starts.length
        || (steps.length != 0 && steps.length != starts.length)) {
      throw wrong("starts, ends, axes and steps differ in length");
    }
    long[] dims = x.dims();
    for (int i = 0; i < starts.length; i++) {
      int a = axis(axes[i], x.rank());
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
    OnnxShape x = in(0);
    OnnxShape indices = in(1);
    int along = axis(number("axis", 0), x.rank());
    List<Long> dims = new ArrayList<>(x.list());
    dims.remove(along);
    dims.addAll(along, indices.list());
    return OnnxShape.of(dims);
  }

  private OnnxShape reduce() throws ModelRefused {
    OnnxShape x = in(0);
    long[] axes = numbers("axes", 1, new long[0]);
    boolean[] gone = new boolean[x.rank()];
    Arrays.fill(gone, axes.length == 0 && number("noop_with_empty_axes", 0) == 0);
    for (long axis : axes) {
      gone[axis(axis, x.rank())] = true;
    }
    boolean keep = number("keepdims", 1) != 0;
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
