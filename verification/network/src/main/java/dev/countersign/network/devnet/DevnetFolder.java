package dev.countersign.network.devnet;

import dev.countersign.network.devnet.DevnetFailed.Reason;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.SerializationFeature;
import tools.jackson.databind.json.JsonMapper;

/**
 * The files of one local network. Each is replaced as a whole, so a reader never sees half of one;
 * keys are readable by their owner alone.
 */
final class DevnetFolder {
  private static final JsonMapper JSON =
      JsonMapper.builder()
          .enable(SerializationFeature.INDENT_OUTPUT)
          .enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
          .enable(DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES)
          .enable(DeserializationFeature.FAIL_ON_MISSING_CREATOR_PROPERTIES)
          .build();
  private static final Set<PosixFilePermission> OWNER_ONLY =
      EnumSet.of(PosixFilePermission.OWNER_READ, PosixFilePermission.OWNER_WRITE);

  private final Path folder;

  DevnetFolder(Path home) {
    this.folder = home.resolve("devnet");
  }

  /**
   * What a restart needs beside the node's state.
   *
   * @param addresses where everything is
   * @param history how many recorded hours the market began with
   * @param start the first second of the market
   */
  record World(DevnetAddresses addresses, int history, long start) {}

  /**
   * What the hosting process says of itself.
   *
   * @param pid its process id
   * @param ready whether the network can be used
   * @param step what it is doing until then
   * @param done how much of it
   * @param total of how much
   * @param failure why it ended, empty unless it failed
   * @param reason the reason code of the failure, empty unless it failed
   */
  record Host(
      long pid, boolean ready, String step, int done, int total, String failure, String reason) {}

  /** How a host shall stop. */
  enum Stop {
    /** Save the state. */
    SAVE,
    /** There will be no state: save nothing. */
    DISCARD
  }

  Path path() {
    return folder;
  }

  Path state() {
    return folder.resolve("state.json");
  }

  Path hostLock() {
    return folder.resolve("host.lock");
  }

  Path commandLock() {
    return folder.resolve("command.lock");
  }

  private Path stopRequest() {
    return folder.resolve("stop");
  }

  Optional<World> world() throws DevnetFailed {
    return read(folder.resolve("world.json"), World.class);
  }

  void write(World world) throws DevnetFailed {
    write(folder.resolve("world.json"), world, false);
  }

  Optional<Anvil.Running> node() throws DevnetFailed {
    return read(folder.resolve("node.json"), Anvil.Running.class);
  }

  void write(Anvil.Running node) throws DevnetFailed {
    write(folder.resolve("node.json"), node, false);
  }

  void forgetNode() throws DevnetFailed {
    remove(folder.resolve("node.json"));
  }

  Optional<Host> host() throws DevnetFailed {
    return read(folder.resolve("host.json"), Host.class);
  }

  void write(Host host) throws DevnetFailed {
    write(folder.resolve("host.json"), host, false);
  }

  void forgetHost() throws DevnetFailed {
    remove(folder.resolve("host.json"));
  }

  Optional<DevnetKeys> keys() throws DevnetFailed {
    Path file = folder.resolve("keys.json");
    Optional<DevnetKeys> keys = read(file, DevnetKeys.class);
    if (keys.isPresent()) {
      requireOwnerOnly(file);
    }
    return keys;
  }

  void write(DevnetKeys keys) throws DevnetFailed {
    write(folder.resolve("keys.json"), keys, true);
  }

  void request(Stop stop) throws DevnetFailed {
    write(stopRequest(), stop, false);
  }

  Optional<Stop> stopRequested() throws DevnetFailed {
    return read(stopRequest(), Stop.class);
  }

  void forgetStop() throws DevnetFailed {
    remove(stopRequest());
  }

  /** Removes everything but its own two locks, which others may hold. */
  void clear() throws DevnetFailed {
    if (!Files.isDirectory(folder)) {
      return;
    }
    List<Path> kept = List.of(folder, hostLock(), commandLock());
    try (Stream<Path> files = Files.walk(folder)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        if (!kept.contains(file)) {
          Files.delete(file);
        }
      }
    } catch (IOException e) {
      throw new DevnetFailed(Reason.STATE, "cannot empty " + folder + ": " + e.getMessage(), e);
    }
  }

  private static <T> Optional<T> read(Path file, Class<T> type) throws DevnetFailed {
    if (!Files.exists(file)) {
      return Optional.empty();
    }
    try {
      return Optional.of(JSON.readValue(Files.readAllBytes(file), type));
    } catch (JacksonException e) {
      throw new DevnetFailed(
          Reason.STATE, "the file " + file + " is damaged; start over with devnet reset", e);
    } catch (IOException e) {
      throw new DevnetFailed(Reason.STATE, "cannot read " + file + ": " + e.getMessage(), e);
    }
  }

  private static void write(Path file, Object value, boolean secret) throws DevnetFailed {
    Path work = file.resolveSibling(file.getFileName() + ".new");
    try {
      Files.createDirectories(file.toAbsolutePath().getParent());
      Files.deleteIfExists(work);
      if (secret && posix(file)) {
        Files.createFile(work, PosixFilePermissions.asFileAttribute(OWNER_ONLY));
      }
      Files.write(work, JSON.writeValueAsBytes(value));
      Files.move(work, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    } catch (IOException | JacksonException e) {
      throw new DevnetFailed(Reason.STATE, "cannot write " + file + ": " + e.getMessage(), e);
    }
  }

  private static void remove(Path file) throws DevnetFailed {
    try {
      Files.deleteIfExists(file);
    } catch (IOException e) {
      throw new DevnetFailed(Reason.STATE, "cannot remove " + file + ": " + e.getMessage(), e);
    }
  }

  private static void requireOwnerOnly(Path file) throws DevnetFailed {
    try {
      if (posix(file) && !OWNER_ONLY.containsAll(Files.getPosixFilePermissions(file))) {
        throw new DevnetFailed(
            Reason.STATE, file + " holds keys and others can read it; make its mode 0600");
      }
    } catch (IOException e) {
      throw new DevnetFailed(Reason.STATE, "cannot look at " + file + ": " + e.getMessage(), e);
    }
  }

  private static boolean posix(Path file) {
    return file.getFileSystem().supportedFileAttributeViews().contains("posix");
  }
}
