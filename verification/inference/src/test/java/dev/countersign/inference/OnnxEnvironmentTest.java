package dev.countersign.inference;

import static org.assertj.core.api.Assertions.assertThat;

import dev.countersign.inference.spi.Engine.Options;
import dev.countersign.inference.spi.LoadedModel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class OnnxEnvironmentTest {
  @TempDir Path temp;

  /** Loads the shipped model and says so. */
  static final class Load {
    private Load() {}

    public static void main(String[] arguments) throws Exception {
      try (OnnxEngine engine = new OnnxEngine();
          LoadedModel model = engine.load(ModelBundle.open(Shipped.SIGNAL), Options.DEFAULT)) {
        System.out.println("loaded " + model.bundle().card().name());
      }
    }
  }

  /** ONNX Runtime 1.29 ends such a process with a segmentation fault when left to itself. */
  @Test
  void aLongCommandLineDoesNotKillTheProcess() throws Exception {
    Path output = temp.resolve("output");
    ProcessBuilder child =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "--enable-native-access=ALL-UNNAMED",
                "-Dcountersign.root=" + System.getProperty("countersign.root"),
                "-Dfiller=" + "x".repeat(50_000),
                Load.class.getName())
            .redirectErrorStream(true)
            .redirectOutput(output.toFile());
    child.environment().put("CLASSPATH", System.getProperty("java.class.path"));
    Process process = child.start();

    assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
    assertThat(Files.readString(output, StandardCharsets.UTF_8)).contains("loaded signal-v1");
    assertThat(process.exitValue()).isZero();
  }
}
