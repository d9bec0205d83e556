package dev.countersign.inference.decoder;

import ai.onnxruntime.OrtEnvironment;
import dev.countersign.inference.InferenceFailed;
import dev.countersign.inference.ModelBundle;
import dev.countersign.inference.decoder.DecoderConfig.Biases;
import dev.countersign.inference.spi.Engine.Options;
import dev.countersign.receipt.Tensor;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;

/** What this machine makes of a bundle's self-test; see {@code docs/bit-exactness}. */
public final class BitExactness {
  private static final long SEED = 1;
  private static final Options OPTIONS = new Options(2, 1, Duration.ofMinutes(10));

  private BitExactness() {}

  /** Arguments: {@code write} and a folder that does not exist, or a bundle's folder. */
  public static void main(String[] args) throws IOException, InferenceFailed {
    if (args.length == 2 && args[0].equals("write")) {
      DecoderBundle written = RandomDecoder.write(Path.of(args[1]), model(), SEED);
      System.out.println("wrote " + written.bundle());
      return;
    }
    if (args.length != 1 || !Files.isDirectory(Path.of(args[0]))) {
      System.err.println("usage: BitExactness [write] FOLDER");
      System.exit(2);
    }
    check(DecoderBundle.open(ModelBundle.open(Path.of(args[0]))));
  }

  /** Biases, a norm of each head, heads as wide as can be, more than one slice in every product. */
  private static DecoderConfig model() {
    DecoderConfig c = RandomDecoder.config(4, 2, DecoderConfig.MOST_HEAD_DIM);
    return new DecoderConfig(
        1,
        c.family(),
        c.vocab(),
        320,
        4,
        c.heads(),
        c.kvHeads(),
        c.headDim(),
        600,
        c.context(),
        c.rope(),
        c.normEpsilon(),
        false,
        Biases.QKVO,
        true,
        c.weights(),
        c.bos(),
        c.eos(),
        c.marginMilli(),
        c.callFormat());
  }

  private static void check(DecoderBundle bundle) throws InferenceFailed {
    Map<String, Tensor> inputs = new LinkedHashMap<>();
    bundle.bundle().selfTest().cases().getFirst().inputs().forEach(t -> inputs.put(t.name(), t));
    try (DecoderSession session = bundle.open(OPTIONS)) {
      System.out.printf(
          "%s, onnxruntime %s%n  published       %s%n  in one run      %s%n  token by token  %s%n",
          System.getProperty("os.arch"),
          OrtEnvironment.getEnvironment().getVersion(),
          bundle.bundle().selfTest().cases().getFirst().outputs(),
          Tensor.digest(DecoderSelfTest.inOneRun(session, inputs).values()),
          Tensor.digest(DecoderSelfTest.tokenByToken(session, inputs).values()));
      session.requireSelfTest();
      System.out.println("  the same bits: this machine may vote");
    } catch (InferenceFailed e) {
      System.out.println("  abstains: " + e.getMessage());
    }
  }
}
