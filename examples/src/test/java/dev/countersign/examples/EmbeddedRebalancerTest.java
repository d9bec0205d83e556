package dev.countersign.examples;

import static org.assertj.core.api.Assertions.assertThat;

import dev.countersign.runtime.agent.AgentFile;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

class EmbeddedRebalancerTest {
  private static final Path ROOT = Path.of(System.getProperty("countersign.root"));

  @Test
  void itIsTheAgentOfTheFileInJava() throws Exception {
    Path file = ROOT.resolve("examples/agents/rebalancer.yaml");
    assertThat(EmbeddedRebalancer.agent())
        .usingRecursiveComparison()
        .ignoringFields("name", "description")
        .isEqualTo(AgentFile.read(file).agent());
  }

  @Test
  void itFitsOnAPage() throws Exception {
    Path source = ROOT.resolve("examples/src/main/java/dev/countersign/examples");
    assertThat(Files.readAllLines(source.resolve("EmbeddedRebalancer.java"))).hasSizeLessThan(60);
  }
}
