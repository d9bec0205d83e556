package dev.countersign.inference.decoder;

import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession.SessionOptions;
import ai.onnxruntime.OrtSession.SessionOptions.OptLevel;
import dev.countersign.inference.ModelRefused;
import dev.countersign.inference.OnnxEnvironment;
import dev.countersign.inference.spi.Engine.Options;

/** Opens sessions in other ways than the engine does, for tests of other packages. */
public final class TestSessions {
  private TestSessions() {}

  /** A session at some optimisation level. */
  public static DecoderSession open(DecoderBundle bundle, Options options, OptLevel level)
      throws ModelRefused, OrtException {
    OnnxEnvironment.get();
    int threads = DecoderSession.threads(bundle.config(), options);
    try (SessionOptions with = DecoderSession.sessionOptions(threads)) {
      with.setOptimizationLevel(level);
      return DecoderSession.open(bundle, options, with);
    }
  }
}
