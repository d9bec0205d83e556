package dev.countersign.runtime.run;

import dev.countersign.runtime.agent.Exit;
import dev.countersign.runtime.agent.Failure;
import dev.countersign.runtime.agent.Network;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Optional;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.SerializationFeature;
import tools.jackson.databind.json.JsonMapper;

/**
 * What a devnet last said of itself, kept so that bundles can be checked and agent files validated
 * while it does not run. Written by this machine's own devnet only; it is the networks file of a
 * network that has none.
 *
 * @param folder where it is kept
 */
public record NetworkSnapshot(Path folder) {
  private static final JsonMapper JSON =
      JsonMapper.builder()
          .enable(SerializationFeature.INDENT_OUTPUT)
          .enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
          .enable(DeserializationFeature.FAIL_ON_MISSING_CREATOR_PROPERTIES)
          .build();

  /** The last one of a network, empty where it never ran. */
  public Optional<Network> read(String name) throws Failure {
    Path file = file(name);
    if (!Files.exists(file)) {
      return Optional.empty();
    }
    try {
      return Optional.of(JSON.readValue(Files.readAllBytes(file), Network.class));
    } catch (IOException | JacksonException e) {
      throw new Failure(Exit.CONFIGURATION, "cannot read " + file + "; remove it and run again", e);
    }
  }

  /** Keeps one, all of it or nothing. */
  public void write(Network network) throws IOException {
    Files.createDirectories(folder);
    Path file = file(network.name());
    Path next = Files.createTempFile(folder, network.name(), ".next");
    Files.write(next, JSON.writeValueAsBytes(network));
    Files.move(next, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
  }

  /** Forgets one. */
  public void remove(String name) throws IOException {
    Files.deleteIfExists(file(name));
  }

  private Path file(String name) {
    return folder.resolve(name + ".json");
  }
}
