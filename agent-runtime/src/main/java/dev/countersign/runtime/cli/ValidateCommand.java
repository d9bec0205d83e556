package dev.countersign.runtime.cli;

import dev.countersign.network.evaluate.Catalog;
import dev.countersign.receipt.Bytes32;
import dev.countersign.receipt.Manifest;
import dev.countersign.runtime.agent.Agent;
import dev.countersign.runtime.agent.AgentFile;
import dev.countersign.runtime.agent.Durations;
import dev.countersign.runtime.agent.Exit;
import dev.countersign.runtime.agent.Failure;
import dev.countersign.runtime.agent.Network;
import dev.countersign.runtime.agent.Networks;
import dev.countersign.runtime.agent.Resolver;
import dev.countersign.runtime.run.PinnedModel;
import dev.countersign.tools.WholeTokens;
import dev.countersign.tools.policy.WorstCase;
import java.math.BigInteger;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** Checks an agent file. */
@Command(
    name = "validate",
    description = "Check an agent file, and say what it would be allowed to do at worst.",
    mixinStandardHelpOptions = true,
    footer = {"", "Example: countersign validate examples/agents/rebalancer.yaml"})
final class ValidateCommand extends Subcommand {
  @Parameters(paramLabel = "FILE", description = "The agent file.")
  Path file = Path.of("");

  ValidateCommand(Surroundings surroundings) {
    super(surroundings);
  }

  @Override
  Exit run() throws Failure {
    AgentFile agentFile = AgentFile.read(file);
    Agent agent = agentFile.agent();
    Bytes32 model =
        PinnedModel.of(agentFile, workplace().models())
            .map(bundle -> bundle.digest())
            .orElse(Bytes32.ZERO);
    Networks networks = workplace().networks();
    Optional<Network> network =
        networks.isDevnet(agent.network())
            ? workplace().snapshot().read(agent.network())
            : Optional.of(networks.network(agent.network(), surroundings::variable));
    ObjectNode document = JSON.createObjectNode().put("file", file.toString()).put("valid", true);
    say(style().good("valid") + "  " + file + "  " + style().dim(agent.description()));
    if (network.isEmpty()) {
      say(
          "  The devnet has never run here, so that names were not resolved to addresses; run"
              + " countersign devnet up first for that.");
      answer(document.put("resolved", false));
      return Exit.DONE;
    }
    Manifest manifest =
        new Resolver(Catalog.load())
            .resolve(
                agentFile,
                network.get(),
                model,
                new Resolver.PublicKeys(Bytes32.ZERO, Bytes32.ZERO));
    show(agent, manifest, document.put("resolved", true));
    answer(document);
    return Exit.DONE;
  }

  private void show(Agent agent, Manifest manifest, ObjectNode document) {
    line("mode", agent.mode().name().toLowerCase(Locale.ROOT) + " on " + agent.network());
    line(
        "account",
        manifest.account().checksummed() + " behind gate " + manifest.gate().checksummed());
    line("decides", agent.decide().strategy() + " with model " + agent.decide().model());
    line("runs", runs(agent));
    line("verified by", agent.verify().quorum() + " of " + agent.verify().of() + " verifiers");
    WorstCase worst = WorstCase.of(manifest);
    say(style().bold("At worst, whatever its model or its runtime does, may leave the account:"));
    ArrayNode outflows = document.putArray("worstCase");
    for (WorstCase.Outflow outflow : worst.tokens()) {
      String symbol = WholeTokens.name(manifest, outflow.token());
      line(symbol, outflow.shown());
      outflows
          .addObject()
          .put("token", outflow.token().hex())
          .put("symbol", symbol)
          .put("perAction", outflow.perAction().toString())
          .put("perDay", outflow.perDay().toString())
          .put("acrossMidnight", outflow.acrossMidnight().toString());
    }
    line("gas", coin(worst.gasPerAction()) + " an action, " + coin(worst.gasPerDay()) + " a day");
    line(
        "transfers to",
        agent.policy().recipients().isEmpty()
            ? "nobody"
            : String.join(", ", agent.policy().recipients().keySet()));
    say(
        "  Tokens that the policy does not list are protected by the verifiers and by the shape of"
            + " the calls only, not measured by the gate.");
    if (!(agent.schedule().trigger() instanceof Agent.OnRequest)) {
      say("  Its schedule says which slots it may have; a run takes the latest of them.");
    }
    document.put("manifest", manifest.digest().hex());
  }

  private static String runs(Agent agent) {
    String deadline = "; a slot is open for " + Durations.text(agent.schedule().deadline());
    return switch (agent.schedule().trigger()) {
          case Agent.OnRequest request ->
              "when asked, at most every " + Durations.text(agent.policy().minInterval());
          case Agent.OnBlock block -> "at every block";
          case Agent.Every every -> "every " + Durations.text(every.seconds());
          case Agent.Cron cron -> "by the calendar " + cron.expression() + " " + cron.timezone();
        }
        + deadline;
  }

  private static String coin(BigInteger wei) {
    return WholeTokens.plain(wei, Network.NATIVE_DECIMALS) + " of the native coin";
  }

  private void line(String name, String value) {
    say("  " + style().dim(Style.pad(name, 12)) + "  " + value);
  }
}
