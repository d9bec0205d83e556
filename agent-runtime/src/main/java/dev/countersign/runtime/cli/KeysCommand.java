package dev.countersign.runtime.cli;

import dev.countersign.runtime.agent.Exit;
import dev.countersign.runtime.agent.Failure;
import dev.countersign.runtime.run.RuntimeKeys;
import dev.countersign.tools.wallet.Passphrase;
import dev.countersign.tools.wallet.WalletFailed;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;

/** Key files. */
@Command(
    name = "keys",
    description = "Encrypted key files (Web3 secret storage, version 3): create, list.",
    mixinStandardHelpOptions = true,
    subcommands = {KeysCommand.Create.class, KeysCommand.Listing.class})
final class KeysCommand implements Runnable {
  @Spec @Nullable CommandSpec spec;

  KeysCommand() {}

  @Override
  public void run() {
    throw new ParameterException(
        Objects.requireNonNull(spec).commandLine(), "one of create, list is needed");
  }

  /** Makes one. */
  @Command(
      name = "create",
      description = {
        "Make a key: \"receipt\" signs receipts and \"instructor\" what language models are told"
            + " (Ed25519); any other name is an account (secp256k1), such as \"payer\", which pays"
            + " gas and owns nothing."
      },
      mixinStandardHelpOptions = true,
      footer = {"", "Example: countersign keys create payer --password-file payer.password"})
  static final class Create extends Subcommand {
    @Parameters(paramLabel = "NAME", description = "The key's name.")
    String name = "";

    @Mixin PasswordOption password = new PasswordOption();

    Create(Surroundings surroundings) {
      super(surroundings);
    }

    @Override
    Exit run() throws Failure, IOException {
      if (!name.matches("[a-z0-9][a-z0-9-]{0,62}")) {
        throw new Failure(
            Exit.CONFIGURATION, "a key's name is lower-case letters, digits and dashes");
      }
      RuntimeKeys keys = new RuntimeKeys(home().keys());
      if (Files.exists(keys.file(name))) {
        throw new Failure(
            Exit.CONFIGURATION, keys.file(name) + " exists already; keys are never overwritten");
      }
      try (Passphrase passphrase = password.passphrase(name, true)) {
        String what =
            RuntimeKeys.signsTexts(name)
                ? keys.createTextKey(name, passphrase, surroundings.random()).hex()
                : keys.createAccount(name, passphrase, surroundings.random())
                    .address()
                    .checksummed();
        say("made " + keys.file(name) + "  " + what);
        answer(
            JSON.createObjectNode()
                .put("name", name)
                .put("file", keys.file(name).toString())
                .put("public", what));
        return Exit.DONE;
      } catch (WalletFailed e) {
        throw new Failure(Exit.CONFIGURATION, String.valueOf(e.getMessage()), e);
      }
    }
  }

  /** Lists them. */
  @Command(
      name = "list",
      description = "List the key files of this home.",
      mixinStandardHelpOptions = true,
      footer = {"", "Example: countersign keys list"})
  static final class Listing extends Subcommand {
    Listing(Surroundings surroundings) {
      super(surroundings);
    }

    @Override
    Exit run() throws IOException {
      ArrayNode all = JSON.createArrayNode();
      for (Path file : files(home().keys())) {
        JsonNode key = JsonMapper.shared().readTree(Files.readAllBytes(file));
        String name = String.valueOf(file.getFileName()).replace(".json", "");
        String address = key.path("address").asString("");
        String shown = address.isEmpty() ? "a secret of 32 bytes" : "0x" + address;
        say(Style.pad(style().bold(name), 20) + "  " + shown + "  " + style().dim(file.toString()));
        all.addObject().put("name", name).put("address", address).put("file", file.toString());
      }
      if (all.isEmpty()) {
        say("there are no keys in " + home().keys());
      }
      answer(all);
      return Exit.DONE;
    }

    private static List<Path> files(Path folder) throws IOException {
      if (!Files.isDirectory(folder)) {
        return List.of();
      }
      try (Stream<Path> files = Files.list(folder)) {
        return files.filter(file -> file.toString().endsWith(".json")).sorted().toList();
      }
    }
  }
}
