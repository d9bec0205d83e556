package dev.countersign.runtime.cli;

import dev.countersign.network.chain.ChainUnavailable;
import dev.countersign.network.gate.Gate;
import dev.countersign.network.spi.PinnedChain;
import dev.countersign.receipt.Address;
import dev.countersign.runtime.agent.Exit;
import dev.countersign.runtime.agent.Failure;
import dev.countersign.runtime.agent.Network;
import dev.countersign.runtime.run.Erc20Reads;
import dev.countersign.runtime.workplace.Connection;
import dev.countersign.tools.WholeTokens;
import java.io.IOException;
import java.math.BigInteger;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** Accounts. */
@Command(
    name = "account",
    description = "The Safes that hold the funds: show.",
    mixinStandardHelpOptions = true,
    subcommands = {AccountCommand.Show.class})
final class AccountCommand implements Runnable {
  @Spec @Nullable CommandSpec spec;

  AccountCommand() {}

  @Override
  public void run() {
    throw new ParameterException(
        Objects.requireNonNull(spec).commandLine(), "what to do is needed: show");
  }

  /** Shows one. */
  @Command(
      name = "show",
      description = "Show an account: what it holds, and what guards it.",
      mixinStandardHelpOptions = true,
      footer = {"", "Example: countersign account show treasury"})
  static final class Show extends Subcommand {
    @Parameters(
        paramLabel = "ACCOUNT",
        arity = "0..1",
        description = "Its name in the networks file (default: ${DEFAULT-VALUE}).")
    String account = "treasury";

    @Option(
        names = "--network",
        paramLabel = "NAME",
        description = "A name in the networks file (default: ${DEFAULT-VALUE}).")
    String network = DevnetCommand.NAME;

    @Mixin PasswordOption password = new PasswordOption();

    Show(Surroundings surroundings) {
      super(surroundings);
    }

    @Override
    Exit run() throws Failure, IOException {
      try (Connection connection = Connection.open(network, workplace(password))) {
        Network.Account found = connection.network().accounts().get(account);
        if (found == null) {
          throw new Failure(
              Exit.CONFIGURATION,
              "the network "
                  + network
                  + " has no account "
                  + account
                  + "; it has "
                  + connection.network().accounts().keySet());
        }
        PinnedChain chain = new PinnedChain(connection.chain(), connection.chain().head());
        show(connection.network(), found, chain);
        return Exit.DONE;
      } catch (ChainUnavailable e) {
        throw new Failure(Exit.UNREACHABLE, String.valueOf(e.getMessage()), e);
      }
    }

    private void show(Network where, Network.Account found, PinnedChain chain)
        throws ChainUnavailable {
      boolean paused = Gate.paused(chain, found.gate());
      int verifiers = Gate.verifierCount(chain, found.gate());
      ObjectNode document =
          JSON.createObjectNode()
              .put("account", account)
              .put("safe", found.safe().hex())
              .put("gate", found.gate().hex())
              .put("block", chain.block().number())
              .put("paused", paused)
              .put("verifiers", verifiers);
      say(style().bold(account) + "  " + found.safe().checksummed());
      say(
          "  gate    "
              + found.gate().checksummed()
              + (paused ? style().bad("  paused") : "  open")
              + "  "
              + verifiers
              + " verifiers");
      ArrayNode balances = document.putArray("balances");
      balance(
          balances,
          where.nativeCoin(),
          Address.ZERO,
          Network.NATIVE_DECIMALS,
          chain.balance(found.safe()));
      for (Map.Entry<String, Network.Token> token : where.tokens().entrySet()) {
        balance(
            balances,
            token.getKey(),
            token.getValue().address(),
            token.getValue().decimals(),
            Erc20Reads.balance(chain, token.getValue().address(), found.safe()));
      }
      answer(document);
    }

    private void balance(
        ArrayNode list, String symbol, Address token, int decimals, BigInteger amount) {
      String whole = WholeTokens.plain(amount, decimals);
      say("  " + Style.pad(symbol, 6) + "  " + whole);
      list.addObject()
          .put("symbol", symbol)
          .put("token", token.hex())
          .put("amount", amount.toString())
          .put("whole", whole);
    }
  }
}
