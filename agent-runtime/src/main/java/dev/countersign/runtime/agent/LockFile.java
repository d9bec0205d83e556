package dev.countersign.runtime.agent;

import dev.countersign.receipt.Bytes32;
import dev.countersign.receipt.Json;
import dev.countersign.receipt.ReceiptRejected;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Collections;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.SerializationFeature;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/**
 * The digests of the models that an agent was last run with, beside its file: {@code
 * NAME.lock.json} for {@code NAME.yaml}. It is meant to be committed; a model that changed is then
 * refused by its digest instead of being used.
 *
 * @param path where it stands
 * @param models digests by the models' names
 */
public record LockFile(Path path, SortedMap<String, Bytes32> models) {
  private static final JsonMapper JSON =
      JsonMapper.builder().enable(SerializationFeature.INDENT_OUTPUT).build();
  private static final int MAX_BYTES = 64 * 1024;

  /** Copies the map. */
  public LockFile {
    models = Collections.unmodifiableSortedMap(new TreeMap<>(models));
  }

  /** Where the lock file of an agent file is. */
  public static Path beside(Path agentFile) {
    String name = String.valueOf(agentFile.getFileName());
    int dot = name.lastIndexOf('.');
    return agentFile.resolveSibling((dot > 0 ? name.substring(0, dot) : name) + ".lock.json");
  }

  /**
   * Reads the lock file of an agent file; without one nothing is locked.
   *
   * @throws Failure with {@link Exit#CONFIGURATION}
   */
  public static LockFile of(Path agentFile) throws Failure {
    Path path = beside(agentFile);
    if (!Files.exists(path)) {
      return new LockFile(path, new TreeMap<>());
    }
    try {
      if (Files.size(path) > MAX_BYTES) {
        throw new Failure(
            Exit.CONFIGURATION, path + " is larger than 64 KiB, the most that is read");
      }
      return new LockFile(path, models(path, Json.parse(Files.readAllBytes(path))));
    } catch (IOException e) {
      throw new Failure(Exit.CONFIGURATION, "cannot read " + path + ": " + e.getMessage(), e);
    } catch (ReceiptRejected | IllegalArgumentException e) {
      throw new Failure(Exit.CONFIGURATION, path + ": " + e.getMessage(), e);
    }
  }

  private static SortedMap<String, Bytes32> models(Path path, JsonNode json) throws Failure {
    if (!json.isObject()
        || json.size() != 2
        || json.path("version").asInt(0) != 1
        || !json.path("models").isObject()) {
      throw new Failure(
          Exit.CONFIGURATION, path + " must hold {\"version\": 1, \"models\": {...}} and no more");
    }
    SortedMap<String, Bytes32> models = new TreeMap<>();
    for (Map.Entry<String, JsonNode> model : json.path("models").properties()) {
      models.put(model.getKey(), new Bytes32(model.getValue().asString("")));
    }
    return models;
  }

  /** The digest of a model, empty where it is not locked. */
  public Optional<Bytes32> model(String name) {
    return Optional.ofNullable(models.get(name));
  }

  /** The same with one more model. */
  public LockFile with(String name, Bytes32 digest) {
    SortedMap<String, Bytes32> more = new TreeMap<>(models);
    more.put(name, digest);
    return new LockFile(path, more);
  }

  /** Writes the file, all of it or nothing. */
  public void write() throws IOException {
    ObjectNode json = JSON.createObjectNode();
    json.put("version", 1);
    ObjectNode digests = json.putObject("models");
    models.forEach((name, digest) -> digests.put(name, digest.hex()));
    Files.createDirectories(path.toAbsolutePath().getParent());
    Path next = path.resolveSibling(path.getFileName() + ".next");
    Files.write(next, (JSON.writeValueAsString(json) + "\n").getBytes(StandardCharsets.UTF_8));
    Files.move(next, path, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
  }
}
