package dev.countersign.runtime.cli;

import dev.countersign.network.gate.SafeContracts;
import dev.countersign.receipt.Address;
import dev.countersign.receipt.Bytes32;
import dev.countersign.receipt.VerifierKey;
import dev.countersign.runtime.account.AccountSetup;
import dev.countersign.runtime.account.OwnersCalls;
import dev.countersign.runtime.agent.Durations;
import dev.countersign.runtime.agent.Exit;
import dev.countersign.runtime.agent.Failure;
import dev.countersign.runtime.workplace.Connection;
import dev.countersign.runtime.workplace.Workplace;
import java.math.BigInteger;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import tools.jackson.databind.node.ObjectNode;

/** Makes an account. */
@Command(
    name = "create",
    description = {
      "Make an account: a Safe 1.5.0 of a cold owner, and its gate with the guard.",
      "The key file \"payer\" pays for both and owns nothing. What the owner must sign to put the gate"
          + " on the Safe is written as Safe JSON. Repeating the command goes on where it stopped, and"
          + " says what is still missing."
    },
    mixinStandardHelpOptions = true,
    footer = {
      "",
      "Example:",
      "  countersign account create main --rpc https://rpc.example --owner 0x5aAe...eAed \\",
      "      --guardian 0xfB69...d359 --delay 2d --verifier 0xdbF0...B6B1 --verifier 0xD122...aDb"
    })
final class AccountCreateCommand extends Subcommand {
  @Parameters(paramLabel = "ACCOUNT", description = "Its name; another name is another account.")
  String account = "";

  @Option(
      names = "--network",
      paramLabel = "NAME",
      description = "A name in the networks file; or give --rpc.")
  @Nullable String network;

  @Option(names = "--rpc", paramLabel = "URL", description = "An EVM node of the network.")
  @Nullable URI rpc;

  @Option(
      names = "--owner",
      paramLabel = "ADDRESS",
      description = "The cold owner, an address only (on the devnet: its owner).")
  @Nullable String owner;

  @Option(
      names = "--guardian",
      paramLabel = "ADDRESS",
      description = "May pause the gate and nothing else (default: nobody but the owner).")
  @Nullable String guardian;

  @Option(
      names = "--delay",
      paramLabel = "TIME",
      description = "How long a loosening of the gate waits, at most 30d (default: 2d).")
  String delay = "2d";

  @Option(
      names = "--verifier",
      paramLabel = "ADDRESS",
      description = "A verifier whose verdicts shall count; may be repeated.")
  List<String> verifiers = new ArrayList<>();

  @Option(
      names = "--salt",
      paramLabel = "N",
      description = "Tells accounts of the same owner apart (default: from the name).")
  @Nullable BigInteger saltOption;

  @Mixin PasswordOption password = new PasswordOption();

  AccountCreateCommand(Surroundings surroundings) {
    super(surroundings);
  }

  @Override
  Exit run() throws Failure {
    if (!account.matches("[a-z0-9][a-z0-9-]{0,62}")) {
      throw new Failure(
          Exit.CONFIGURATION, "an account's name is lower-case letters, digits and dashes");
    }
    try (Connection connection = connect()) {
      AccountSetup.Terms terms = terms(connection);
      AccountSetup.Made made;
      try (Connection.Paying paying = connection.paying()) {
        made =
            new AccountSetup(connection.chain(), paying.sender(), workplace().notices())
                .make(terms);
      }
      finish(connection, made);
      return Exit.DONE;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new Failure(Exit.UNEXPECTED, "interrupted; repeat the command to go on", e);
    }
  }

  private Connection connect() throws Failure {
    Workplace workplace = workplace(password);
    String name = network;
    URI url = rpc;
    if ((name == null) == (url == null)) {
      throw new Failure(Exit.CONFIGURATION, "either --network or --rpc is needed");
    }
    return name != null
        ? Connection.open(name, workplace)
        : Connection.open(checked(url), workplace);
  }

