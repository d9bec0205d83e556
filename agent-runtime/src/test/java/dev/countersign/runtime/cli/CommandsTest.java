package dev.countersign.runtime.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.countersign.network.devnet.DevnetKey;
import dev.countersign.runtime.agent.Exit;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;

/** What holds for every command, whatever it does. */
@ExtendWith(OnDevnet.class)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class CommandsTest {
  private final LocalDevnet devnet;
  private final Terminal terminal;
  @TempDir private Path folder;

  CommandsTest(LocalDevnet devnet) {
    this.devnet = devnet;
    this.terminal = devnet.terminal();
    this.folder = Path.of("");
  }

  /** Every command there is, as it is typed. */
  static Stream<List<String>> commands() {
    List<List<String>> all = new ArrayList<>();
    collect(List.of(), Main.commands(silent(Path.of("/nonexistent"))), all);
    return all.stream();
  }

  private static void collect(List<String> name, CommandLine line, List<List<String>> all) {
    all.add(name);
    line.getSubcommands()
        .forEach(
            (word, sub) -> {
              List<String> longer = new ArrayList<>(name);
              longer.add(word);
              collect(longer, sub, all);
            });
  }

  private static Surroundings silent(Path home) {
    return new Surroundings(
        new PrintStream(new ByteArrayOutputStream(), true, StandardCharsets.UTF_8),
        new PrintStream(new ByteArrayOutputStream(), true, StandardCharsets.UTF_8),
        false,
        false,
        Terminal.checkout(),
        home,
        Clock.systemUTC(),
        new SecureRandom(),
        Map.of());
  }

  @ParameterizedTest
  @MethodSource("commands")
  void everyCommandHasHelp(List<String> command) {
    if (!command.contains("help")) { // It is help, and takes commands only.
      assertThat(inProcess(command, "--help")).isEqualTo(Exit.DONE.code());
    }
  }

  @ParameterizedTest
  @MethodSource("commands")
  void noCommandTakesAnOptionThatItDoesNotKnow(List<String> command) {
    if (!command.contains("help")) {
      assertThat(inProcess(command, "--no-such-option")).isEqualTo(Exit.CONFIGURATION.code());
    }
  }

  private int inProcess(List<String> command, String last) {
    List<String> arguments = new ArrayList<>(command);
    arguments.add(last);
    return Main.run(arguments.toArray(String[]::new), silent(folder));
  }

  @Test
  void helpAndWrongOptionsAreTheSameInAProcess() throws Exception {
    assertThat(terminal.run("--help").ends(Exit.DONE).out()).contains("Usage: countersign");
    assertThat(terminal.run("run", "--help").ends(Exit.DONE).out())
        .contains("Usage: countersign run", "--slot", "Examples:");
    assertThat(terminal.run("run", "--slow", "a.yaml").ends(Exit.CONFIGURATION).complaints())
        .singleElement()
        .asString()
        .contains("'--slow'", "see countersign run --help");
    assertThat(terminal.run().ends(Exit.CONFIGURATION).err()).contains("a command is needed");
    assertThat(terminal.run("rn").ends(Exit.CONFIGURATION).err()).contains("'rn'");
  }

  @Test
  void theCompletionIsABashScript() throws Exception {
    Path script = devnet.files().resolve("completion.bash");
    Files.writeString(script, terminal.run("completion").ends(Exit.DONE).out());
    Process bash =
        new ProcessBuilder("bash", "-n", script.toString()).redirectErrorStream(true).start();
    assertThat(bash.waitFor(30, TimeUnit.SECONDS)).isTrue();
    assertThat(new String(bash.getInputStream().readAllBytes(), StandardCharsets.UTF_8)).isEmpty();
    assertThat(bash.exitValue()).isZero();
    assertThat(Files.readString(script)).contains("devnet");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "version",
        "status",
        "history",
        "devnet status",
        "account show",
        "model list",
        "model show signal-v1",
        "keys list",
        "doctor",
        "validate examples/agents/rebalancer.yaml"
      })
  void whatItTellsAProgramIsOneDocument(String command) throws Exception {
    List<Object> arguments = new ArrayList<>(List.of(command.split(" ", -1)));
    arguments.replaceAll(
        word ->
            word.toString().endsWith(".yaml")
                ? Terminal.checkout().resolve(word.toString())
                : word);
    arguments.add("--json");
    Terminal.Outcome outcome = terminal.run(arguments.toArray()).ends(Exit.DONE);
    assertThat(outcome.json().isContainer()).isTrue();
  }

  @Test
  void keysAreReadableByTheirOwnerOnlyAndWrittenNowhereElse() throws Exception {
    // One run, so that there are receipts, logs and books to look into.
    terminal.run("run", devnet.agent("discreet", "payroll", Map.of())).ends(Exit.DONE);
    List<String> secrets = secrets();
    try (Stream<Path> files = Files.walk(devnet.home())) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        boolean secret = isSecret(file);
        if (secret) {
          assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
              .as(file.toString())
              .isEqualTo("rw-------");
        } else {
          String text = Files.readString(file, StandardCharsets.ISO_8859_1);
          assertThat(secrets).as(file.toString()).noneMatch(text::contains);
        }
      }
    }
    for (Path printed : printed()) {
      String text = Files.readString(printed, StandardCharsets.ISO_8859_1);
      assertThat(secrets).as(printed.toString()).noneMatch(text::contains);
    }
  }

  private static boolean isSecret(Path file) {
    String path = file.toString();
    String name = file.getFileName().toString();
    return path.contains("/keys/") || List.of("key.json", "keys.json", "password").contains(name);
  }

  /** What all commands of all tests have printed. */
  private List<Path> printed() throws IOException {
    try (Stream<Path> files = Files.list(terminal.work())) {
      return files.filter(file -> file.toString().endsWith(".txt")).toList();
    }
  }

  /** Every private key and passphrase of the network, in the forms that one might print. */
  private List<String> secrets() throws IOException {
    List<String> secrets = new ArrayList<>();
    List<DevnetKey> keys = new ArrayList<>(devnet.keys().verifiers());
    keys.add(devnet.keys().owner());
    keys.add(devnet.keys().guardian());
    keys.add(devnet.keys().payer());
    for (DevnetKey key : keys) {
      secrets.add(key.secret().hex());
      secrets.add(new BigInteger(1, key.secret().toArray()).toString());
    }
    try (Stream<Path> files = Files.walk(devnet.home())) {
      for (Path file : files.filter(f -> f.toString().endsWith("password")).toList()) {
        secrets.add(Files.readString(file).strip());
      }
    }
    assertThat(secrets).hasSize(2 * 6 + 4).noneMatch(secret -> secret.length() < 32);
    return secrets;
  }
}
