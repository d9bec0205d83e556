package dev.countersign.runtime.cli;

import dev.countersign.network.chain.ChainException;
import dev.countersign.network.spi.PinnedChain;
import dev.countersign.receipt.Address;
import dev.countersign.receipt.Bytes;
import dev.countersign.receipt.Bytes32;
import dev.countersign.receipt.Call;
import dev.countersign.runtime.account.OwnersCalls;
import dev.countersign.runtime.agent.Exit;
import dev.countersign.runtime.agent.Failure;
import dev.countersign.runtime.agent.Network;
import dev.countersign.runtime.run.PlainTransaction;
import dev.countersign.runtime.workplace.Connection;
import java.io.IOException;
import java.math.BigInteger;
import java.util.List;
import java.util.Map;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** What commands about one account of a network share. */
abstract class AccountSubcommand extends Subcommand {
  @Option(
      names = "--account",
      paramLabel = "ACCOUNT",
      description = "Its name in the networks file (default: ${DEFAULT-VALUE}).")
  String account = "treasury";

  @Option(
      names = "--network",
      paramLabel = "NAME",
      description = "A name in the networks file (default: ${DEFAULT-VALUE}).")
  String network = DevnetCommand.NAME;

  @Mixin PasswordOption password = new PasswordOption();

  AccountSubcommand(Surroundings surroundings) {
    super(surroundings);
  }

  abstract Exit work(Connection connection, Network.Account found)
      throws Failure, IOException, ChainException, InterruptedException;

  @Override
  final Exit run() throws Failure, IOException {
    try (Connection connection = Connection.open(network, workplace(password))) {
      Map<String, Network.Account> accounts = connection.network().accounts();
      Network.Account found = accounts.get(account);
      if (found == null) {
        throw new Failure(
            Exit.CONFIGURATION,
            "the network "
                + network
                + " has no account "
                + account
                + "; it has "
                + String.join(", ", accounts.keySet()));
      }
      return work(connection, found);
    } catch (ChainException e) {
      throw new Failure(Exit.UNREACHABLE, String.valueOf(e.getMessage()), e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new Failure(Exit.UNEXPECTED, "interrupted while waiting for the chain", e);
    }
  }

  static PinnedChain now(Connection connection) throws ChainException {
    return new PinnedChain(connection.chain(), connection.chain().head());
  }

  static Call call(Address target, Bytes data) {
    return new Call(target, BigInteger.ZERO, data);
  }

  static Address address(String option, String text) throws Failure {
    try {
      return Address.parse(text);
    } catch (IllegalArgumentException e) {
      throw new Failure(Exit.CONFIGURATION, option + ": " + e.getMessage(), e);
    }
  }

  /** Has the owner do something, and says what became of it. */
  Exit owner(Connection connection, Address safe, String name, String done, List<Call> calls)
      throws Failure, InterruptedException {
    OwnersCalls.Outcome outcome = new OwnersCalls(connection, safe, home()).make(name, calls);
    answer(tell(outcome, done, JSON.createObjectNode()));
    return Exit.DONE;
  }

  ObjectNode tell(OwnersCalls.Outcome outcome, String done, ObjectNode document) {
    switch (outcome) {
      case OwnersCalls.Done made -> {
        ArrayNode list = document.putArray("transactions");
        made.transactions().forEach(hash -> list.add(hash.prefixed()));
        say(style().good(done) + "  " + made.transactions().getLast().prefixed());
      }
      case OwnersCalls.Written written -> {
        document.put("ownersTransaction", written.file().toString());
        say(
            "the owner of the account must sign "
                + Style.path(written.file().toString())
                + " (Safe transaction builder)");
      }
    }
    return document;
  }

  Exit nothing(String why) {
    say(why + "; nothing was done");
    answer(JSON.createObjectNode().put("nothing", why));
    return Exit.DONE;
  }

  /** Sends what needs no owner. */
  Exit send(PlainTransaction sender, Call call, String what, String done)
      throws Failure, ChainException, InterruptedException {
    Bytes32 hash = sender.send(what, call.target(), call.data());
    say(style().good(done) + "  " + hash.prefixed());
    ObjectNode document = JSON.createObjectNode();
    document.putArray("transactions").add(hash.prefixed());
    answer(document);
    return Exit.DONE;
  }
}
