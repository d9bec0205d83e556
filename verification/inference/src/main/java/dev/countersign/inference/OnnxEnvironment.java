package dev.countersign.inference;

import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtLoggingLevel;
import ai.onnxruntime.OrtSession.SessionOptions;
import dev.countersign.inference.ModelRefused.Code;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import org.jspecify.annotations.Nullable;

/** ONNX Runtime's environment, of which a process has one, and how sessions are made in it. */
public final class OnnxEnvironment {
  /**
   * When the library is loaded it goes through the process's command line with a recursive regular
   * expression (seen with 1.29.0: some 300 bytes of stack for each character). More than about 3 KB
   * of arguments, and a class path is soon that long, overflow the usual stack of 1 MB and kill the
   * process without a word. This much is only reserved, not used.
   */
  private static final long STACK_BYTES = 512L * 1024 * 1024;

  private static volatile @Nullable OrtEnvironment loaded;

  private OnnxEnvironment() {}

  /**
   * The environment, made when it is first asked for.
   *
   * @throws ModelRefused with {@link Code#ENGINE} when the library does not load
   */
  public static OrtEnvironment get() throws ModelRefused {
    OrtEnvironment known = loaded;
    if (known == null) {
      known = loadedOnce();
      loaded = known;
    }
    return known;
  }

  private static OrtEnvironment loadedOnce() throws ModelRefused {
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

  /**
   * What every session here has: one operator after the other, a fixed optimisation level, threads
   * that do not spin, deterministic kernels, and no word on the terminal.
   *
   * @param threads of one run
   */
  public static SessionOptions sessionOptions(int threads) throws OrtException {
    return sessionOptions(threads, false);
  }

  /**
   * The same with threads that stay awake for a while when there is nothing to do, or do not.
   *
   * @param threads of one run
   * @param awake as long as ONNX Runtime has it; a shorter time was tried and costs a fifth
   */
  public static SessionOptions sessionOptions(int threads, boolean awake) throws OrtException {
    SessionOptions with = new SessionOptions();
    with.setExecutionMode(SessionOptions.ExecutionMode.SEQUENTIAL);
    with.setOptimizationLevel(SessionOptions.OptLevel.BASIC_OPT);
    with.setIntraOpNumThreads(threads);
    with.setInterOpNumThreads(1);
    with.setDeterministicCompute(true);
    with.setSessionLogLevel(OrtLoggingLevel.ORT_LOGGING_LEVEL_FATAL);
    // No entry twice: ONNX Runtime would warn, and abort the process where it has no logger yet.
    with.addConfigEntry("session.intra_op.allow_spinning", awake ? "1" : "0");
    with.addConfigEntry("session.inter_op.allow_spinning", "0");
    return with;
  }

  private static OrtEnvironment load() {
    // Its errors come as exceptions; it must not write to the terminal.
    return OrtEnvironment.getEnvironment(OrtLoggingLevel.ORT_LOGGING_LEVEL_FATAL, "countersign");
  }
}
