package dev.countersign.runtime.cli;

import dev.countersign.runtime.agent.Exit;
import dev.countersign.runtime.agent.Failure;
import dev.countersign.runtime.workplace.Home;
import dev.countersign.runtime.workplace.Workplace;
import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.SerializationFeature;
import tools.jackson.databind.json.JsonMapper;

/** What every command has: answers for a person or, with {@code --json}, for a program. */
abstract class Subcommand implements Callable<Integer> {
  static final JsonMapper JSON =
      JsonMapper.builder().enable(SerializationFeature.INDENT_OUTPUT).build();

  @Option(names = "--json", description = "Answer with one JSON document on standard output.")
  boolean json;

  @Option(
      names = "--home",
      paramLabel = "DIR",
      description = "Where state is kept (default: .countersign in the checkout).")
  @Nullable Path homeOption;

  final Surroundings surroundings;

  Subcommand(Surroundings surroundings) {
    this.surroundings = surroundings;
  }

  /** Does it. */
  abstract Exit run() throws Failure, IOException;

  @Override
  public final Integer call() throws Failure, IOException {
    Logs.open(surroundings.root(), home().logs());
    return run().code();
  }

  /** Where this command works; no passphrase is known to it. */
  Workplace workplace() {
    return Workplace.of(surroundings.root(), surroundings.clock(), surroundings.random())
        .withHome(home().folder())
        .withVariables(surroundings::variable)
        .withNotices(new ProgressLine(surroundings));
  }

  /** The same for a command that opens keys. */
  Workplace workplace(PasswordOption password) {
    return workplace().withPassphrases(key -> password.passphrase(key, false));
  }

  Home home() {
    Path folder = homeOption;
    return new Home(folder == null ? surroundings.home() : folder.toAbsolutePath().normalize());
  }

  Style style() {
    return new Style(surroundings.colour() && !json);
  }

  /** A line for a person; silent with {@code --json}. */
  void say(String line) {
    if (!json) {
      surroundings.out().println(line);
    }
  }

  /** The document for a program; silent without {@code --json}. */
  void answer(JsonNode document) {
    if (json) {
      surroundings.out().println(JSON.writeValueAsString(document));
    }
  }
}
