package dev.countersign.runtime.cli;

import java.io.PrintStream;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Everything a command takes from the machine it runs on. Below the command line time, chance and
 * the environment are passed in; here is where they come from.
 *
 * @param out answers
 * @param err progress and errors
 * @param colour whether answers go to somebody who sees colours
 * @param lively whether progress goes to a terminal that can redraw a line
 * @param root the checkout, with {@code config} and {@code examples}
 * @param home where state is kept unless a command says otherwise
 * @param clock the time
 * @param random chance, for keys
 * @param environment variables
 */
record Surroundings(
    PrintStream out,
    PrintStream err,
    boolean colour,
    boolean lively,
    Path root,
    Path home,
    Clock clock,
    SecureRandom random,
    Map<String, String> environment) {

  /** This process's own. */
  static Surroundings ofThisProcess() {
    Map<String, String> environment = System.getenv();
    Path root = Path.of(System.getProperty("countersign.root", "")).toAbsolutePath();
    String home = environment.get("COUNTERSIGN_HOME");
    String terminal = System.getProperty("countersign.terminal", "");
    boolean plain = environment.containsKey("NO_COLOR") || "dumb".equals(environment.get("TERM"));
    return new Surroundings(
        System.out,
        System.err,
        terminal.contains("out") && !plain,
        terminal.contains("err") && !"dumb".equals(environment.get("TERM")),
        root,
        home == null || home.isEmpty()
            ? root.resolve(".countersign")
            : Path.of(home).toAbsolutePath(),
        Clock.systemUTC(),
        new SecureRandom(),
        environment);
  }

  @Nullable String variable(String name) {
    return environment.get(name);
  }

  /** Unix seconds. */
  long now() {
    return clock.instant().getEpochSecond();
  }
}
