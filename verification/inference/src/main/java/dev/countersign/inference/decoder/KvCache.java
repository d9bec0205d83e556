package dev.countersign.inference.decoder;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtException;
import dev.countersign.inference.Excerpt;
import dev.countersign.inference.OnnxEnvironment;
import dev.countersign.inference.RunFailed;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.List;

/**
 * The keys and values of the tokens so far: what a run goes on from.
 *
 * <p>Guarantees: never changed by a run, so several may go on from one; given to the engine where
 * it lies, without a copy. Its memory, {@link #bytes()}, is outside the heap and stays until {@link
 * #close()}, which must not be called during a run that goes on from it.
 */
public final class KvCache implements AutoCloseable {
  private final DecoderConfig config;

  /** Key and value of the first layer, of the second, and so on. */
  private final List<OnnxTensor> tensors;

  private final int length;
  private boolean closed;

  KvCache(DecoderConfig config, List<OnnxTensor> tensors, int length) {
    this.config = config;
    this.tensors = List.copyOf(tensors);
    this.length = length;
  }

  /** One of no tokens. */
  static KvCache empty(DecoderConfig config) throws RunFailed {
    List<OnnxTensor> tensors = new ArrayList<>();
    try {
      for (int i = 0; i < 2 * config.layers(); i++) {
        tensors.add(tensor(config, i, FloatBuffer.allocate(0), 0));
      }
    } catch (OrtException e) {
      tensors.forEach(OnnxTensor::close);
      throw failed(e);
    }
    return new KvCache(config, tensors, 0);
  }

  private static OnnxTensor tensor(DecoderConfig config, int index, FloatBuffer data, int length)
      throws OrtException {
    long[] dims = {1, config.kvHeads(), length, width(config, index)};
    try {
      return OnnxTensor.createTensor(OnnxEnvironment.get(), data, dims);
    } catch (dev.countersign.inference.ModelRefused e) {
      throw new OrtException(String.valueOf(e.getMessage()));
    }
  }

  private static int width(DecoderConfig config, int index) {
    return config.headDim() + index % 2;
  }

  private static RunFailed failed(OrtException e) {
    return new RunFailed(
        RunFailed.Code.ENGINE, "no room for keys and values: " + Excerpt.sentence(e), e);
  }

  /** The number of tokens. */
  public int length() {
    return length;
  }

  /** The memory it takes, in bytes. */
  public long bytes() {
    return config.cacheBytesPerPosition() * length;
  }

  /**
   * A copy that ends after the first tokens; this one stays open.
   *
   * @param tokens 0 to {@link #length()}
   */
  public KvCache prefix(int tokens) throws RunFailed {
    if (tokens < 0 || tokens > length || closed) {
      throw new IllegalArgumentException("no prefix of %d in %d".formatted(tokens, length));
    }
    List<OnnxTensor> parts = new ArrayList<>();
    try {
      for (int i = 0; i < tensors.size(); i++) {
        parts.add(tensor(config, i, cut(tensors.get(i).getFloatBuffer(), i, tokens), tokens));
      }
    } catch (OrtException e) {
      parts.forEach(OnnxTensor::close);
      throw failed(e);
    }
    return new KvCache(config, parts, tokens);
  }

  private FloatBuffer cut(FloatBuffer from, int index, int tokens) {
    int width = width(config, index);
    FloatBuffer into =
        ByteBuffer.allocateDirect(config.kvHeads() * tokens * width * Float.BYTES)
            .order(ByteOrder.nativeOrder())
            .asFloatBuffer();
    for (int head = 0; head < config.kvHeads(); head++) {
      into.put(head * tokens * width, from, head * length * width, tokens * width);
    }
    return into;
  }

  List<OnnxTensor> tensors() {
    if (closed) {
      throw new IllegalStateException("the keys and values were closed");
    }
    return tensors;
  }

  /** Gives the memory back; the second time does nothing. */
  @Override
  public void close() {
    if (!closed) {
      closed = true;
      tensors.forEach(OnnxTensor::close);
    }
  }
}
