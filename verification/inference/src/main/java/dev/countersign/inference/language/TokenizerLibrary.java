package dev.countersign.inference.language;

import ai.djl.engine.EngineException;
import ai.djl.huggingface.tokenizers.jni.LibUtils;
import ai.djl.huggingface.tokenizers.jni.TokenizersLibrary;
import dev.countersign.inference.ModelRefused;
import dev.countersign.inference.ModelRefused.Code;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Hugging Face's tokenizers, loaded once in a process.
 *
 * <p>Its Java binding would unpack the library into a folder that others may write to and load what
 * it finds there, look for a GPU to download another build for, and report its use over the
 * network. Here it is unpacked into a folder that only this user can read, the processor's build is
 * demanded, and of the binding only the calls into the library are used: the reporting is in the
 * class above them.
 */
final class TokenizerLibrary {
  private static @Nullable TokenizersLibrary loaded;

  private TokenizerLibrary() {}

  /**
   * The library.
   *
   * @throws ModelRefused with {@link Code#ENGINE} when it does not load on this machine
   */
  static synchronized TokenizersLibrary get() throws ModelRefused {
    if (loaded == null) {
      loaded = load();
    }
    return loaded;
  }

  private static TokenizersLibrary load() throws ModelRefused {
    try {
      Path folder = Files.createTempDirectory("countersign-tokenizers-");
      Map<String, @Nullable String> before = new LinkedHashMap<>();
      try {
        set(before, "ENGINE_CACHE_DIR", folder.toString());
        set(before, "RUST_FLAVOR", "cpu");
        set(before, "ai.djl.offline", "true");
        LibUtils.checkStatus();
        return TokenizersLibrary.LIB;
      } finally {
        before.forEach(TokenizerLibrary::restore);
        remove(folder);
      }
    } catch (EngineException | LinkageError | AssertionError | IOException e) {
      throw new ModelRefused(
          Code.ENGINE, "the tokenizers' library does not load on this machine: " + e, e);
    }
  }

  private static void set(Map<String, @Nullable String> before, String name, String value) {
    before.put(name, System.setProperty(name, value));
  }

  private static void restore(String name, @Nullable String value) {
    if (value == null) {
      System.clearProperty(name);
    } else {
      System.setProperty(name, value);
    }
  }

  /** Loaded, the library is no longer read from its file; Windows keeps it until the end. */
  private static void remove(Path folder) throws IOException {
    try (Stream<Path> files = Files.walk(folder)) {
      for (Path file : files.sorted(java.util.Comparator.reverseOrder()).toList()) {
        if (System.getProperty("os.name", "").startsWith("Windows")) {
          file.toFile().deleteOnExit();
        } else {
          Files.delete(file);
        }
      }
    }
  }
}