  private static URI checked(@Nullable URI url) throws Failure {
    if (url == null || url.getHost() == null) {
      throw new Failure(Exit.CONFIGURATION, "--rpc: a URL such as https://rpc.example is needed");
    }
    return url;
  }

  private AccountSetup.Terms terms(Connection connection) throws Failure {
    long seconds;
    try {
      seconds = Durations.parse(delay);
    } catch (IllegalArgumentException e) {
      throw new Failure(Exit.CONFIGURATION, "--delay: " + e.getMessage(), e);
    }
    if (seconds > Durations.parse("30d")) {
      throw new Failure(Exit.CONFIGURATION, "--delay: a gate's delay is at most 30d");
    }
    List<Address> list = new ArrayList<>();
    for (String verifier : verifiers) {
      Address address = AccountSubcommand.address("--verifier", verifier);
      if (list.contains(address)) {
        throw new Failure(Exit.CONFIGURATION, "--verifier: " + verifier + " is named twice");
      }
      list.add(address);
    }
    SafeContracts contracts = connection.safeContracts();
    Address pausing =
        guardian == null ? Address.ZERO : AccountSubcommand.address("--guardian", guardian);
    try {
      return new AccountSetup.Terms(contracts, owner(connection), salt(), pausing, seconds, list);
    } catch (IllegalArgumentException e) {
      throw new Failure(Exit.CONFIGURATION, String.valueOf(e.getMessage()), e);
    }
  }

  private BigInteger salt() throws Failure {
    BigInteger given = saltOption;
    if (given == null) {
      byte[] name = account.getBytes(StandardCharsets.US_ASCII);
      return new BigInteger(1, Bytes32.keccak256(name).toArray());
    }
    if (given.signum() < 0 || given.bitLength() > 256) {
      throw new Failure(Exit.CONFIGURATION, "--salt: a number from 0 to 2^256 - 1 is needed");
    }
    return given;
  }

  private Address owner(Connection connection) throws Failure {
    String text = owner;
    Address address =
        text != null
            ? AccountSubcommand.address("--owner", text)
            : connection
                .owner()
                .map(VerifierKey::address)
                .orElseThrow(
                    () ->
                        new Failure(
                            Exit.CONFIGURATION, "--owner is needed: the cold owner's address"));
    if (address.equals(Address.ZERO) || address.equals(connection.payer().address())) {
      throw new Failure(
          Exit.CONFIGURATION,
          "--owner: the owner must be a cold key, neither zero nor the key that pays");
    }
    return address;
  }

  private void finish(Connection connection, AccountSetup.Made made)
      throws Failure, InterruptedException {
    ObjectNode document =
        JSON.createObjectNode()
            .put("account", account)
            .put("chainId", connection.network().chainId())
            .put("safe", made.safe().hex())
            .put("gate", made.gate().hex())
            .put("guard", made.guard().hex());
    if (made.ownersCalls().isEmpty()) {
      say(style().good("complete") + "  the gate and its guard are on the Safe");
      document.put("complete", true);
    } else {
      OwnersCalls.Outcome outcome =
          new OwnersCalls(connection, made.safe(), home())
              .make("create-" + account, made.ownersCalls());
      document.put("complete", outcome instanceof OwnersCalls.Done);
      tell(outcome, document);
    }
    say("for the networks file, under accounts:");
    say(
        "  "
            + account
            + ": {safe: \""
            + made.safe().checksummed()
            + "\", gate: \""
            + made.gate().checksummed()
            + "\"}");
    answer(document);
  }

  private void tell(OwnersCalls.Outcome outcome, ObjectNode document) {
    switch (outcome) {
      case OwnersCalls.Done done ->
          say(style().good("complete") + "  the owner put the gate and its guard on the Safe");
      case OwnersCalls.Written written -> {
        document.put("ownersTransaction", written.file().toString());
        say(
            "the owner must sign "
                + Style.path(written.file().toString())
                + " (Safe transaction builder); until then the account is not guarded, so pay"
                + " nothing in");
      }
    }
  }
}
