package dev.countersign.inference;

import ai.onnxruntime.OnnxJavaType;
import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import dev.countersign.receipt.Tensor;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

/**
 * Room for one run at a time: buffers that the engine reads from and writes to in place, allocated
 * once.
 */
final class OnnxLane {
  private final ModelCard card;

  /** An input or output and the memory that the engine sees. */
  private record Port(TensorSpec spec, ByteBuffer buffer) {}

  private final List<Port> in = new ArrayList<>();
  private final List<Port> out = new ArrayList<>();
  private final Map<String, OnnxTensor> inputs = new LinkedHashMap<>();
  private final Map<String, OnnxTensor> outputs = new LinkedHashMap<>();
  private final RunLimit limit;

  OnnxLane(OrtEnvironment environment, ModelCard card) throws OrtException {
    this.card = card;
    for (TensorSpec spec : card.inputs()) {
      inputs.put(spec.name(), pinned(environment, spec, in));
    }
    for (TensorSpec spec : card.outputs()) {
      outputs.put(spec.name(), pinned(environment, spec, out));
    }
    this.limit = new RunLimit();
  }

  private static OnnxTensor pinned(OrtEnvironment environment, TensorSpec spec, List<Port> ports)
      throws OrtException {
    ByteBuffer buffer = ByteBuffer.allocateDirect(spec.bytes()).order(ByteOrder.nativeOrder());
    ports.add(new Port(spec, buffer));
    long[] dims = spec.dims().stream().mapToLong(dim -> dim).toArray();
    return OnnxTensor.createTensor(
        environment, buffer, dims, type(OnnxBudget.onnxType(spec.type())));
  }

  /** The Java binding's name for a type number of onnx.proto. */
  static OnnxJavaType type(int onnx) throws OrtException {
    return switch (onnx) {
      case 1 -> OnnxJavaType.FLOAT;
      case 2 -> OnnxJavaType.UINT8;
      case 3 -> OnnxJavaType.INT8;
      case 6 -> OnnxJavaType.INT32;
      case OnnxTensorReader.INT64 -> OnnxJavaType.INT64;
      case 9 -> OnnxJavaType.BOOL;
      case 10 -> OnnxJavaType.FLOAT16;
      case 11 -> OnnxJavaType.DOUBLE;
      case 16 -> OnnxJavaType.BFLOAT16;
      default -> throw new OrtException("weights of type " + onnx + " cannot lie beside the graph");
    };
  }

  Map<String, Tensor> run(OrtSession session, Map<String, Tensor> given, Duration time)
      throws RunFailed {
    for (Port port : in) {
      copy(Objects.requireNonNull(given.get(port.spec().name())), port.buffer());
    }
    limit.start(time);
    try {
      session.run(inputs, Set.of(), outputs, limit.options()).close();
    } catch (OrtException e) {
      throw limit.failed(e, card.name());
    } finally {
      limit.end();
    }
    Map<String, Tensor> results = new LinkedHashMap<>();
    for (Port port : out) {
      results.put(port.spec().name(), result(port));
    }
    return results;
  }

  private static void copy(Tensor from, ByteBuffer to) {
    to.clear();
    if (ByteOrder.nativeOrder() == ByteOrder.LITTLE_ENDIAN) {
      to.put(from.data());
    } else {
      swap(from.data(), to, from.type().bytes());
    }
  }

  private Tensor result(Port port) throws RunFailed {
    TensorSpec spec = port.spec();
    ByteBuffer from = port.buffer();
    from.clear();
    ByteBuffer data = ByteBuffer.allocate(spec.bytes());
    if (ByteOrder.nativeOrder() == ByteOrder.LITTLE_ENDIAN) {
      data.put(from);
    } else {
      swap(from, data, spec.type().bytes());
    }
    try {
      return Tensor.of(spec.name(), spec.type(), spec.dims(), data.array());
    } catch (IllegalArgumentException e) {
      throw new RunFailed(
          RunFailed.Code.NOT_A_NUMBER, "model " + card.name() + ": " + e.getMessage(), e);
    }
  }

  /** Reverses the bytes of every element. */
  private static void swap(ByteBuffer from, ByteBuffer to, int width) {
    for (int i = 0; i < from.limit(); i++) {
      to.put(i, from.get(i / width * width + width - 1 - i % width));
    }
  }

  RunLimit limit() {
    return limit;
  }

  void close() {
    inputs.values().forEach(OnnxTensor::close);
    outputs.values().forEach(OnnxTensor::close);
    limit.close();
  }
}
