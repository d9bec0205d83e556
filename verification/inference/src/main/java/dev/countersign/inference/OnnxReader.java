package dev.countersign.inference;

import dev.countersign.inference.ModelRefused.Code;
import dev.countersign.inference.OnnxGraph.Node;
import dev.countersign.inference.OnnxGraph.Value;
import dev.countersign.inference.OnnxGraph.Weight;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import org.jspecify.annotations.Nullable;

/**
 * Reads ModelProto, GraphProto and NodeProto of onnx.proto (github.com/onnx/onnx, IR version 13).
 * Fields it does not know are refused: what is not understood is not run. So are graphs inside of
 * graphs (If, Loop, Scan), functions, sparse tensors and training graphs. Nothing nests, so nothing
 * recurses.
 */
final class OnnxReader {
  private static final int NAME = 512;
  private static final int PORTS = 4096;
  private static final int NUMBERS = 1 << 16;
  private static final int DOMAINS = 64;
  private static final int PARTS = 500_000;

  private final OnnxTensorReader tensors;
  private final ModelLimits limits;
  private final List<Value> inputs = new ArrayList<>();
  private final List<Value> outputs = new ArrayList<>();
  private final List<Weight> weights = new ArrayList<>();
  private final List<Node> nodes = new ArrayList<>();
  private int parts;

  OnnxReader(SortedMap<String, Long> files, ModelLimits limits) {
    this.tensors = new OnnxTensorReader(files, limits);
    this.limits = limits;
  }

  OnnxGraph read(byte[] file) throws ModelRefused {
    Wire model = new Wire(file);
    long ir = 0;
    Wire graph = null;
    Set<String> domains = new HashSet<>();
    while (model.next()) {
      switch (model.field()) {
        case 1 -> ir = model.readLong();
        case 2, 3, 4, 6 -> model.skipAs(Wire.BYTES);
        case 5 -> model.skipAs(Wire.VARINT);
        case 7 -> graph = once(graph, model);
        case 8 -> {
          domains.add(opset(model.readMessage()));
          if (domains.size() > DOMAINS) {
            throw refused(Code.MALFORMED, "it uses more than " + DOMAINS + " domains");
          }
        }
        case 14 -> model.skipAs(Wire.BYTES);
        case 20 -> throw refused(Code.OPERATOR, "it holds a training graph");
        case 25 -> throw refused(Code.OPERATOR, "it holds functions; export it with these inlined");
        default -> throw unknown("ModelProto", model);
      }
    }
    if (ir < 1 || graph == null || !domains.contains("")) {
      throw refused(
          Code.MALFORMED, "it has no IR version, no graph or no version of the standard operators");
    }
    graph(graph);
    Set<String> constants = new HashSet<>();
    weights.forEach(weight -> constants.add(weight.name()));
    inputs.removeIf(input -> constants.contains(input.name()));
    return new OnnxGraph(inputs, outputs, weights, nodes);
  }

  private static Wire once(@Nullable Wire before, Wire model) throws ModelRefused {
    if (before != null) {
      throw refused(Code.MALFORMED, "it has two graphs");
    }
    return model.readMessage();
  }

  private static String opset(Wire opset) throws ModelRefused {
    String domain = "";
    while (opset.next()) {
      switch (opset.field()) {
        case 1 -> domain = opset.readString(NAME);
        case 2 -> opset.skipAs(Wire.VARINT);
        default -> throw unknown("OperatorSetIdProto", opset);
      }
    }
    return domain.equals("ai.onnx") ? "" : domain;
  }

  private void graph(Wire graph) throws ModelRefused {
    while (graph.next()) {
      switch (graph.field()) {
        case 1 -> node(graph.readMessage());
        case 2, 10, 13, 14, 16 -> graph.skipAs(Wire.BYTES);
        case 5 -> weights.add(tensors.read(graph.readMessage()));
        case 11 -> inputs.add(value(graph.readMessage()));
        case 12 -> outputs.add(value(graph.readMessage()));
        case 15 -> throw refused(Code.MALFORMED, "it has sparse weights");
        default -> throw unknown("GraphProto", graph);
      }
      if (nodes.size() > limits.nodes()
          || weights.size() > limits.nodes()
          || inputs.size() + outputs.size() > limits.nodes()) {
        throw refused(Code.TOO_LARGE, "it has more than " + limits.nodes() + " parts");
      }
    }
  }

  private void node(Wire node) throws ModelRefused {
    List<String> ins = new ArrayList<>();
    List<String> outs = new ArrayList<>();
    String operator = "";
    String domain = "";
    Map<String, List<Long>> numbers = new HashMap<>();
    Weight constant = null;
    while (node.next()) {
      switch (node.field()) {
        case 1 -> port(ins, node);
        case 2 -> port(outs, node);
        case 3, 6, 9 -> node.skipAs(Wire.BYTES);
        case 4 -> operator = node.readString(NAME);
        case 5 -> constant = attribute(node.readMessage(), numbers, constant);
        case 7 -> domain = node.readString(NAME);
        default -> throw unknown("NodeProto", node);
      }
    }
    nodes.add(
        new Node(operator, domain.equals("ai.onnx") ? "" : domain, ins, outs, numbers, constant));
  }

