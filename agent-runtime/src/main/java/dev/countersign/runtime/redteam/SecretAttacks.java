package dev.countersign.runtime.redteam;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/** Looks for the keys of this run wherever something was written or said. */
final class SecretAttacks {
  private static final Set<PosixFilePermission> OTHERS =
      Set.of(
          PosixFilePermission.GROUP_READ,
          PosixFilePermission.GROUP_WRITE,
          PosixFilePermission.OTHERS_READ,
          PosixFilePermission.OTHERS_WRITE);

  private SecretAttacks() {}

  static List<Attack> list() {
    return List.of(
        attack(
            "keys-in-files",
            "reads databases, logs and every other file of the run",
            SecretAttacks::files),
        attack(
            "keys-in-answers",
            "reads receipts, verifiers' answers and error messages",
            SecretAttacks::answers),
        attack(
            "keys-in-processes",
            "reads argument lists and environments of the processes",
            SecretAttacks::processes),
        attack(
            "readable-key-files",
            "opens the key files as another user",
            SecretAttacks::readableKeyFiles));
  }

  private static Attack attack(String id, String does, Attack.Plot plot) {
    return Attack.of(id, Family.SECRETS, does, plot);
  }

  private static KeySearch search(Scene scene) {
    return KeySearch.of(scene.arena());
  }

  private static void searched(Scene scene, List<String> found, int looked) throws Exception {
    scene.elsewhere(
        Stopper.SEARCH,
        "NO_KEY_FOUND",
        () -> {
          if (looked == 0) {
            throw new IllegalStateException("there was nothing to look at");
          }
          return found.isEmpty()
              ? Scene.Result.refused("NO_KEY_FOUND", looked + " places were searched")
              : Scene.Result.allowed("found " + String.join("; ", found));
        });
  }

  private static void files(Scene scene) throws Exception {
    KeySearch search = search(scene);
    List<String> found = new ArrayList<>();
    List<Path> files = new ArrayList<>(below(scene.arena().folder()));
    files.addAll(below(scene.arena().workplace().home().logs()));
    for (Path file : files) {
      search.in(file).ifPresent(key -> found.add(key + " in " + file));
    }
    searched(scene, found, files.size());
  }

  private static List<Path> below(Path folder) throws IOException {
    if (!Files.isDirectory(folder)) {
      return List.of();
    }
    try (Stream<Path> files = Files.walk(folder)) {
      return files.filter(Files::isRegularFile).toList();
    }
  }

  private static void answers(Scene scene) throws Exception {
    KeySearch search = search(scene);
    List<String> said = new ArrayList<>(scene.arena().transcript());
    for (var endpoint : scene.arena().jury().endpoints()) {
      said.add(Wire.get(endpoint.uri(), "/v1/identity"));
      said.add(Wire.get(endpoint.uri(), "/v1/health"));
      said.add(Wire.get(endpoint.uri(), "/v1/keys"));
    }
    said.add(scene.agent().toJson().toString());
    said.add(scene.ground().world().keys().toString());
    said.add(scene.arena().receiptKey().toString());
    said.add(scene.arena().signers().toString());
    said.add(scene.ground().hotKey().toString());
    if (scene.decides()) {
      said.add(new String(scene.signed(scene.honest()).toBytes(), StandardCharsets.UTF_8));
    }
    List<String> found = new ArrayList<>();
    for (String text : said) {
      search.in(text).ifPresent(key -> found.add(key + " in an answer"));
    }
    searched(scene, found, said.size());
  }

  private static void processes(Scene scene) throws Exception {
    KeySearch search = search(scene);
    List<String> seen = new ArrayList<>();
    for (Map.Entry<String, String> variable : System.getenv().entrySet()) {
      seen.add(variable.getKey() + "=" + variable.getValue());
    }
    List<ProcessHandle> all = new ArrayList<>();
    all.add(ProcessHandle.current());
    ProcessHandle.current().descendants().forEach(all::add);
    for (ProcessHandle process : all) {
      process.info().commandLine().ifPresent(seen::add);
      of(process, "cmdline").ifPresent(seen::add);
      of(process, "environ").ifPresent(seen::add);
    }
    List<String> found = new ArrayList<>();
    for (String text : seen) {
      search.in(text).ifPresent(key -> found.add(key + " of a process"));
    }
    searched(scene, found, seen.size());
  }

  /** What the system shows of a process, where it is a Linux. */
  private static Optional<String> of(ProcessHandle process, String what) throws IOException {
    Path file = Path.of("/proc", Long.toString(process.pid()), what);
    if (!Files.isReadable(file)) {
      return Optional.empty();
    }
    return Optional.of(new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1));
  }

  private static void readableKeyFiles(Scene scene) throws Exception {
    List<String> open = new ArrayList<>();
    List<Path> files = below(scene.arena().folder().resolve("keys"));
    if (!files.isEmpty()
        && !Files.getFileStore(files.getFirst()).supportsFileAttributeView("posix")) {
      throw new NotApplicable("files have no permissions here");
    }
    for (Path file : files) {
      if (Files.getPosixFilePermissions(file).stream().anyMatch(OTHERS::contains)) {
        open.add(file.toString());
      }
    }
    scene.elsewhere(
        Stopper.SEARCH,
        "OWNER_ONLY",
        () -> {
          if (files.isEmpty()) {
            throw new IllegalStateException("there are no key files to look at");
          }
          return open.isEmpty()
              ? Scene.Result.refused("OWNER_ONLY", files.size() + " files")
              : Scene.Result.allowed("others may read " + String.join(", ", open));
        });
  }
}
