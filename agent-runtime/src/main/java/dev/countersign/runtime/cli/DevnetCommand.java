package dev.countersign.runtime.cli;

import dev.countersign.network.devnet.DevnetFailed;
import dev.countersign.network.devnet.DevnetOptions;
import dev.countersign.network.devnet.DevnetStatus;
import dev.countersign.runtime.agent.Exit;
import dev.countersign.runtime.agent.Failure;
import dev.countersign.runtime.agent.Network;
import dev.countersign.runtime.local.LocalHost;
import dev.countersign.runtime.local.VerifierProcess;
import dev.countersign.runtime.workplace.Devnets;
import java.io.IOException;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** The local network. */
@Command(
    name = "devnet",
    description = {
      "A real EVM node on this machine, with the contracts, a Safe, tokens, Uniswap pools that trade"
          + " along recorded candles, and three verifiers: up, status, down, reset."
    },
    mixinStandardHelpOptions = true,
    subcommands = {
      DevnetCommand.Up.class,
      DevnetCommand.Status.class,
      DevnetCommand.Down.class,
      DevnetCommand.Reset.class,
      DevnetCommand.Serve.class
    })
final class DevnetCommand implements Runnable {
  static final String NAME = "devnet";

  @Spec @Nullable CommandSpec spec;

  DevnetCommand() {}

  @Override
  public void run() {
    throw new ParameterException(
        Objects.requireNonNull(spec).commandLine(), "one of up, status, down, reset is needed");
  }

  /** Starts it. */
  @Command(
      name = "up",
      description = "Make the devnet, continue it, or find it running; it stays in the background.",
      mixinStandardHelpOptions = true,
      footer = {"", "Example: countersign devnet up"})
  static final class Up extends Subcommand {
    @Option(
        names = "--hours",
        paramLabel = "N",
        description = "Recorded hours in its past, when it is made (default: ${DEFAULT-VALUE}).")
    int hours = DevnetOptions.HOURS;

    Up(Surroundings surroundings) {
      super(surroundings);
    }

    @Override
    Exit run() throws Failure {
      Devnets devnets = new Devnets(workplace());
      Devnets.Running running = devnets.revive(devnets.up(NAME, hours));
      Network network = running.network();
      say(style().good("running") + "  " + network.rpc() + "  chain " + network.chainId());
      network
          .accounts()
          .forEach(
              (name, account) ->
                  say(
                      "  "
                          + Style.pad(name, 12)
                          + "  "
                          + account.safe().checksummed()
                          + "  behind gate "
                          + account.gate().checksummed()));
      for (VerifierProcess verifier : running.up().verifiers()) {
        say("  " + line(verifier));
      }
      say("  stop it with: countersign devnet down");
      answer(json(Optional.of(network), running.up().verifiers()).put("state", "running"));
      return Exit.DONE;
    }
  }

  /** Says how it is. */
  @Command(
      name = "status",
      description = "Say how the devnet is, with the processes that belong to it.",
      mixinStandardHelpOptions = true,
      footer = {"", "Example: countersign devnet status --json"})
  static final class Status extends Subcommand {
    Status(Surroundings surroundings) {
      super(surroundings);
    }

    @Override
    Exit run() throws Failure {
      Devnets devnets = new Devnets(workplace());
      try {
        DevnetStatus status = devnets.local().status();
        List<VerifierProcess> verifiers = devnets.local().verifiers();
        String state = status.state().name().toLowerCase(Locale.ROOT);
        say(style().bold(state) + "  " + status.note());
        status.process().ifPresent(pid -> say("  host          process " + pid));
        for (VerifierProcess verifier : verifiers) {
          say("  " + line(verifier));
        }
        if (status.state() == DevnetStatus.State.RUNNING) {
          sayWhoIsGone(verifiers);
        }
        ObjectNode document = json(workplace().snapshot().read(NAME), verifiers);
        document.put("state", state).put("note", status.note());
        status.process().ifPresent(pid -> document.put("host", pid));
        answer(document);
        return Exit.DONE;
      } catch (DevnetFailed e) {
        throw Devnets.failed(e);
      }
    }

    private void sayWhoIsGone(List<VerifierProcess> verifiers) {
      List<String> gone =
          verifiers.stream()
              .filter(verifier -> verifier.state() != VerifierProcess.State.RUNNING)
              .map(VerifierProcess::name)
              .toList();
      if (!gone.isEmpty()) {
        say(
            "  no answer from "
                + String.join(", ", gone)
                + "; countersign devnet up starts what is missing");
      }
    }
  }

