package dev.countersign.runtime.cli;

import java.util.Objects;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.HelpCommand;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** All commands. */
@Command(
    name = "countersign",
    mixinStandardHelpOptions = true,
    versionProvider = VersionCommand.class,
    synopsisSubcommandLabel = "COMMAND",
    description =
        "Runs agents whose actions move money only when independent verifiers have countersigned the"
            + " inference behind them.",
    footer = {
      "",
      "Exit codes: 0 done, 1 unexpected, 2 configuration, 3 refused by policy, 4 not verified,",
      "5 chain or network unreachable, 6 kill switch, 7 certified but not executed.",
      "",
      "To begin: countersign run examples/agents/rebalancer.yaml"
    },
    subcommands = {
      InitCommand.class,
      ValidateCommand.class,
      BacktestCommand.class,
      VerifyCommand.class,
      RunCommand.class,
      StartCommand.class,
      StopCommand.class,
      PauseCommand.class,
      ResumeCommand.class,
      LogsCommand.class,
      ExplainCommand.class,
      HistoryCommand.class,
      StatusCommand.class,
      RedteamCommand.class,
      DevnetCommand.class,
      AgentCommand.class,
      AccountCommand.class,
      ModelCommand.class,
      KeysCommand.class,
      NodeCommand.class,
      DoctorCommand.class,
      CompletionCommand.class,
      VersionCommand.class,
      HelpCommand.class
    })
final class Commands implements Runnable {
  @Spec @Nullable CommandSpec spec;

  Commands() {}

  @Override
  public void run() {
    throw new ParameterException(Objects.requireNonNull(spec).commandLine(), "a command is needed");
  }
}
