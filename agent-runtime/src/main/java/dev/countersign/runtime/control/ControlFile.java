package dev.countersign.runtime.control;

import dev.countersign.runtime.agent.Exit;
import dev.countersign.runtime.agent.Failure;
import dev.countersign.runtime.workplace.Home;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Optional;
import java.util.Set;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Where the process that keeps agents running can be reached, and the word that shows who may: in a
 * file of the home that only its owner can read.
 *
 * @param pid of the process
 * @param port on loopback
 * @param token to be sent with every request
 */
public record ControlFile(long pid, int port, String token) {
  private static final Set<PosixFilePermission> PRIVATE =
      PosixFilePermissions.fromString("rw-------");

  private static Path path(Home home) {
    return home.folder().resolve("control.json");
  }

  /** What a process has left in a home; it may have ended since. */
  static Optional<ControlFile> read(Home home) {
    try {
      JsonNode file = JsonMapper.shared().readTree(Files.readAllBytes(path(home)));
      return Optional.of(
          new ControlFile(
              file.path("pid").asLong(0),
              file.path("port").asInt(0),
              file.path("token").asString("")));
    } catch (IOException | JacksonException e) {
      return Optional.empty(); // Nobody was there, or is just writing it.
    }
  }

  /** Writes it whole or not at all. */
  void write(Home home) throws Failure {
    byte[] json =
        JsonMapper.shared()
            .createObjectNode()
            .put("pid", pid)
            .put("port", port)
            .put("token", token)
            .toString()
            .getBytes(StandardCharsets.UTF_8);
    Path file = path(home);
    Path next = file.resolveSibling("control.json.next");
    try {
      Files.createDirectories(file.getParent());
      Files.deleteIfExists(next);
      Files.createFile(next, PosixFilePermissions.asFileAttribute(PRIVATE));
      Files.write(next, json);
      Files.move(next, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    } catch (IOException e) {
      throw new Failure(
          Exit.CONFIGURATION, "cannot write to " + home.folder() + ": " + e.getMessage(), e);
    }
  }

  /** Takes it away, where nobody else has written it since. */
  void delete(Home home) throws IOException {
    if (read(home).filter(this::equals).isPresent()) {
      Files.deleteIfExists(path(home));
    }
  }
}