  /** Stops it. */
  @Command(
      name = "down",
      description = "Save the devnet and stop it.",
      mixinStandardHelpOptions = true,
      footer = {"", "Example: countersign devnet down"})
  static final class Down extends Subcommand {
    Down(Surroundings surroundings) {
      super(surroundings);
    }

    @Override
    Exit run() throws Failure {
      try {
        new Devnets(workplace()).local().down();
      } catch (DevnetFailed e) {
        throw Devnets.failed(e);
      }
      say("stopped; countersign devnet up continues it");
      answer(JSON.createObjectNode().put("state", "stopped"));
      return Exit.DONE;
    }
  }

  /** Forgets it. */
  @Command(
      name = "reset",
      description = "Stop the devnet and forget it, its chain and its keys.",
      mixinStandardHelpOptions = true,
      footer = {"", "Example: countersign devnet reset"})
  static final class Reset extends Subcommand {
    Reset(Surroundings surroundings) {
      super(surroundings);
    }

    @Override
    Exit run() throws Failure, IOException {
      try {
        new Devnets(workplace()).local().reset();
        workplace().snapshot().remove(NAME);
      } catch (DevnetFailed e) {
        throw Devnets.failed(e);
      }
      say("forgotten; countersign devnet up makes a new one");
      answer(JSON.createObjectNode().put("state", "absent"));
      return Exit.DONE;
    }
  }

  /** Hosts it: what {@code up} starts in the background. */
  @Command(
      name = "serve",
      hidden = true,
      description = "Host the devnet in this process.",
      mixinStandardHelpOptions = true)
  static final class Serve extends Subcommand {
    @Option(names = "--hours", paramLabel = "N", description = "Recorded hours in its past.")
    int hours = DevnetOptions.HOURS;

    Serve(Surroundings surroundings) {
      super(surroundings);
    }

    @Override
    Exit run() throws Failure {
      // A thread of its own, because the host's shutdown hook waits for the thread that serves.
      FutureTask<Void> task = new FutureTask<>(this::serve);
      Thread.ofPlatform().name("devnet").start(task);
      try {
        task.get();
        return Exit.DONE;
      } catch (ExecutionException e) {
        throw e.getCause() instanceof DevnetFailed failed
            ? Devnets.failed(failed)
            : new Failure(Exit.UNEXPECTED, "the devnet: " + e.getCause(), e);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        return Exit.DONE;
      }
    }

    private @Nullable Void serve() throws DevnetFailed {
      Devnets devnets = new Devnets(workplace());
      LocalHost.serve(devnets.options(hours), workplace().modelFolders(), devnets.self());
      return null;
    }
  }

  private static String state(VerifierProcess verifier) {
    return verifier.state().name().toLowerCase(Locale.ROOT);
  }

  private static String line(VerifierProcess verifier) {
    return Style.pad(verifier.name(), 12)
        + "  "
        + Style.pad(state(verifier), 7)
        + "  process "
        + verifier.pid()
        + "  "
        + verifier.url()
        + "  "
        + verifier.address().checksummed();
  }

  private static ObjectNode json(Optional<Network> network, List<VerifierProcess> verifiers) {
    ObjectNode document = Subcommand.JSON.createObjectNode();
    network.ifPresent(
        known -> {
          document.put("rpc", known.rpc().toString()).put("chainId", known.chainId());
          ObjectNode accounts = document.putObject("accounts");
          for (Map.Entry<String, Network.Account> account : known.accounts().entrySet()) {
            accounts
                .putObject(account.getKey())
                .put("safe", account.getValue().safe().hex())
                .put("gate", account.getValue().gate().hex());
          }
          ObjectNode tokens = document.putObject("tokens");
          known.tokens().forEach((symbol, token) -> tokens.put(symbol, token.address().hex()));
          ObjectNode venues = document.putObject("pools");
          known.venues().forEach(venue -> venues.put(venue.name(), venue.pool().hex()));
        });
    ArrayNode list = document.putArray("verifiers");
    for (VerifierProcess verifier : verifiers) {
      list.addObject()
          .put("name", verifier.name())
          .put("state", state(verifier))
          .put("pid", verifier.pid())
          .put("address", verifier.address().hex())
          .put("url", verifier.url().toString())
          .put("log", verifier.log());
    }
    return document;
  }
}
