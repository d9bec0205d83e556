package dev.countersign.runtime.cli;

import dev.countersign.runtime.agent.Exit;
import picocli.CommandLine.Command;
import picocli.CommandLine.IVersionProvider;

/** What this is. */
@Command(
    name = "version",
    description = "Print the version, and the Java it runs on.",
    mixinStandardHelpOptions = true,
    footer = {"", "Example: countersign version --json"})
final class VersionCommand extends Subcommand implements IVersionProvider {
  static final String VERSION = "0.1.0";

  VersionCommand(Surroundings surroundings) {
    super(surroundings);
  }

  @Override
  public String[] getVersion() {
    return new String[] {"countersign " + VERSION};
  }

  @Override
  Exit run() {
    String java = Runtime.version() + " (" + System.getProperty("java.vendor") + ")";
    String system = System.getProperty("os.name") + " " + System.getProperty("os.arch");
    say("countersign " + VERSION);
    say("java        " + java);
    say("system      " + system);
    answer(JSON.createObjectNode().put("version", VERSION).put("java", java).put("system", system));
    return Exit.DONE;
  }
}
