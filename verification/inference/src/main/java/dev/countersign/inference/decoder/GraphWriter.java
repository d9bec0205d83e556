package dev.countersign.inference.decoder;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;

/**
 * Writes an ONNX graph, operator by operator; the field numbers are those of {@code onnx.proto3}.
 * Every operator has one result here unless it says otherwise, and it is named after the operator
 * and a running number, so the same calls give the same bytes.
 */
final class GraphWriter {
  private static final int IR_VERSION = 8;
  private static final int OPERATOR_SET = 17;
  private static final int FLOAT = 1;
  private static final int INT64 = 7;
  private static final int EXTERNAL = 1;

  private final List<ProtoWriter> nodes = new ArrayList<>();
  private final List<ProtoWriter> constants = new ArrayList<>();
  private final List<ProtoWriter> inputs = new ArrayList<>();
  private final List<ProtoWriter> outputs = new ArrayList<>();

  /** An attribute of an operator. */
  record Attribute(ProtoWriter content) {
    private static final int REAL_TYPE = 1;
    private static final int INTEGER_TYPE = 2;
    private static final int INTEGERS_TYPE = 7;

    static Attribute integer(String name, long value) {
      return new Attribute(
          new ProtoWriter().text(1, name).number(3, value).number(20, INTEGER_TYPE));
    }

    static Attribute real(String name, float value) {
      return new Attribute(new ProtoWriter().text(1, name).real(2, value).number(20, REAL_TYPE));
    }

    static Attribute integers(String name, long... values) {
      ProtoWriter content = new ProtoWriter().text(1, name);
      for (long value : values) {
        content.number(8, value);
      }
      return new Attribute(content.number(20, INTEGERS_TYPE));
    }
  }

  /** An operator without attributes. */
  String apply(String operator, String... from) {
    return apply(operator, List.of(), from);
  }

  /** An operator with one attribute. */
  String apply(String operator, Attribute attribute, String... from) {
    return apply(operator, List.of(attribute), from);
  }

  /** An operator. */
  String apply(String operator, List<Attribute> attributes, String... from) {
    String result = operator + "_" + nodes.size();
    node(operator, attributes, List.of(from), List.of(result));
    return result;
  }

  /** An operator whose result has this name. */
  void name(String result, String operator, List<Attribute> attributes, String... from) {
    node(operator, attributes, List.of(from), List.of(result));
  }

  /** A Split along an axis into two. */
  List<String> split(String from, int axis, long first, long second) {
    List<String> results = List.of("Split_" + nodes.size() + "_0", "Split_" + nodes.size() + "_1");
    node(
        "Split",
        List.of(Attribute.integer("axis", axis)),
        List.of(from, integers(first, second)),
        results);
    return results;
  }

  private void node(
      String operator, List<Attribute> attributes, List<String> from, List<String> results) {
    ProtoWriter node = new ProtoWriter();
    from.forEach(name -> node.text(1, name));
    results.forEach(name -> node.text(2, name));
    node.text(3, "node_" + nodes.size()).text(4, operator);
    attributes.forEach(attribute -> node.message(5, attribute.content()));
    nodes.add(node);
  }

  /** A constant vector. */
  String integers(long... values) {
    return constant(INT64, longs(values), values.length);
  }

  /** A constant number without dimensions. */
  String integer(long value) {
    return constant(INT64, longs(value));
  }

  private static byte[] longs(long... values) {
    ByteBuffer bytes =
        ByteBuffer.allocate(Long.BYTES * values.length).order(ByteOrder.LITTLE_ENDIAN);
    for (long value : values) {
      bytes.putLong(value);
    }
    return bytes.array();
  }

  /** A constant number without dimensions. */
  String real(float value) {
    return constant(FLOAT, floats(1, value));
  }

  /** A constant vector of one value. */
  String reals(int count, float value) {
    return constant(FLOAT, floats(count, value), count);
  }

  private static byte[] floats(int count, float value) {
    ByteBuffer bytes = ByteBuffer.allocate(Float.BYTES * count).order(ByteOrder.LITTLE_ENDIAN);
    while (bytes.hasRemaining()) {
      bytes.putFloat(value);
    }
    return bytes.array();
  }

  private String constant(int type, byte[] raw, long... dims) {
    String name = "constant_" + constants.size();
    constants.add(tensor(type, name, dims).bytes(9, raw));
    return name;
  }

  /** A constant of binary32 whose values are given to the session, not to the graph. */
  String external(String name, long... dims) {
    constants.add(
        tensor(FLOAT, name, dims)
            .message(13, new ProtoWriter().text(1, "location").text(2, StoredTensor.FILE))
            .number(14, EXTERNAL));
    return name;
  }

  private static ProtoWriter tensor(int type, String name, long... dims) {
    ProtoWriter tensor = new ProtoWriter();
    for (long dim : dims) {
      tensor.number(1, dim);
    }
    return tensor.number(2, type).text(8, name);
  }

  /** An input of 64-bit integers; a dimension is a {@link Long} or the name of an open one. */
  String inputIntegers(String name, Object... dims) {
    inputs.add(value(name, INT64, dims));
    return name;
  }

  /** An input of binary32. */
  String inputReals(String name, Object... dims) {
    inputs.add(value(name, FLOAT, dims));
    return name;
  }

  /** An output of binary32. */
  void outputReals(String name, Object... dims) {
    outputs.add(value(name, FLOAT, dims));
  }

  private static ProtoWriter value(String name, int type, Object... dims) {
    ProtoWriter shape = new ProtoWriter();
    for (Object dim : dims) {
      shape.message(
          1,
          dim instanceof Long size
              ? new ProtoWriter().number(1, size)
              : new ProtoWriter().text(2, dim.toString()));
    }
    ProtoWriter tensor = new ProtoWriter().number(1, type).message(2, shape);
    return new ProtoWriter().text(1, name).message(2, new ProtoWriter().message(1, tensor));
  }

  /** The whole file. */
  byte[] toByteArray() {
    ProtoWriter graph = new ProtoWriter();
    nodes.forEach(node -> graph.message(1, node));
    graph.text(2, "decoder");
    constants.forEach(constant -> graph.message(5, constant));
    inputs.forEach(input -> graph.message(11, input));
    outputs.forEach(output -> graph.message(12, output));
    return new ProtoWriter()
        .number(1, IR_VERSION)
        .text(2, "countersign")
        .message(7, graph)
        .message(8, new ProtoWriter().text(1, "").number(2, OPERATOR_SET))
        .toByteArray();
  }
}
