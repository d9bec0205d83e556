package dev.countersign.runtime.workplace;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
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
    Path file = Files.createDirectories(folder.resolve("owner")).resolve(name + ".safe.json");
    Files.writeString(file, JSON.writeValueAsString(transactions) + "\n");
    return file;
  }
}
