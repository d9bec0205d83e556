package dev.countersign.runtime.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.countersign.runtime.agent.Exit;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * The real command line: each command is a process of its own, as the launcher would start it.
 *
 * @param classPath of the program
 * @param root the checkout that a command works in
 * @param home where it keeps its state
 * @param work a folder for what the processes print
 * @param environment variables, beside those of this process
 */
record Terminal(
    String classPath, Path root, Path home, Path work, Map<String, String> environment) {
  private static final Duration LIMIT = Duration.ofMinutes(2);

  /** The checkout that these tests belong to. */
  static Path checkout() {
    return Path.of(System.getProperty("countersign.root")).toAbsolutePath().normalize();
  }

  /** The same in another checkout. */
  Terminal in(Path otherRoot) {
    return new Terminal(classPath, otherRoot, home, work, environment);
  }

  /** The same with another home. */
  Terminal at(Path otherHome) {
    return new Terminal(classPath, root, otherHome, work, environment);
  }

  /** The same with a variable in its environment. */
  Terminal with(String variable, String value) {
    return new Terminal(classPath, root, home, work, Map.of(variable, value));
  }

  /**
   * What came of a command.
   *
   * @param exit its exit code
   * @param out what it answered
   * @param err what it complained
   * @param took how long
   */
  record Outcome(int exit, String out, String err, Duration took) {
    /** The same, once its exit code is the one expected. */
    Outcome ends(Exit expected) {
      assertThat(exit).as("the exit code; it printed%n%s%s", out, err).isEqualTo(expected.code());
      return this;
    }

    /** The one JSON document that it answered. */
    JsonNode json() {
      return JsonMapper.shared().readTree(out);
    }

    /** Complaints that are not progress. */
    List<String> complaints() {
      return err.lines().filter(line -> line.startsWith("countersign: ")).toList();
    }
  }

  /** Runs a command to its end. */
  Outcome run(Object... arguments) throws IOException, InterruptedException {
    Path out = Files.createTempFile(work, "out", ".txt");
    Path err = Files.createTempFile(work, "err", ".txt");
    long begin = System.nanoTime();
    Process process =
        builder(arguments).redirectOutput(out.toFile()).redirectError(err.toFile()).start();
    boolean ended = process.waitFor(LIMIT.toMillis(), TimeUnit.MILLISECONDS);
    if (!ended) {
      process.destroyForcibly().waitFor();
    }
    Duration took = Duration.ofNanos(System.nanoTime() - begin);
    String printed = Files.readString(out) + Files.readString(err);
    assertThat(ended).as("it ended within %s; it printed%n%s", LIMIT, printed).isTrue();
    return new Outcome(process.exitValue(), Files.readString(out), Files.readString(err), took);
  }

  /** Starts a command; what it prints is read line by line while it runs. */
  Process start(Object... arguments) throws IOException {
    Path err = Files.createTempFile(work, "err", ".txt");
    return builder(arguments).redirectError(err.toFile()).start();
  }

  /** Reads what a running command prints up to a line that contains a text. */
  static String readUntil(Process process, String text) throws IOException {
    BufferedReader lines = process.inputReader(StandardCharsets.UTF_8);
    StringBuilder read = new StringBuilder();
    for (String line = lines.readLine(); line != null; line = lines.readLine()) {
      read.append(line).append('\n');
      if (line.contains(text)) {
        return line;
      }
    }
    throw new AssertionError("it ended without saying " + text + ":\n" + read);
  }

  private ProcessBuilder builder(Object... arguments) {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.add("--enable-native-access=ALL-UNNAMED");
    command.add("-XX:+UseSerialGC");
    command.add("-XX:TieredStopAtLevel=1");
    command.add("-Xshare:auto");
    command.add("-XX:+AutoCreateSharedArchive");
    command.add("-XX:SharedArchiveFile=" + work.resolve("classes.jsa"));
    command.add("-Xlog:cds=off");
    command.add("-Xlog:cds+dynamic=off");
    command.add("-Dcountersign.root=" + root);
    command.add("dev.countersign.runtime.cli.Main");
    Arrays.stream(arguments).map(Object::toString).forEach(command::add);
    ProcessBuilder builder = new ProcessBuilder(command).directory(work.toFile());
    builder.redirectInput(ProcessBuilder.Redirect.from(Path.of("/dev/null").toFile()));
    builder.environment().put("CLASSPATH", classPath);
    builder.environment().put("COUNTERSIGN_HOME", home.toString());
    builder.environment().put("ORT_DISABLE_TELEMETRY", "1");
    builder.environment().putAll(environment);
    builder.environment().remove("JAVA_TOOL_OPTIONS");
    return builder;
  }
}
