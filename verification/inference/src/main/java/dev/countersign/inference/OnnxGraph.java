package dev.countersign.inference;

import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import org.jspecify.annotations.Nullable;

/**
 * What this module's own reader found in an ONNX file, without any weights.
 *
 * @param inputs graph inputs that are not weights
 * @param outputs graph outputs
 * @param weights initialisers
 * @param nodes operators, in the file's order
 */
record OnnxGraph(List<Value> inputs, List<Value> outputs, List<Weight> weights, List<Node> nodes) {

  /**
   * A declared input or output.
   *
   * @param type the ONNX type number
   * @param dims sizes; -1 where the graph leaves one open
   */
  record Value(String name, int type, List<Long> dims) {}

  /**
   * A constant tensor.
   *
   * @param bytes the size of the data
   * @param external where the data is, when it is not in the graph's file
   * @param integers the values of a short int64 tensor, for shapes
   */
  record Weight(
      String name,
      int type,
      List<Long> dims,
      long bytes,
      @Nullable External external,
      @Nullable List<Long> integers) {}

  /** A part of another file of the bundle. */
  record External(String path, long offset) {}

  /**
   * An operator.
   *
   * @param numbers integer attributes, a single one as a list of one
   * @param constant the tensor of a Constant
   */
  record Node(
      String operator,
      String domain,
      List<String> inputs,
      List<String> outputs,
      Map<String, List<Long>> numbers,
      @Nullable Weight constant) {}

  /**
   * Reads and checks a file against its card, before any engine sees it. Takes time proportional to
   * the file and memory proportional to the number of its parts.
   *
   * @param files the sizes of the bundle's files by path
   */
  static OnnxGraph check(
      byte[] file, ModelCard card, SortedMap<String, Long> files, ModelLimits limits)
      throws ModelRefused {
    NotOnnx.refuse(file);
    OnnxGraph graph = new OnnxReader(files, limits).read(file);
    new OnnxBudget(limits).check(graph, card);
    return graph;
  }
}
