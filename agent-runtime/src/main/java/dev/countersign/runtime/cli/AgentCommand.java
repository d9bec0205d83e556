package dev.countersign.runtime.cli;

import dev.countersign.inference.ModelBundle;
import dev.countersign.network.chain.ChainException;
import dev.countersign.network.evaluate.Catalog;
import dev.countersign.receipt.Bytes32;
import dev.countersign.receipt.Manifest;
import dev.countersign.runtime.agent.AgentFile;
import dev.countersign.runtime.agent.Exit;
import dev.countersign.runtime.agent.Failure;
import dev.countersign.runtime.agent.ManifestDiff;
import dev.countersign.runtime.agent.Resolver;
import dev.countersign.runtime.run.PinnedModel;
import dev.countersign.runtime.run.PlainTransaction;
import dev.countersign.runtime.run.Registration;
import dev.countersign.runtime.workplace.Connection;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** Registration on chain. */
@Command(
    name = "agent",
    description = {
      "Register an agent with the gate, or revoke it, which is the owner's to do; activate what waited"
          + " for the gate's delay."
    },
    mixinStandardHelpOptions = true,
    subcommands = {
      AgentCommand.Register.class,
      AgentCommand.Activate.class,
      AgentCommand.Revoke.class
    })
final class AgentCommand implements Runnable {
  @Spec @Nullable CommandSpec spec;

  AgentCommand() {}

  @Override
  public void run() {
    throw new ParameterException(
        Objects.requireNonNull(spec).commandLine(), "one of register, activate, revoke is needed");
  }

  /** Registers one. */
  @Command(
      name = "register",
      description = {
        "Register an agent file's manifest and limits with the gate.",
        "On the devnet this is done; elsewhere the owner's transaction is written as Safe JSON."
      },
      mixinStandardHelpOptions = true,
      footer = {"", "Example: countersign agent register examples/agents/rebalancer.yaml"})
  static final class Register extends Work {
    Register(Surroundings surroundings) {
      super(surroundings);
    }

    @Override
    Exit work(Manifest manifest, Registration registration, Connection connection)
        throws Failure, IOException, ChainException, InterruptedException {
      Registration.Standing standing = registration.standing();
      List<ManifestDiff.Change> changes = registration.changes();
      ObjectNode document =
          JSON.createObjectNode()
              .put("agent", manifest.name())
              .put("agentId", manifest.agentId().hex())
              .put("manifest", manifest.digest().hex())
              .put("before", standing.name().toLowerCase(Locale.ROOT));
      ArrayNode list = document.putArray("changes");
      changes.forEach(change -> list.add(change.toString()));
      if (standing == Registration.Standing.CURRENT) {
        say(manifest.name() + " is registered as it is; nothing was done");
      } else if (standing == Registration.Standing.PENDING) {
        // To queue it again would begin the wait again.
        String due = RunPrinter.time(registration.due());
        say(manifest.name() + " is queued until " + due + "; then: countersign agent activate");
        document.put("due", registration.due());
      } else if (connection.owner().isPresent()) {
        changes.forEach(change -> say("  " + change));
        Bytes32 hash = paid(connection, by -> registration.register(connection.owner().get(), by));
        say(style().good("registered") + "  " + manifest.name() + "  " + hash.prefixed());
        document.put("transaction", hash.prefixed());
      } else {
        changes.forEach(change -> say("  " + change));
        Path written =
            home().writeForOwner("register-" + manifest.name(), registration.ownersFile());
        registration.remember();
        say("the owner of the account must sign " + written + " (Safe transaction builder)");
        document.put("ownersTransaction", written.toString());
      }
      answer(document);
      return Exit.DONE;
    }
  }

  /** Ends its wait. */
  @Command(
      name = "activate",
      description = "Let a queued agent act, once the gate's delay is over; anyone may.",
      mixinStandardHelpOptions = true,
      footer = {"", "Example: countersign agent activate examples/agents/rebalancer.yaml"})
  static final class Activate extends Work {
    Activate(Surroundings surroundings) {
      super(surroundings);
    }

