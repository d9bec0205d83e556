package dev.countersign.runtime.workplace;

import dev.countersign.receipt.Bytes32;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.SerializationFeature;
import tools.jackson.databind.json.JsonMapper;

/**
 * Where state is kept.
 *
 * @param folder {@code .countersign} in the checkout, or what {@code COUNTERSIGN_HOME} or {@code
 *     --home} says
 */
public record Home(Path folder) {
  private static final JsonMapper JSON =
      JsonMapper.builder().enable(SerializationFeature.INDENT_OUTPUT).build();

  /** Log files. */
  public Path logs() {
    return folder.resolve("logs");
  }

  /** Encrypted keys. */
  public Path keys() {
    return folder.resolve("keys");
  }

  /** Receipt bundles. */
  public Path receipts() {
    return folder.resolve("receipts");
  }

  /** Models that a user added. */
  public Path models() {
    return folder.resolve("models");
  }

  /** Registered manifests, and the lock files of agents that were built in Java. */
  public Path agents() {
    return folder.resolve("agents");
  }

  /** H2's file, without the ending that H2 adds. */
  public Path database() {
    return folder.resolve("store").resolve("countersign");
  }

  /**
   * Writes a transaction that only the owner of an account can sign, as a file for the Safe's
   * transaction builder.
   *
   * @return the file
   */
  public Path writeForOwner(String name, JsonNode transactions) throws IOException {
    byte[] bytes = (JSON.writeValueAsString(transactions) + "\n").getBytes(StandardCharsets.UTF_8);
    // Another content is another file: none that waits for a signature is written over.
    String digest = Bytes32.sha256(bytes).hex().substring(0, 8);
    Path owner = Files.createDirectories(folder.resolve("owner"));
    Path file = owner.resolve(name + "-" + digest + ".safe.json");
    Path next = owner.resolve(file.getFileName() + ".next");
    Files.write(next, bytes);
    Files.move(next, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    return file;
  }
}
