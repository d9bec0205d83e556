package dev.countersign.runtime.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.countersign.receipt.Bytes32;
import dev.countersign.runtime.agent.Exit;
import dev.countersign.runtime.agent.LockFile;
import dev.countersign.runtime.cli.LocalDevnet.Holdings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import tools.jackson.databind.JsonNode;

/** A checkout in which one bit of one weight of the model was turned over. */
@ExtendWith(OnDevnet.class)
class ChangedModelTest {
  private final LocalDevnet devnet;
  private Path root = Path.of("");
  private Path agent = Path.of("");
  private Terminal terminal;

  ChangedModelTest(LocalDevnet devnet) {
    this.devnet = devnet;
    this.terminal = devnet.terminal();
  }

  @BeforeEach
  void copyTheCheckoutAndTurnABit() throws IOException {
    root = devnet.files();
    for (String folder : List.of("config", "examples/agents", "examples/models")) {
      copy(Terminal.checkout().resolve(folder), root.resolve(folder));
    }
    for (String shared : List.of(".countersign", "examples/data")) {
      Files.createSymbolicLink(root.resolve(shared), Terminal.checkout().resolve(shared));
    }
    Path model = root.resolve("examples/models/signal-v1/model.onnx");
    byte[] bytes = Files.readAllBytes(model);
    bytes[bytes.length / 2] ^= 1; // Half of the way in are weights.
    Files.write(model, bytes);
    agent = root.resolve("examples/agents/rebalancer.yaml");
    terminal = devnet.terminal().in(root);
  }

  private static void copy(Path from, Path to) throws IOException {
    Files.createDirectories(to.getParent());
    try (Stream<Path> files = Files.walk(from)) {
      for (Path file : files.toList()) {
        Files.copy(file, to.resolve(from.relativize(file)));
      }
    }
  }

  @Test
  void theRunRefusesItAndNamesBothDigests() throws Exception {
    Bytes32 pinned = LockFile.of(agent).model("signal-v1").orElseThrow();
    JsonNode here = terminal.run("model", "list", "--json").ends(Exit.DONE).json();
    String changed =
        here.valueStream()
            .filter(model -> model.path("name").asString().equals("signal-v1"))
            .map(model -> model.path("digest").asString())
            .findFirst()
            .orElseThrow();
    assertThat(changed).isNotEqualTo(pinned.hex());
    refused("has the digest " + changed, "pins " + pinned.hex());
  }

  @Test
  void pinnedAnewItStillDoesNotDoWhatItsSelfTestSays() throws Exception {
    terminal.run("model", "lock", agent).ends(Exit.DONE);
    refused("self-test");
  }

  private void refused(String... parts) throws Exception {
    Holdings held = devnet.holdings();
    long sent = devnet.sent();
    assertThat(terminal.run("run", agent).ends(Exit.CONFIGURATION).complaints())
        .singleElement()
        .asString()
        .contains(parts);
    assertThat(devnet.holdings()).isEqualTo(held);
    assertThat(devnet.sent()).isEqualTo(sent);
  }
}
