package dev.countersign.runtime.cli;

import dev.countersign.runtime.agent.AgentFile;
import dev.countersign.runtime.agent.Exit;
import dev.countersign.runtime.agent.Failure;
import dev.countersign.runtime.run.PinnedModel;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Writes a new agent file. */
@Command(
    name = "init",
    description =
        "Write a new agent file to start from. It is on paper: nothing moves until you say live.",
    mixinStandardHelpOptions = true,
    footer = {
      "",
      "Examples:",
      "  countersign init my-agent.yaml",
      "  countersign init --kind payroll salaries.yaml"
    })
final class InitCommand extends Subcommand {
  /** What to start from. */
  enum Kind {
    /** Keeps two tokens at shares of their value. */
    rebalancer,
    /** Buys for a fixed amount, again and again. */
    dca,
    /** Buys low and sells high between two prices. */
    grid,
    /** In while a fast average is above a slow one. */
    trend,
    /** Sells into the safe token when the price falls. */
    guardian,
    /** Pays listed people on a day. */
    payroll
  }

  @Parameters(paramLabel = "FILE", description = "The file to write; it must not exist.")
  Path file = Path.of("");

  @Option(
      names = "--kind",
      paramLabel = "KIND",
      description = "One of ${COMPLETION-CANDIDATES} (default: ${DEFAULT-VALUE}).")
  Kind kind = Kind.rebalancer;

  @Option(
      names = "--network",
      paramLabel = "NAME",
      description = "A name in config/networks.yaml (default: ${DEFAULT-VALUE}).")
  String network = "devnet";

  InitCommand(Surroundings surroundings) {
    super(surroundings);
  }

  @Override
  Exit run() throws Failure, IOException {
    Path template =
        surroundings.root().resolve("examples").resolve("agents").resolve(kind + ".yaml");
    String name = String.valueOf(file.getFileName()).replaceFirst("\\.ya?ml$", "");
    String text =
        Files.readString(template)
            .replaceFirst("(?m)^agent: .*$", "agent: " + name)
            .replaceFirst("(?m)^mode: live ", "mode: paper")
            .replaceFirst("(?m)^mode: live$", "mode: paper")
            .replaceFirst("(?m)^network: \\S+", "network: " + network)
            .replaceFirst("(?m)^# yaml-language-server:.*\\R", schemaLine());
    AgentFile.parse(file, text.getBytes(StandardCharsets.UTF_8));
    try {
      Files.writeString(file, text, StandardOpenOption.CREATE_NEW);
    } catch (java.nio.file.FileAlreadyExistsException e) {
      throw new Failure(Exit.CONFIGURATION, file + " exists already; it was not touched", e);
    }
    AgentFile written = AgentFile.read(file);
    if (PinnedModel.missing(written)) {
      PinnedModel.pin(written, workplace().models());
    }
    say("wrote " + file + "; next: countersign validate " + file);
    answer(JSON.createObjectNode().put("file", file.toString()).put("agent", name));
    return Exit.DONE;
  }

  private String schemaLine() {
    Path schema = surroundings.root().resolve("config").resolve("agent.schema.json");
    return "# yaml-language-server: \\$schema="
        + java.util.regex.Matcher.quoteReplacement(schema.toString())
        + "\n";
  }
}
