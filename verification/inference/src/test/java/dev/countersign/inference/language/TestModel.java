package dev.countersign.inference.language;

import ai.onnxruntime.OrtSession.SessionOptions.OptLevel;
import dev.countersign.inference.decoder.DecoderBundle;
import dev.countersign.inference.decoder.DecoderConfig;
import dev.countersign.inference.decoder.RandomDecoder;
import dev.countersign.inference.decoder.TestSessions;
import dev.countersign.inference.spi.Engine.Options;
import java.nio.file.Path;
import java.time.Duration;

/** Small models with random weights, opened in any way. */
final class TestModel {
  /** One thread, four at a time, a minute. */
  static final Options OPTIONS = new Options(1, 4, Duration.ofMinutes(1));

  private TestModel() {}

  static DecoderBundle write(Path folder, long seed) throws Exception {
    return RandomDecoder.write(folder, config(4096, 0), seed);
  }

  /** The usual small one with another context and margin. */
  static DecoderConfig config(int context, int marginMilli) {
    DecoderConfig c = RandomDecoder.small();
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
        c.weights(),
        c.bos(),
        c.eos(),
        marginMilli,
        c.callFormat());
  }

  static LanguageCore open(DecoderBundle bundle) throws Exception {
    return LanguageCore.open(bundle.bundle(), OPTIONS);
  }

  static LanguageCore open(DecoderBundle bundle, int threads, int chunk, OptLevel level)
      throws Exception {
    Options options = new Options(threads, 4, Duration.ofMinutes(1));
    return LanguageCore.open(TestSessions.open(bundle, options, level), options, chunk);
  }

  static LanguageModel model(LanguageCore core) {
    return new LanguageModel(core, () -> {});
  }
}
