package dev.countersign.inference;

import static dev.countersign.inference.OnnxReader.refused;

import dev.countersign.inference.ModelRefused.Code;
import dev.countersign.inference.OnnxGraph.Node;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The sizes of an operator's inputs, and its attributes. */
final class OnnxArguments {
  private final Node node;
  private final List<OnnxShape> inputs = new ArrayList<>();

  OnnxArguments(Node node, Map<String, OnnxShape> values) throws ModelRefused {
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

  List<OnnxShape> inputs() {
    return inputs;
  }

  String shown() {
    return Excerpt.of(node.operator());
  }

  ModelRefused wrong(String what) {
    return refused(
        Code.MALFORMED,
        "operator %s: %s; inputs %s"
            .formatted(shown(), what, inputs.stream().map(OnnxShape::list).toList()));
  }

  OnnxShape in(int i) throws ModelRefused {
    if (i >= inputs.size()) {
      throw wrong("input " + i + " is missing");
    }
    return inputs.get(i);
  }

  int axis(long axis, int rank) throws ModelRefused {
    if (axis < -rank || axis >= rank) {
      throw wrong("there is no axis " + axis);
    }
    return (int) (axis < 0 ? axis + rank : axis);
  }

  long @Nullable [] attribute(String name) {
    List<Long> values = node.numbers().get(name);
    return values == null ? null : OnnxShape.array(values);
  }

  long number(String name, long otherwise) throws ModelRefused {
    long[] values = attribute(name);
    if (values == null) {
      return otherwise;
    }
    if (values.length != 1) {
      throw wrong("attribute " + name + " is not one number");
    }
    return values[0];
  }

  boolean given(int i) {
    return i < node.inputs().size() && !node.inputs().get(i).isEmpty();
  }

  /** The numbers of an attribute or, in later versions of the operator, of a constant input. */
  long[] numbers(String name, int i, long[] otherwise) throws ModelRefused {
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
}
