package dev.countersign.runtime.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.countersign.network.devnet.DevnetFailed;
import dev.countersign.network.devnet.DevnetStatus;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LocalNetworkTest {
  @TempDir private Path home;

  @ParameterizedTest
  @ValueSource(strings = {"", "{", "{}", "{\"verifiers\":[null]}", "[]"})
  void aDamagedRecordOfVerifiersIsSaidAndAResetMendsIt(String damaged) throws Exception {
    Path file = home.resolve("devnet").resolve("nodes").resolve("nodes.json");
    Files.createDirectories(file.getParent());
    Files.writeString(file, damaged);
    LocalNetwork network = new LocalNetwork(home);

    assertThatExceptionOfType(DevnetFailed.class)
        .isThrownBy(network::verifiers)
        .satisfies(e -> assertThat(e.reason()).isEqualTo(DevnetFailed.Reason.STATE))
        .withMessageEndingWith("start over with devnet reset");

    network.reset();
    assertThat(network.verifiers()).isEmpty();
  }

  @Test
  void aResetLeavesNothingOfTheVerifiers() throws Exception {
    Path node = home.resolve("devnet").resolve("nodes").resolve("verifier-1");
    Files.createDirectories(node.resolve("logs"));
    Files.writeString(node.resolve("answers.lock"), "");
    Files.writeString(node.resolve("key.json"), "{}");

    new LocalNetwork(home).reset();

    assertThat(home.resolve("devnet").resolve("nodes")).doesNotExist();
  }

  @ParameterizedTest
  @ValueSource(strings = {"host.json", "node.json", "world.json", "keys.json"})
  void aDamagedStateIsSaidAndAResetMendsIt(String name) throws Exception {
    Path file = home.resolve("devnet").resolve(name);
    Files.createDirectories(file.getParent());
    Files.writeString(file, "{");
    LocalNetwork network = new LocalNetwork(home);

    if (!name.equals("keys.json")) { // Its status asks for no key.
      assertThatExceptionOfType(DevnetFailed.class)
          .isThrownBy(network::status)
          .withMessage("the file " + file + " is damaged; start over with devnet reset");
    }
    network.reset();
    assertThat(file).doesNotExist();
    assertThat(network.status().state()).isEqualTo(DevnetStatus.State.ABSENT);
  }
}
