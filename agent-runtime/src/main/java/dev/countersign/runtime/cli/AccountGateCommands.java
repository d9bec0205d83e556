package dev.countersign.runtime.cli;

import dev.countersign.network.chain.ChainException;
import dev.countersign.network.gate.Gate;
import dev.countersign.receipt.Address;
import dev.countersign.runtime.agent.Exit;
import dev.countersign.runtime.agent.Failure;
import dev.countersign.runtime.agent.Network;
import dev.countersign.runtime.run.PlainTransaction;
import dev.countersign.runtime.workplace.Connection;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** What an account's gate can be told. */
final class AccountGateCommands {
  private AccountGateCommands() {}

  /** Stops it. */
  @Command(
      name = "pause",
      description = {
        "Stop every execution of an account's gate, at once. The guardian's key signs: the key file"
            + " \"guardian\", or the devnet's. A gate without a guardian is its owner's to pause."
      },
      mixinStandardHelpOptions = true,
      footer = {"", "Example: countersign account pause"})
  static final class Pause extends AccountSubcommand {
    Pause(Surroundings surroundings) {
      super(surroundings);
    }

    @Override
    Exit work(Connection connection, Network.Account found)
        throws Failure, ChainException, InterruptedException {
      if (Gate.paused(now(connection), found.gate())) {
        return nothing("the gate is paused already");
      }
      if (Gate.guardian(now(connection), found.gate()).equals(Address.ZERO)) {
        return owner(
            connection,
            found.safe(),
            "pause-" + account,
            "paused",
            List.of(call(found.gate(), Gate.pause())));
      }
      return send(
          PlainTransaction.ofOwnKey(connection.chain(), connection.guardian()),
          call(found.gate(), Gate.pause()),
          "the pause",
          "paused");
    }
  }

  /** Lets it go on. */
  @Command(
      name = "unpause",
      description = "Let an account's gate execute again; its owner's to do.",
      mixinStandardHelpOptions = true,
      footer = {"", "Example: countersign account unpause"})
  static final class Unpause extends AccountSubcommand {
    Unpause(Surroundings surroundings) {
      super(surroundings);
    }

    @Override
    Exit work(Connection connection, Network.Account found)
        throws Failure, ChainException, InterruptedException {
      if (!Gate.paused(now(connection), found.gate())) {
        return nothing("the gate is not paused");
      }
      return owner(
          connection,
          found.safe(),
          "unpause-" + account,
          "unpaused",
          List.of(call(found.gate(), Gate.unpause())));
    }
  }

  /** What the commands about one verifier share. */
  abstract static class OfVerifier extends AccountSubcommand {
    @Parameters(paramLabel = "VERIFIER", description = "The verifier's address.")
    String verifier = "";

    OfVerifier(Surroundings surroundings) {
      super(surroundings);
    }

    Address verifier() throws Failure {
      return address("VERIFIER", verifier);
    }
  }

  /** One more. */
  @Command(
      name = "add-verifier",
      description = {
        "Let a verifier's verdicts count; its owner's to do. Where the gate has a delay it is queued,"
            + " and activate-verifier ends that."
      },
      mixinStandardHelpOptions = true,
      footer = {"", "Example: countersign account add-verifier 0x5aAe...eAed"})
  static final class AddVerifier extends OfVerifier {
    AddVerifier(Surroundings surroundings) {
      super(surroundings);
    }

    @Override
    Exit work(Connection connection, Network.Account found)
        throws Failure, ChainException, InterruptedException {
      Gate.VerifierInterval interval = Gate.verifier(now(connection), found.gate(), verifier());
      if (interval.registered()) {
        return nothing("it is registered already");
      }
      if (interval.from() != 0) {
        throw new Failure(
            Exit.CONFIGURATION,
            "this verifier was removed, and a removed one cannot come back; give it a new key");
      }
      long delay = Gate.delay(now(connection), found.gate());
      return owner(
          connection,
          found.safe(),
          "add-verifier-" + account,
          delay == 0 ? "added" : "queued",
          List.of(call(found.gate(), Gate.addVerifier(verifier()))));
    }
  }

  /** The end of a queue. */
  @Command(
      name = "activate-verifier",
      description = "Let a queued verifier's verdicts count, once it is due; anyone may.",
      mixinStandardHelpOptions = true,
      footer = {"", "Example: countersign account activate-verifier 0x5aAe...eAed"})
  static final class ActivateVerifier extends OfVerifier {
    ActivateVerifier(Surroundings surroundings) {
      super(surroundings);
    }

    @Override
    Exit work(Connection connection, Network.Account found)
        throws Failure, ChainException, InterruptedException {
      long due = Gate.verifierQueued(now(connection), found.gate(), verifier());
      if (due == 0) {
        return nothing("it is not queued");
      }
      long time = now(connection).block().timestamp();
      if (due > time) {
        throw new Failure(
            Exit.REFUSED,
            "it is queued until " + RunPrinter.time(due) + ", in " + (due - time) + " seconds");
      }
      try (Connection.Paying paying = connection.paying()) {
        return send(
            paying.sender(),
            call(found.gate(), Gate.activateVerifier(verifier())),
            "the activation",
            "activated");
      }
    }
  }

  /** One less. */
  @Command(
      name = "remove-verifier",
      description = "End a verifier, at once and for good; its owner's to do.",
      mixinStandardHelpOptions = true,
      footer = {"", "Example: countersign account remove-verifier 0x5aAe...eAed"})
  static final class RemoveVerifier extends OfVerifier {
    RemoveVerifier(Surroundings surroundings) {
      super(surroundings);
    }

    @Override
    Exit work(Connection connection, Network.Account found)
        throws Failure, ChainException, InterruptedException {
      boolean known =
          Gate.verifier(now(connection), found.gate(), verifier()).registered()
              || Gate.verifierQueued(now(connection), found.gate(), verifier()) != 0;
      if (!known) {
        return nothing("it is neither registered nor queued");
      }
      return owner(
          connection,
          found.safe(),
          "remove-verifier-" + account,
          "removed",
          List.of(call(found.gate(), Gate.removeVerifier(verifier()))));
    }
  }
}
