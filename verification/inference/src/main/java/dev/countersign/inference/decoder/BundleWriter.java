package dev.countersign.inference.decoder;

import dev.countersign.inference.InferenceFailed;
import dev.countersign.inference.ModelBundle;
import dev.countersign.inference.ModelCard;
import dev.countersign.inference.ModelRefused;
import dev.countersign.inference.ModelRefused.Code;
import dev.countersign.inference.SelfTest;
import dev.countersign.inference.spi.Engine.Options;
import dev.countersign.receipt.Bytes32;
import dev.countersign.receipt.Jcs;
import dev.countersign.receipt.Tensor;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.List;
import java.util.TreeMap;

/**
 * Writes a bundle of the format {@code decoder} into an empty folder, tensor by tensor, and records
 * its self-test on this machine. Memory is bounded while it writes; the self-test needs the whole
 * model.
 */
final class BundleWriter {
  private static final int CHUNK = 1 << 18;
  private static final String SELF_TEST = "selftest.json";
  private static final Options ONE_LONG_RUN = new Options(1, 1, Duration.ofMinutes(10));

  /** Where the values of a tensor come from. */
  interface Source {
    /**
     * The values of some rows, one row after the other from the array's beginning.
     *
     * @throws ModelRefused when there are none
     */
    void read(StoredTensor tensor, int first, int count, float[] into)
        throws ModelRefused, IOException;
  }

  private final Path folder;
  private final DecoderConfig config;

  BundleWriter(Path folder, DecoderConfig config) {
    this.folder = folder;
    this.config = config;
  }

  /** The card of a language model. */
  static ModelCard card(
      String name, String description, String licence, ModelCard.Training training) {
    return new ModelCard(
        1,
        name,
        ModelCard.DECODER,
        ExactGraph.FILE,
        SELF_TEST,
        "none",
        "none",
        List.of(),
        List.of(),
        description,
        licence,
        training,
        java.util.Map.of());
  }

  /** Everything but the self-test. */
  void write(ModelCard card, byte[] tokenizer, byte[] template, Source source)
      throws ModelRefused, IOException {
    Files.write(folder.resolve(DecoderConfig.FILE), config.toBytes());
    Files.write(folder.resolve(ExactGraph.FILE), ExactGraph.of(config));
    Files.write(folder.resolve(DecoderBundle.TOKENIZER), tokenizer);
    Files.write(folder.resolve(DecoderBundle.CHAT_TEMPLATE), template);
    Files.write(folder.resolve(ModelCard.FILE), card.toBytes());
    try (FileChannel out =
        FileChannel.open(
            folder.resolve(StoredTensor.FILE),
            StandardOpenOption.CREATE_NEW,
            StandardOpenOption.WRITE)) {
      for (StoredTensor tensor : StoredTensor.all(config)) {
        write(tensor, source, out);
      }
      out.force(true);
    }
  }

  private void write(StoredTensor tensor, Source source, FileChannel out)
      throws ModelRefused, IOException {
    WeightFormat format = tensor.format(config);
    int columns = tensor.columns();
    int most = Math.clamp(CHUNK / columns, 1, tensor.rows());
    float[] rows = new float[most * columns];
    ByteBuffer bytes =
        ByteBuffer.allocate(most * format.rowBytes(columns)).order(ByteOrder.LITTLE_ENDIAN);
    for (int first = 0; first < tensor.rows(); first += most) {
      int count = Math.min(most, tensor.rows() - first);
      source.read(tensor, first, count, rows);
      requireStorable(tensor, format, rows, count * columns);
      bytes.clear();
      for (int row = 0; row < count; row++) {
        format.encode(rows, row * columns, columns, bytes);
      }
      bytes.flip();
      while (bytes.hasRemaining()) {
        out.write(bytes);
      }
    }
  }

  private static void requireStorable(
      StoredTensor tensor, WeightFormat format, float[] values, int count) throws ModelRefused {
    float most = format == WeightFormat.FP16 ? 65504 : Float.MAX_VALUE;
    for (int i = 0; i < count; i++) {
      if (!(Math.abs(values[i]) <= most)) {
        throw new ModelRefused(
            Code.MALFORMED,
            Float.isFinite(values[i])
                ? tensor.name() + " holds " + values[i] + ", which fp16 cannot hold; use fp32 or q8"
                : tensor.name() + " holds NaN or infinity");
      }
    }
  }

  /**
   * Runs the model, by one run and token by token, and writes what comes out as the self-test.
   *
   * @return the bundle, complete
   * @throws InferenceFailed when the two do not agree, or the model does not run
   */
  ModelBundle recordSelfTest() throws InferenceFailed, IOException {
    List<Tensor> inputs = List.copyOf(new TreeMap<>(DecoderSelfTest.inputs(config)).values());
    write(new SelfTest(List.of(new SelfTest.Case(inputs, Bytes32.ZERO))));
    DecoderBundle open = DecoderBundle.open(ModelBundle.open(folder));
    try (DecoderSession session = open.open(ONE_LONG_RUN)) {
      write(DecoderSelfTest.record(session));
    }
    return ModelBundle.open(folder);
  }

  private void write(SelfTest test) throws IOException {
    Files.write(folder.resolve(SELF_TEST), Jcs.canonical(test.toJson()));
  }
}