  private void port(List<String> ports, Wire node) throws ModelRefused {
    count(1);
    if (ports.size() == PORTS) {
      throw refused(Code.MALFORMED, "an operator has more than " + PORTS + " inputs or outputs");
    }
    ports.add(node.readString(NAME));
  }

  private @Nullable Weight attribute(
      Wire attribute, Map<String, List<Long>> numbers, @Nullable Weight constant)
      throws ModelRefused {
    String name = "";
    Weight tensor = constant;
    Wire.Longs integers = new Wire.Longs(NUMBERS, "an attribute");
    long floats = 0;
    while (attribute.next()) {
      switch (attribute.field()) {
        case 1 -> name = attribute.readString(NAME);
        case 2 -> attribute.skipAs(Wire.FIXED32);
        case 3, 8 -> attribute.readLongs(integers);
        case 4, 9, 13 -> attribute.skipAs(Wire.BYTES);
        case 5 -> tensor = tensors.read(attribute.readMessage());
        case 6, 11 ->
            throw refused(Code.OPERATOR, "it holds a graph inside of a graph (If, Loop, Scan)");
        case 7 -> floats += attribute.countNumbers(4);
        case 20 -> attribute.skipAs(Wire.VARINT);
        default -> throw unknown("AttributeProto", attribute);
      }
    }
    if (floats > NUMBERS || numbers.size() >= 64 || numbers.containsKey(name)) {
      throw refused(Code.MALFORMED, "the attributes of an operator are too many or doubled");
    }
    count(1 + integers.size());
    numbers.put(name, integers.toList());
    return tensor;
  }

  private static Value value(Wire value) throws ModelRefused {
    String name = "";
    Value type = null;
    while (value.next()) {
      switch (value.field()) {
        case 1 -> name = value.readString(NAME);
        case 2 -> type = type(value.readMessage());
        case 3, 4 -> value.skipAs(Wire.BYTES);
        default -> throw unknown("ValueInfoProto", value);
      }
    }
    if (type == null) {
      throw refused(Code.MALFORMED, "the input or output " + Excerpt.of(name) + " has no type");
    }
    return new Value(name, type.type(), type.dims());
  }

  private static Value type(Wire type) throws ModelRefused {
    Value tensor = null;
    while (type.next()) {
      switch (type.field()) {
        case 1 -> tensor = tensorType(type.readMessage());
        case 6 -> type.skipAs(Wire.BYTES);
        default ->
            throw refused(
                Code.CARD_MISMATCH,
                "an input or output is no tensor but a sequence, a map or an optional");
      }
    }
    if (tensor == null) {
      throw refused(Code.MALFORMED, "an input or output has no type");
    }
    return tensor;
  }

  private static Value tensorType(Wire tensor) throws ModelRefused {
    int type = 0;
    Wire.Longs dims = new Wire.Longs(8, "a shape");
    boolean shaped = false;
    while (tensor.next()) {
      switch (tensor.field()) {
        case 1 -> type = (int) tensor.readLong();
        case 2 -> {
          shaped = true;
          shape(tensor.readMessage(), dims);
        }
        default -> throw unknown("TypeProto.Tensor", tensor);
      }
    }
    if (!shaped) {
      throw refused(Code.CARD_MISMATCH, "an input or output has no shape");
    }
    return new Value("", type, dims.toList());
  }

  private static void shape(Wire shape, Wire.Longs dims) throws ModelRefused {
    while (shape.next()) {
      if (shape.field() != 1) {
        throw unknown("TensorShapeProto", shape);
      }
      Wire dim = shape.readMessage();
      long size = -1;
      while (dim.next()) {
        switch (dim.field()) {
          case 1 -> size = dim.readLong();
          case 2, 3 -> dim.skipAs(Wire.BYTES);
          default -> throw unknown("Dimension", dim);
        }
      }
      dims.add(size);
    }
  }

  /** Names and numbers are kept, and each takes far more memory than its bytes in the file. */
  private void count(int more) throws ModelRefused {
    parts += more;
    if (parts > PARTS) {
      throw refused(Code.TOO_LARGE, "it has more than " + PARTS + " names and numbers");
    }
  }

  static ModelRefused refused(Code code, String what) {
    return new ModelRefused(code, "the ONNX file is refused: " + what);
  }

  static ModelRefused unknown(String message, Wire wire) {
    return refused(Code.MALFORMED, "field " + wire.field() + " of " + message + " is not known");
  }
}
