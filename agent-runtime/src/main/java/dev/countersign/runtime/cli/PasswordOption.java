package dev.countersign.runtime.cli;

import dev.countersign.runtime.agent.Exit;
import dev.countersign.runtime.agent.Failure;
import dev.countersign.tools.wallet.Passphrase;
import dev.countersign.tools.wallet.WalletFailed;
import java.io.Console;
import java.nio.file.Path;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Where passphrases come from: a private file, or a prompt; never arguments or the environment. */
@SuppressWarnings("SystemConsoleNull")
final class PasswordOption {
  @Option(
      names = "--password-file",
      paramLabel = "FILE",
      description = "A file with the passphrase, readable by its owner only; else it is asked for.")
  @Nullable Path file;

  PasswordOption() {}

  /** The passphrase of a key; a new one is asked for twice. */
  Passphrase passphrase(String key, boolean fresh) throws Failure, WalletFailed {
    Path from = file;
    if (from != null) {
      return Passphrase.ofFile(from);
    }
    // Whether somebody sits there is for the launcher to say: a console object alone does not tell.
    Console console = System.console();
    if (console == null || !System.getProperty("countersign.terminal", "").contains("in")) {
      throw new Failure(
          Exit.CONFIGURATION,
          "the key " + key + " needs a passphrase and nobody can be asked; use --password-file");
    }
    char[] first = read(console, "passphrase of the key " + key + ": ");
    if (fresh) {
      char[] second = read(console, "once more: ");
      boolean same = Arrays.equals(first, second);
      Arrays.fill(second, '\0');
      if (!same) {
        Arrays.fill(first, '\0');
        throw new Failure(Exit.CONFIGURATION, "the two passphrases differ; nothing was made");
      }
    }
    return Passphrase.of(first);
  }

  private static char[] read(Console console, String prompt) throws Failure {
    char[] typed = console.readPassword("%s", prompt);
    if (typed == null || typed.length == 0) {
      throw new Failure(Exit.CONFIGURATION, "a passphrase cannot be empty");
    }
    return typed;
  }
}
