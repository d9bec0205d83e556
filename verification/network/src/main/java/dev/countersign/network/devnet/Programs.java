package dev.countersign.network.devnet;

import dev.countersign.network.devnet.DevnetFailed.Reason;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Programs of the machine: finds them and runs them to their end within a limit.
 *
 * @param path the folders that are searched, in order
 * @param windows whether programs carry {@code .exe} or {@code .cmd}
 */
record Programs(List<Path> path, boolean windows) {
  /**
   * What a program did.
   *
   * @param status its exit status
   * @param output both of its outputs
   */
  record Outcome(int status, String output) {
    /** The last line that says something. */
    String lastLine() {
      return lines(line -> true).reduce((first, second) -> second).orElse("no output");
    }

    /** The first line that mentions an error, else the last line. */
    String complaint() {
      return lines(line -> line.toLowerCase(Locale.ROOT).contains("error"))
          .findFirst()
          .orElse(lastLine());
    }

    private Stream<String> lines(Predicate<String> wanted) {
      return output.lines().filter(line -> !line.isBlank()).filter(wanted);
    }
  }

  /** Those on this process's {@code PATH}. */
  static Programs ofEnvironment() {
    String variable = Optional.ofNullable(System.getenv("PATH")).orElse("");
    String separator = System.getProperty("path.separator", ":");
    List<Path> folders =
        List.of(variable.split(Pattern.quote(separator))).stream()
            .filter(folder -> !folder.isBlank())
            .map(Path::of)
            .toList();
    String os = System.getProperty("os.name", "").toLowerCase(Locale.ROOT);
    return new Programs(folders, os.startsWith("windows"));
  }

  /** The first program of that name. */
  Optional<Path> find(String name) {
    List<String> names = windows ? List.of(name + ".exe", name + ".cmd") : List.of(name);
    return path.stream()
        .flatMap(folder -> names.stream().map(folder::resolve))
        .filter(Files::isRegularFile)
        .filter(Files::isExecutable)
        .findFirst();
  }

  /**
   * Runs a program to its end.
   *
   * @param command the program and its arguments; no shell reads them
   * @param folder where it runs
   * @param limit after which it is ended by force
   * @throws IOException when it cannot be started
   * @throws DevnetFailed with {@link Reason#INSTALL_FAILED} when it is not done in time
   */
  static Outcome run(List<String> command, Path folder, Duration limit)
      throws IOException, DevnetFailed {
    Path output = Files.createTempFile("countersign-", ".out");
    try {
      Process process =
          new ProcessBuilder(command)
              .directory(folder.toFile())
              .redirectErrorStream(true)
              .redirectOutput(output.toFile())
              .start();
      process.getOutputStream().close();
      boolean ended = waitFor(process, limit);
      String text = new String(Files.readAllBytes(output), StandardCharsets.UTF_8);
      if (!ended) {
        throw new DevnetFailed(
            Reason.INSTALL_FAILED,
            String.join(" ", command) + " was not done after " + limit.toSeconds() + " s");
      }
      return new Outcome(process.exitValue(), text);
    } finally {
      Files.deleteIfExists(output);
    }
  }

  private static boolean waitFor(Process process, Duration limit) throws DevnetFailed {
    try {
      if (process.waitFor(limit.toMillis(), TimeUnit.MILLISECONDS)) {
        return true;
      }
      endWithChildren(process);
      return false;
    } catch (InterruptedException e) {
      endWithChildren(process);
      Thread.currentThread().interrupt();
      throw new DevnetFailed(Reason.INTERRUPTED, "interrupted while a program ran", e);
    }
  }

  private static void endWithChildren(Process process) {
    process.descendants().forEach(ProcessHandle::destroyForcibly);
    process.destroyForcibly();
  }
}
