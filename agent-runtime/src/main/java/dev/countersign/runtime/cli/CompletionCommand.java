package dev.countersign.runtime.cli;

import dev.countersign.runtime.agent.Exit;
import picocli.CommandLine.Command;

/** Completion for shells. */
@Command(
    name = "completion",
    description = "Print a completion script for bash and zsh.",
    mixinStandardHelpOptions = true,
    footer = {"", "Example: source <(countersign completion)"})
final class CompletionCommand extends Subcommand {
  CompletionCommand(Surroundings surroundings) {
    super(surroundings);
  }

  @Override
  Exit run() {
    String script = Main.completion(surroundings);
    if (json) {
      answer(JSON.createObjectNode().put("bash", script));
    } else {
      surroundings.out().print(script);
    }
    return Exit.DONE;
  }
}
