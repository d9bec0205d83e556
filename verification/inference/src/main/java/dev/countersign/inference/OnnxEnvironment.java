package dev.countersign.inference;

import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtLoggingLevel;
import dev.countersign.inference.ModelRefused.Code;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;

/** ONNX Runtime's environment, of which a process has one. */
final class OnnxEnvironment {
  /**
   * When the library is loaded it goes through the process's command line with a recursive regular
   * expression (seen with 1.29.0: some 300 bytes of stack for each character). More than about 3 KB
   * of arguments, and a class path is soon that long, overflow the usual stack of 1 MB and kill the
   * process without a word. This much is only reserved, not used.
   */
  private static final long STACK_BYTES = 512L * 1024 * 1024;

  private OnnxEnvironment() {}

  /**
   * The environment, made when it is first asked for.
   *
   * @throws ModelRefused with {@link Code#ENGINE} when the library does not load
   */
  static OrtEnvironment get() throws ModelRefused {
    FutureTask<OrtEnvironment> load = new FutureTask<>(OnnxEnvironment::load);
    new Thread(null, load, "countersign-onnx-load", STACK_BYTES).start();
    try {
      return load.get();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new ModelRefused(Code.ENGINE, "interrupted while ONNX Runtime was loaded", e);
    } catch (ExecutionException e) {
      throw new ModelRefused(
          Code.ENGINE,
          "ONNX Runtime's library does not load on this machine: " + e.getCause(),
          e.getCause());
    }
  }

  private static OrtEnvironment load() {
    // Its errors come as exceptions; it must not write to the terminal.
    return OrtEnvironment.getEnvironment(OrtLoggingLevel.ORT_LOGGING_LEVEL_FATAL, "countersign");
  }
}
