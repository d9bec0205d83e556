package dev.countersign.inference.decoder;

import dev.countersign.inference.InferenceFailed;
import dev.countersign.inference.ModelRefused;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** Copies of a language model with other weights, template or limits, for tests. */
public final class AlteredDecoder {
  private AlteredDecoder() {}

  /** What is done to the values of a tensor. */
  @FunctionalInterface
  public interface Change {
    /** Leaves everything as it is. */
    Change NONE = (tensor, columns, count, values) -> {};

    /**
     * Changes some rows in place.
     *
     * @param tensor its name
     * @param columns of a row
     * @param count of values
     * @param values one row after the other
     */
    void apply(String tensor, int columns, int count, float[] values);
  }

  /** A copy whose weights are held in binary32, changed; vectors stay. */
  public static DecoderBundle weights(Path folder, DecoderBundle from, Change change)
      throws InferenceFailed, IOException {
    return write(folder, from, wide(from.config()), from.chatTemplate(), change);
  }

  /** A copy with another template. */
  public static DecoderBundle template(Path folder, DecoderBundle from, String template)
      throws InferenceFailed, IOException {
    return write(folder, from, wide(from.config()), template, Change.NONE);
  }

  /**
   * A copy that computes the same and whose answers go on: with more room, sure of everything, and
   * with the token that a prompt begins with as the end of an answer.
   */
  public static DecoderBundle endless(Path folder, DecoderBundle from, int context)
      throws InferenceFailed, IOException {
    DecoderConfig c = from.config();
    List<Integer> end = c.bos() < 0 ? c.eos() : List.of(c.bos());
    return write(
        folder,
        from,
        with(c, Math.max(context, c.context()), c.weights(), end, 0),
        from.chatTemplate(),
        Change.NONE);
  }

  private static DecoderBundle write(
      Path folder, DecoderBundle from, DecoderConfig config, String template, Change change)
      throws InferenceFailed, IOException {
    Files.createDirectories(folder);
    BundleWriter writer = new BundleWriter(folder, config);
    Path weights = from.bundle().folder().resolve(StoredTensor.FILE);
    try (DataInputStream in = new DataInputStream(buffered(weights))) {
      writer.write(
          from.bundle().card(),
          from.tokenizer(),
          template.getBytes(StandardCharsets.UTF_8),
          (tensor, first, count, into) -> read(from.config(), in, tensor, count, into, change));
    }
    return DecoderBundle.open(writer.recordSelfTest());
  }

  private static InputStream buffered(Path file) throws IOException {
    return new java.io.BufferedInputStream(Files.newInputStream(file), 1 << 20);
  }

  private static void read(
      DecoderConfig config,
      DataInputStream in,
      StoredTensor tensor,
      int count,
      float[] into,
      Change change)
      throws IOException, ModelRefused {
    WeightFormat format = tensor.format(config);
    byte[] row = new byte[format.rowBytes(tensor.columns())];
    for (int i = 0; i < count; i++) {
      in.readFully(row);
      format.decode(
          ByteBuffer.wrap(row).order(ByteOrder.LITTLE_ENDIAN),
          into,
          i * tensor.columns(),
          tensor.columns());
    }
    if (!tensor.vector()) {
      change.apply(tensor.name(), tensor.columns(), count * tensor.columns(), into);
    }
  }

  private static DecoderConfig wide(DecoderConfig c) {
    return with(c, c.context(), WeightFormat.FP32, c.eos(), c.marginMilli());
  }

  private static DecoderConfig with(
      DecoderConfig c, int context, WeightFormat weights, List<Integer> eos, int marginMilli) {
    return new DecoderConfig(
        c.version(),
        c.family(),
        c.vocab(),
        c.hidden(),
        c.layers(),
        c.heads(),
        c.kvHeads(),
        c.headDim(),
        c.feedForward(),
        context,
        c.rope(),
        c.normEpsilon(),
        c.tied(),
        c.biases(),
        c.qkNorm(),
        weights,
        c.bos(),
        eos,
        marginMilli,
        c.callFormat());
  }
}
