package dev.countersign.runtime.cli;

import dev.countersign.network.chain.ChainException;
import dev.countersign.network.gate.Gate;
import dev.countersign.network.gate.SafeAccount;
import dev.countersign.network.spi.PinnedChain;
import dev.countersign.receipt.Address;
import dev.countersign.runtime.agent.Durations;
import dev.countersign.runtime.agent.Exit;
import dev.countersign.runtime.agent.Failure;
import dev.countersign.runtime.agent.Network;
import dev.countersign.runtime.run.Erc20Reads;
import dev.countersign.runtime.workplace.Connection;
import dev.countersign.tools.WholeTokens;
import java.math.BigInteger;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** Shows an account. */
@Command(
    name = "show",
    description = "Show an account: what it holds, who owns it, and what guards it.",
    mixinStandardHelpOptions = true,
    footer = {"", "Example: countersign account show treasury"})
final class AccountShowCommand extends AccountSubcommand {
  @Parameters(paramLabel = "ACCOUNT", arity = "0..1", description = "The same as --account.")
  void name(@Nullable String name) {
    if (name != null) {
      account = name;
    }
  }

  AccountShowCommand(Surroundings surroundings) {
    super(surroundings);
  }

  @Override
  Exit work(Connection connection, Network.Account found) throws Failure, ChainException {
    PinnedChain chain = now(connection);
    ObjectNode document =
        JSON.createObjectNode()
            .put("account", account)
            .put("safe", found.safe().hex())
            .put("gate", found.gate().hex())
            .put("block", chain.block().number());
    say(style().bold(account) + "  " + found.safe().checksummed());
    boolean guarded = safe(document, chain, found);
    gate(document, chain, connection.network(), found);
    balances(document, chain, connection.network(), found.safe());
    answer(document);
    if (!guarded) {
      surroundings
          .err()
          .println(
              "countersign: "
                  + account
                  + " is not guarded: the gate must be its only module, behind the gate's guard");
      return Exit.CONFIGURATION;
    }
    return Exit.DONE;
  }

  private boolean safe(ObjectNode document, PinnedChain chain, Network.Account found)
      throws ChainException {
    SafeAccount.State state = SafeAccount.state(chain, found.safe());
    boolean guarded = state.guardedBy(found.gate(), found.gate());
    document
        .put("version", state.version())
        .put("threshold", state.threshold())
        .put("guarded", guarded);
    ArrayNode owners = document.putArray("owners");
    state.owners().forEach(owner -> owners.add(owner.hex()));
    ArrayNode modules = document.putArray("modules");
    state.modules().forEach(module -> modules.add(module.hex()));
    document.put("moduleGuard", state.moduleGuard().hex());
    fact(
        "owner",
        state.threshold()
            + " of "
            + String.join(", ", state.owners().stream().map(Address::checksummed).toList())
            + "  Safe "
            + state.version());
    fact(
        "guarded",
        guarded
            ? style().good("the gate is its only module, behind its guard")
            : style().bad("no: its modules are " + state.modules()));
    return guarded;
  }

  private void gate(ObjectNode document, PinnedChain chain, Network network, Network.Account found)
      throws ChainException {
    boolean paused = Gate.paused(chain, found.gate());
    int verifiers = Gate.verifierCount(chain, found.gate());
    Address guardian = Gate.guardian(chain, found.gate());
    long delay = Gate.delay(chain, found.gate());
    document
        .put("paused", paused)
        .put("verifiers", verifiers)
        .put("guardian", guardian.hex())
        .put("delay", delay);
    fact(
        "gate",
        found.gate().checksummed()
            + (paused ? style().bad("  paused") : "  open")
            + (delay == 0 ? "" : ", loosening waits " + Durations.text(delay)));
    fact("guardian", guardian.equals(Address.ZERO) ? "none" : guardian.checksummed());
    fact("verifiers", verifiers + " registered");
    for (Network.Verifier verifier : network.verifiers()) {
      Gate.VerifierInterval interval = Gate.verifier(chain, found.gate(), verifier.address());
      String standing =
          interval.registered()
              ? "registered since " + RunPrinter.time(interval.from())
              : interval.from() != 0
                  ? "removed " + RunPrinter.time(interval.until())
                  : "not registered";
      fact("", verifier.name() + "  " + verifier.address().checksummed() + "  " + standing);
    }
  }

  private void balances(ObjectNode document, PinnedChain chain, Network where, Address safe)
      throws ChainException {
    ArrayNode balances = document.putArray("balances");
    balance(
        balances, where.nativeCoin(), Address.ZERO, Network.NATIVE_DECIMALS, chain.balance(safe));
    for (Map.Entry<String, Network.Token> token : where.tokens().entrySet()) {
      balance(
          balances,
          token.getKey(),
          token.getValue().address(),
          token.getValue().decimals(),
          Erc20Reads.balance(chain, token.getValue().address(), safe));
    }
  }

  private void balance(
      ArrayNode list, String symbol, Address token, int decimals, BigInteger amount) {
    String whole = WholeTokens.plain(amount, decimals);
    fact(symbol, whole);
    list.addObject()
        .put("symbol", symbol)
        .put("token", token.hex())
        .put("amount", amount.toString())
        .put("whole", whole);
  }

  private void fact(String name, String value) {
    say("  " + style().dim(Style.pad(name, 10)) + "  " + value);
  }
}
