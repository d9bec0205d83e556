package dev.countersign.inference;

import dev.countersign.receipt.Bytes32;
import dev.countersign.receipt.Jcs;
import dev.countersign.receipt.Tensor;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Writes small ONNX graphs and the bundles round them. Inputs are {@code x}, outputs {@code y}. */
final class TestGraph {
  static final int FLOAT = 1;
  static final int INT64 = 7;

  private final List<Proto> nodes = new ArrayList<>();
  private final List<Proto> weights = new ArrayList<>();
  private Proto input = value("x", FLOAT, 1, 4);
  private Proto output = value("y", FLOAT, 1, 4);
  private List<Long> inputDims = List.of(1L, 4L);
  private List<Long> outputDims = List.of(1L, 4L);

  static Proto value(String name, int type, long... dims) {
    Proto shape = new Proto();
    for (long dim : dims) {
      shape.message(1, dim < 0 ? new Proto().text(2, "n") : new Proto().number(1, dim));
    }
    Proto tensor = new Proto().number(1, type).message(2, shape);
    return new Proto().text(1, name).message(2, new Proto().message(1, tensor));
  }

  static Proto tensor(String name, int type, byte[] raw, long... dims) {
    Proto tensor = new Proto();
    for (long dim : dims) {
      tensor.number(1, dim);
    }
    return tensor.number(2, type).text(8, name).bytes(9, raw);
  }

  static byte[] floats(int count, float value) {
    ByteBuffer bytes = ByteBuffer.allocate(4 * count).order(ByteOrder.LITTLE_ENDIAN);
    for (int i = 0; i < count; i++) {
      bytes.putFloat(value);
    }
    return bytes.array();
  }

  static byte[] longs(long... values) {
    ByteBuffer bytes = ByteBuffer.allocate(8 * values.length).order(ByteOrder.LITTLE_ENDIAN);
    for (long value : values) {
      bytes.putLong(value);
    }
    return bytes.array();
  }

  static Proto externalTensor(String name, String location, String offset, String length) {
    Proto tensor = new Proto().number(1, 1).number(1, 4).number(2, FLOAT).text(8, name);
    tensor.message(13, new Proto().text(1, "location").text(2, location));
    tensor.message(13, new Proto().text(1, "offset").text(2, offset));
    tensor.message(13, new Proto().text(1, "length").text(2, length));
    return tensor.number(14, 1);
  }

  static Proto nodeOf(String operator, String result, String... inputs) {
    Proto node = new Proto();
    for (String name : inputs) {
      node.text(1, name);
    }
    return node.text(2, result).text(4, operator);
  }

  static Proto integers(String name, long... values) {
    Proto attribute = new Proto().text(1, name);
    for (long value : values) {
      attribute.number(8, value);
    }
    return attribute.number(20, 7);
  }

  TestGraph node(String operator, String result, String... inputs) {
    return node(nodeOf(operator, result, inputs));
  }

  TestGraph node(Proto node) {
    nodes.add(node);
    return this;
  }

  TestGraph weight(Proto tensor) {
    weights.add(tensor);
    return this;
  }

  TestGraph weight(String name, float value, long... dims) {
    long count = 1;
    for (long dim : dims) {
      count *= dim;
    }
    return weight(tensor(name, FLOAT, floats((int) count, value), dims));
  }

  TestGraph constants(String name, long... values) {
    return weight(tensor(name, INT64, longs(values), values.length));
  }

  TestGraph input(long... dims) {
    input = value("x", FLOAT, dims);
    inputDims = java.util.Arrays.stream(dims).boxed().toList();
    return this;
  }

  TestGraph output(long... dims) {
    output = value("y", FLOAT, dims);
    outputDims = java.util.Arrays.stream(dims).boxed().toList();
    return this;
  }

  Proto graph() {
    Proto graph = new Proto();
    nodes.forEach(node -> graph.message(1, node));
    graph.text(2, "test");
    weights.forEach(weight -> graph.message(5, weight));
    return graph.message(11, input).message(12, output);
  }

  static Proto model(Proto graph) {
    return new Proto()
        .number(1, 8)
        .message(7, graph)
        .message(8, new Proto().text(1, "").number(2, 13));
  }

  byte[] bytes() {
    return model(graph()).toByteArray();
  }

  ModelCard card() {
    return new ModelCard(
        1,
        "test",
        "onnx",
        "model.onnx",
        "selftest.json",
        "none",
        "none",
        List.of(new TensorSpec("x", Tensor.Type.FLOAT32, inputDims)),
        List.of(new TensorSpec("y", Tensor.Type.FLOAT32, outputDims)),
        "A test.",
        "Apache-2.0",
        new ModelCard.Training("none", "none", "none", "none"),
        java.util.Map.of());
  }

  /** Writes a bundle whose self-test expects nothing that any model gives. */
  ModelBundle bundle(Path folder) throws IOException, ModelRefused {
    return bundle(folder, bytes());
  }

  ModelBundle bundle(Path folder, byte[] graph) throws IOException, ModelRefused {
    Files.createDirectories(folder);
    Files.write(folder.resolve("model.onnx"), graph);
    Files.writeString(folder.resolve("model.json"), cardJson(), StandardCharsets.UTF_8);
    SelfTest test = new SelfTest(List.of(new SelfTest.Case(List.of(zeros()), Bytes32.ZERO)));
    Files.write(folder.resolve("selftest.json"), Jcs.canonical(test.toJson()));
    return ModelBundle.open(folder);
  }

  Tensor zeros() {
    int count = inputDims.stream().mapToInt(Long::intValue).reduce(1, (a, b) -> a * b);
    return Tensor.ofFloats("x", inputDims, new float[count]);
  }

  private String cardJson() {
    return """
        {"version":1,"name":"test","format":"onnx","graph":"model.onnx","selfTest":"selftest.json",
        "features":"none","interval":"none",
        "inputs":[{"name":"x","type":"float32","dims":%s}],
        "outputs":[{"name":"y","type":"float32","dims":%s}],
        "description":"A test.","licence":"Apache-2.0",
        "training":{"data":"none","train":"none","validation":"none","test":"none"},"figures":{}}
        """
        .formatted(inputDims, outputDims);
  }
}