    @Override
    Exit work(Manifest manifest, Registration registration, Connection connection)
        throws Failure, ChainException, InterruptedException {
      ObjectNode document =
          JSON.createObjectNode()
              .put("agent", manifest.name())
              .put("agentId", manifest.agentId().hex());
      if (registration.standing() == Registration.Standing.PENDING) {
        Bytes32 hash = paid(connection, registration::activate);
        say(style().good("activated") + "  " + manifest.name() + "  " + hash.prefixed());
        document.put("transaction", hash.prefixed());
      } else {
        say(manifest.name() + " is not queued as it stands in the file; nothing was done");
      }
      answer(document);
      return Exit.DONE;
    }
  }

  /** Ends one. */
  @Command(
      name = "revoke",
      description = "End an agent at the gate, at once.",
      mixinStandardHelpOptions = true,
      footer = {"", "Example: countersign agent revoke examples/agents/rebalancer.yaml"})
  static final class Revoke extends Work {
    Revoke(Surroundings surroundings) {
      super(surroundings);
    }

    @Override
    Exit work(Manifest manifest, Registration registration, Connection connection)
        throws Failure, IOException, ChainException, InterruptedException {
      ObjectNode document =
          JSON.createObjectNode()
              .put("agent", manifest.name())
              .put("agentId", manifest.agentId().hex());
      if (registration.standing() == Registration.Standing.ABSENT) {
        say(manifest.name() + " is not registered; nothing was done");
      } else if (connection.owner().isPresent()) {
        Bytes32 hash = paid(connection, by -> registration.revoke(connection.owner().get(), by));
        say(style().good("revoked") + "  " + manifest.name() + "  " + hash.prefixed());
        document.put("transaction", hash.prefixed());
      } else {
        Path written =
            home().writeForOwner("revoke-" + manifest.name(), registration.ownersRevocation());
        say("the owner of the account must sign " + written + " (Safe transaction builder)");
        document.put("ownersTransaction", written.toString());
      }
      answer(document);
      return Exit.DONE;
    }
  }

  /** What both do first. */
  abstract static class Work extends Subcommand {
    @Parameters(paramLabel = "FILE", description = "The agent file.")
    Path file = Path.of("");

    @Mixin PasswordOption password = new PasswordOption();

    Work(Surroundings surroundings) {
      super(surroundings);
    }

    abstract Exit work(Manifest manifest, Registration registration, Connection connection)
        throws Failure, IOException, ChainException, InterruptedException;

    /** A transaction that the payer's key carries. */
    interface Carried {
      Bytes32 by(PlainTransaction sender) throws Failure, ChainException, InterruptedException;
    }

    static Bytes32 paid(Connection connection, Carried transaction)
        throws Failure, ChainException, InterruptedException {
      try (Connection.Paying paying = connection.paying()) {
        return transaction.by(paying.sender());
      }
    }

    @Override
    final Exit run() throws Failure, IOException {
      AgentFile agentFile = AgentFile.read(file);
      try (Connection connection =
          Connection.open(agentFile.agent().network(), workplace(password))) {
        Bytes32 model =
            PinnedModel.of(agentFile, workplace().models())
                .map(ModelBundle::digest)
                .orElse(Bytes32.ZERO);
        Manifest manifest =
            new Resolver(Catalog.load())
                .resolve(
                    agentFile,
                    connection.network(),
                    model,
                    connection.publicKeys(agentFile.agent()));
        Registration registration = new Registration(connection.chain(), manifest, home().agents());
        return work(manifest, registration, connection);
      } catch (ChainException e) {
        throw new Failure(Exit.UNREACHABLE, String.valueOf(e.getMessage()), e);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new Failure(Exit.UNEXPECTED, "interrupted while waiting for the chain", e);
      }
    }
  }
}
