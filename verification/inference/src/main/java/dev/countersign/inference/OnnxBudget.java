package dev.countersign.inference;

import static dev.countersign.inference.OnnxReader.refused;

import dev.countersign.inference.ModelRefused.Code;
import dev.countersign.inference.OnnxGraph.Node;
import dev.countersign.inference.OnnxGraph.Value;
import dev.countersign.inference.OnnxGraph.Weight;
import dev.countersign.receipt.Tensor;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Follows the sizes through a graph before it runs: what every value weighs and how much work it
 * is. An operator whose result's size does not follow from its inputs' sizes is refused, because a
 * file of a hundred bytes could then ask for terabytes.
 */
final class OnnxBudget {
  private final ModelLimits limits;
  private final Map<String, OnnxShape> values = new HashMap<>();
  private long bytes;
  private long work;

  OnnxBudget(ModelLimits limits) {
    this.limits = limits;
  }

  void check(OnnxGraph graph, ModelCard card) throws ModelRefused {
    for (Weight weight : graph.weights()) {
      define(weight.name(), OnnxShape.of(weight));
    }
    requireSame("input", graph.inputs(), card.inputs());
    for (TensorSpec input : card.inputs()) {
      define(input.name(), OnnxShape.of(input.dims()));
    }
    for (Node node : graph.nodes()) {
      node(node);
    }
    requireSame("output", graph.outputs(), card.outputs());
    for (TensorSpec output : card.outputs()) {
      OnnxShape shape = values.get(output.name());
      if (shape == null || !shape.list().equals(output.dims())) {
        throw mismatch(
            "output %s has the shape %s".formatted(output, shape == null ? "none" : shape.list()));
      }
    }
  }

  private static void requireSame(String what, List<Value> found, List<TensorSpec> specs)
      throws ModelRefused {
    for (TensorSpec spec : specs) {
      List<Value> named = found.stream().filter(v -> v.name().equals(spec.name())).toList();
      if (named.size() != 1 || !fits(named.getFirst(), spec)) {
        throw mismatch("the card's " + what + " " + spec + " is not one of the graph");
      }
    }
    if (found.size() != specs.size()) {
      throw mismatch("it has %d %ss, the card %d".formatted(found.size(), what, specs.size()));
    }
  }

  private static ModelRefused mismatch(String what) {
    return refused(Code.CARD_MISMATCH, what);
  }

  private static boolean fits(Value value, TensorSpec spec) {
    boolean fits =
        value.type() == onnxType(spec.type()) && value.dims().size() == spec.dims().size();
    for (int i = 0; fits && i < value.dims().size(); i++) {
      fits = value.dims().get(i) == -1 || value.dims().get(i).equals(spec.dims().get(i));
    }
    return fits;
  }

  /** The number in onnx.proto's TensorProto.DataType. */
  static int onnxType(Tensor.Type type) {
    return switch (type) {
      case FLOAT32 -> 1;
      case INT32 -> 6;
      case INT64 -> OnnxTensorReader.INT64;
      case FLOAT64 -> 11;
      case UINT8 -> 2;
    };
  }

  private void node(Node node) throws ModelRefused {
    OnnxRules rules = new OnnxRules(node, values);
    List<OnnxShape> results = rules.results();
    work = saturated(work, rules.work());
    if (work > limits.work()) {
      throw refused(
          Code.TOO_LARGE, "one run would take more than " + limits.work() + " multiplications");
    }
    if (node.outputs().size() > results.size()) {
      throw refused(
          Code.OPERATOR,
          "operator %s with %d outputs".formatted(node.operator(), node.outputs().size()));
    }
    for (int i = 0; i < node.outputs().size(); i++) {
      if (!node.outputs().get(i).isEmpty()) {
        define(node.outputs().get(i), results.get(i));
      }
    }
  }

  private void define(String name, OnnxShape shape) throws ModelRefused {
    long size = shape.elements() * 8;
    if (size > limits.tensorBytes()) {
      throw refused(
          Code.ABSURD_TENSOR,
          "value %s has the shape %s".formatted(Excerpt.of(name), shape.list()));
    }
    bytes = saturated(bytes, size);
    if (bytes > limits.valueBytes()) {
      throw refused(
          Code.TOO_LARGE, "its values together take more than " + limits.valueBytes() + " bytes");
    }
    if (name.isEmpty() || values.putIfAbsent(name, shape) != null) {
      throw refused(Code.MALFORMED, "the value " + Excerpt.of(name) + " is defined twice");
    }
  }

  private static long saturated(long a, long b) {
    long sum = a + b;
    return sum < 0 ? Long.MAX_VALUE : sum;
  }
}
