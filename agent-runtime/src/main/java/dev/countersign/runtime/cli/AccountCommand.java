package dev.countersign.runtime.cli;

import java.util.Objects;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Accounts. */
@Command(
    name = "account",
    description =
        "The Safes that hold the funds, and their gates: create, show, withdraw, pause, unpause,"
            + " verifiers.",
    mixinStandardHelpOptions = true,
    subcommands = {
      AccountCreateCommand.class,
      AccountShowCommand.class,
      AccountWithdrawCommand.class,
      AccountGateCommands.Pause.class,
      AccountGateCommands.Unpause.class,
      AccountGateCommands.AddVerifier.class,
      AccountGateCommands.ActivateVerifier.class,
      AccountGateCommands.RemoveVerifier.class
    })
final class AccountCommand implements Runnable {
  @Spec @Nullable CommandSpec spec;

  AccountCommand() {}

  @Override
  public void run() {
    throw new ParameterException(
        Objects.requireNonNull(spec).commandLine(),
        "what to do is needed: create, show, withdraw, pause, unpause, add-verifier,"
            + " activate-verifier or remove-verifier");
  }
}
