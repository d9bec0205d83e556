package dev.countersign.examples;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/** What it does on a chain is shown by {@code AssistantTest} of the runtime. */
class EmbeddedAssistantTest {
  private static final Path ROOT = Path.of(System.getProperty("countersign.root"));

  @Test
  void itFitsOnAPage() throws Exception {
    Path source = ROOT.resolve("examples/src/main/java/dev/countersign/examples");
    assertThat(Files.readAllLines(source.resolve("EmbeddedAssistant.java"))).hasSizeLessThan(60);
  }
}
