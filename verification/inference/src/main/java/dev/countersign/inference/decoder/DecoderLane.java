package dev.countersign.inference.decoder;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import dev.countersign.inference.RunLimit;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.LongBuffer;

/**
 * What one run at a time uses again: its limit, and the inputs of a run of one token, of which an
 * answer has hundreds.
 */
final class DecoderLane implements AutoCloseable {
  private final RunLimit limit = new RunLimit();
  private final LongBuffer id = direct();
  private final OnnxTensor only;
  private final OnnxTensor first;

  DecoderLane(OrtEnvironment environment) throws OrtException {
    this.only = OnnxTensor.createTensor(environment, id, new long[] {1, 1});
    this.first = OnnxTensor.createTensor(environment, direct(), new long[] {1});
  }

  private static LongBuffer direct() {
    return ByteBuffer.allocateDirect(Long.BYTES).order(ByteOrder.nativeOrder()).asLongBuffer();
  }

  RunLimit limit() {
    return limit;
  }

  /** This one token, until the next call. */
  OnnxTensor only(long token) {
    id.put(0, token);
    return only;
  }

  /** The row of the first position. */
  OnnxTensor first() {
    return first;
  }

  @Override
  public void close() {
    limit.close();
    only.close();
    first.close();
  }
}
