package dev.countersign.runtime.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.countersign.runtime.agent.Agent;
import dev.countersign.runtime.agent.AgentFile;
import dev.countersign.runtime.agent.Exit;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A new agent file of every kind is one that can be read, and moves nothing. */
class InitTest {
  @TempDir private Path folder = Path.of("");

  @ParameterizedTest
  @EnumSource(InitCommand.Kind.class)
  void everyKindIsAnAgentOnPaper(InitCommand.Kind kind) throws Exception {
    Path file = folder.resolve("mine.yaml");
    assertThat(init("--kind", kind.name(), "--network", "elsewhere", file.toString()))
        .isEqualTo(Exit.DONE.code());
    Agent agent = AgentFile.read(file).agent();
    assertThat(agent.name()).isEqualTo("mine");
    assertThat(agent.network()).isEqualTo("elsewhere");
    assertThat(agent.mode()).isEqualTo(Agent.Mode.PAPER);
  }

  @Test
  void aFileThatExistsIsNotTouched() throws Exception {
    String file = folder.resolve("mine.yaml").toString();
    assertThat(init("--kind", "dca", file)).isEqualTo(Exit.DONE.code());
    assertThat(init("--kind", "grid", file)).isEqualTo(Exit.CONFIGURATION.code());
    assertThat(AgentFile.read(Path.of(file)).agent().decide().strategy()).isEqualTo("dca");
  }

  private int init(String... arguments) {
    String[] all = new String[arguments.length + 1];
    all[0] = "init";
    System.arraycopy(arguments, 0, all, 1, arguments.length);
    PrintStream nowhere =
        new PrintStream(new ByteArrayOutputStream(), true, StandardCharsets.UTF_8);
    return Main.run(
        all,
        new Surroundings(
            nowhere,
            nowhere,
            false,
            false,
            Terminal.checkout(),
            folder.resolve("home"),
            Clock.systemUTC(),
            new SecureRandom(),
            Map.of()));
  }
}
