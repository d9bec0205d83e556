package dev.countersign.runtime.agent;

import dev.countersign.network.evaluate.Catalog;
import dev.countersign.network.evaluate.Schedules;
import dev.countersign.network.spi.Strategy;
import dev.countersign.network.spi.Unable;
import dev.countersign.receipt.Address;
import dev.countersign.receipt.Bytes32;
import dev.countersign.receipt.Manifest;
import dev.countersign.receipt.Profile;
import dev.countersign.strategies.MoneyTools;
import dev.countersign.tools.policy.PolicyRules;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * Turns an agent into its manifest: names into addresses, whole amounts into base units, strategy
 * and model into digests.
 *
 * <p>Guarantees: what this version cannot do is refused with a sentence, so that no key of an agent
 * file is read by nobody; the strategy itself found nothing wrong with its parameters.
 */
public final class Resolver {
  private final Catalog catalog;

  /** A resolver of the strategies in a catalog. */
  public Resolver(Catalog catalog) {
    this.catalog = catalog;
  }

  /**
   * The public keys of a home.
   *
   * @param receipt signs receipts
   * @param instructor tells language models what to do, where the agent names nobody else
   */
  public record PublicKeys(Bytes32 receipt, Bytes32 instructor) {}

  /**
   * The manifest of an agent file.
   *
   * @param model the digest of its model, zero where it has none
   * @throws Failure with {@link Exit#CONFIGURATION}, with line and column
   */
  public Manifest resolve(AgentFile file, Network network, Bytes32 model, PublicKeys keys)
      throws Failure {
    Agent agent = file.agent();
    return resolve(
        agent,
        network,
        model,
        keys,
        agent.decide().prompted() ? PromptFile.read(file) : "",
        file::failure);
  }

  private Manifest resolve(
      Agent agent,
      Network network,
      Bytes32 model,
      PublicKeys keys,
      String prompt,
      Names.Complaint complaint)
      throws Failure {
    Names names = new Names(agent, network, complaint);
    refuseWhatIsMissing(agent, network, names);
    SortedMap<Address, Manifest.Token> tokens = tokens(agent, names);
    List<Address> traded = new ArrayList<>();
    for (String symbol : agent.policy().tokens()) {
      traded.add(names.token("policy.tokens", symbol).address());
    }
    Network.Account account = names.account();
    Manifest manifest;
    try {
      manifest =
          new Manifest(
              Manifest.VERSION,
              agent.name(),
              network.chainId(),
              account.gate(),
              account.safe(),
              List.copyOf(tokens.values()),
              names.trading(tokens.keySet()),
              schedule(agent.schedule().trigger()),
              agent.schedule().deadline(),
              agent.policy().minInterval(),
              agent.decide().maxTurns(),
              observe(agent, names),
              decide(agent, model, prompt, names),
              policy(agent, network, traded, names),
              new Manifest.Verify(
                  agent.verify().profile(), agent.verify().quorum(), agent.verify().of()),
              keys.receipt(),
              instructors(agent, keys, names));
    } catch (IllegalArgumentException e) {
      throw complaint.at("", String.valueOf(e.getMessage()));
    }
    check(manifest, names);
    return manifest;
  }

  private static void refuseWhatIsMissing(Agent agent, Network network, Names names)
      throws Failure {
    Agent.Decide decide = agent.decide();
    if (decide.maxTurns() > 1) {
      throw names.wrong("decide.max-turns", "is 1 in this version: a run is one turn of the model");
    }
    if (!decide.prompted() && !decide.tools().isEmpty()) {
      throw names.wrong("decide.tools", "is for language models; a strategy needs none");
    }
    if (decide.prompted() && decide.model().equals(Agent.Decide.NONE)) {
      throw names.wrong("decide.model", "is missing: a prompt needs a language model");
    }
    if (agent.verify().profile() != Profile.EXACT) {
      throw names.wrong("verify.profile", "is a profile that this version cannot check; use exact");
    }
    if (agent.schedule().misfire() == Agent.Misfire.CATCH_UP) {
      throw names.wrong(
          "schedule.misfire", "catch-up would act on old prices; use skip or run-once");
    }
    long standing = network.verifiers().stream().filter(v -> v.until() == Long.MAX_VALUE).count();
    if (agent.verify().of() != standing) {
      throw names.wrong(
          "verify.quorum",
          "is of "
              + agent.verify().of()
              + " verifiers, but the network "
              + network.name()
              + " has "
              + standing);
    }
    Agent.Protections rules = agent.policy().protections();
    Map<String, Integer> exits =
        new TreeMap<>(
            Map.of(
                "stop-loss-bps", rules.stopLossBps(),
                "take-profit-bps", rules.takeProfitBps(),
                "max-drawdown-bps", rules.maxDrawdownBps()));
    for (Map.Entry<String, Integer> exit : exits.entrySet()) {
      if (exit.getValue() != 0) {
        throw names.wrong(
            "policy.protections." + exit.getKey(),
            "is not enforced by this version; leave it out rather than rely on it");
      }
    }
  }

  /** Every token that is named, by address. */
  private static SortedMap<Address, Manifest.Token> tokens(Agent agent, Names names)
      throws Failure {
    SortedMap<Address, Manifest.Token> tokens = new TreeMap<>();
    for (String symbol : agent.policy().tokens()) {
      Manifest.Token token = names.token("policy.tokens", symbol);
      tokens.put(token.address(), token);
    }
    for (int i = 0; i < agent.observe().size(); i++) {
      String path = "observe[" + i + "]";
      List<String> symbols =
          switch (agent.observe().get(i)) {
            case Agent.Candles candles -> List.of(candles.base(), candles.quote());
            case Agent.Balances balances -> balances.tokens();
          };
      for (String symbol : symbols) {
        Manifest.Token token = names.token(path, symbol);
        tokens.put(token.address(), token);
      }
    }
    return tokens;
  }

  private static Manifest.Schedule schedule(Agent.Trigger trigger) {
    return switch (trigger) {
      case Agent.OnRequest request -> new Manifest.Schedule("request", "", "UTC", 0);
      case Agent.OnBlock block -> new Manifest.Schedule("block", "", "UTC", 0);
      case Agent.Every every -> new Manifest.Schedule("every", "", "UTC", every.seconds());
      case Agent.Cron cron -> new Manifest.Schedule("cron", cron.expression(), cron.timezone(), 0);
    };
  }

  private static List<JsonNode> observe(Agent agent, Names names) throws Failure {
    List<JsonNode> observe = new ArrayList<>();
    for (int i = 0; i < agent.observe().size(); i++) {
      String path = "observe[" + i + "]";
      ObjectNode entry = JsonNodeFactory.instance.objectNode();
      switch (agent.observe().get(i)) {
        case Agent.Candles candles -> {
          Address base = names.token(path, candles.base()).address();
          Address quote = names.token(path, candles.quote()).address();
          entry.put("kind", "candles");
          entry.put(
              "venue", names.venue(path + ".candles.source", candles.source(), base, quote).name());
          entry.put("base", base.hex()).put("quote", quote.hex());
          entry.put("interval", candles.interval()).put("count", candles.count());
        }
        case Agent.Balances balances -> {
          entry.put("kind", "balances");
          ArrayNode list = entry.putArray("tokens");
          for (String symbol : balances.tokens()) {
            list.add(names.token(path, symbol).address().hex());
          }
        }
      }
      observe.add(entry);
    }
    return observe;
  }

  private static List<Bytes32> instructors(Agent agent, PublicKeys keys, Names names)
      throws Failure {
    if (!agent.decide().prompted()) {
      if (!agent.instructors().isEmpty()) {
        throw names.wrong("instructors", "are for language models; a strategy takes no orders");
      }
      return List.of();
    }
    return agent.instructors().isEmpty()
        ? List.of(keys.instructor())
        : agent.instructors().stream().distinct().sorted().toList();
  }

  private Manifest.Decide decide(Agent agent, Bytes32 model, String prompt, Names names)
      throws Failure {
    Agent.Decide decide = agent.decide();
    if (decide.prompted()) {
      return prompted(decide, model, prompt, names);
    }
    Bytes32 digest = catalog.strategyDigests().get(decide.strategy());
    if (digest == null) {
      throw names.wrong(
          "decide.strategy",
          "is "
              + decide.strategy()
              + ", which is not here"
              + Spelling.hint(
                  decide.strategy(), new java.util.TreeSet<>(catalog.strategyDigests().keySet())));
    }
    boolean none = decide.model().equals(Agent.Decide.NONE);
    return new Manifest.Decide(
        decide.strategy(),
        digest,
        1,
        none ? Manifest.ModelRef.NONE : new Manifest.ModelRef(decide.model(), model),
        Bytes32.ZERO,
        Bytes32.ZERO,
        StrategyParameters.resolve(decide, names));
  }

  private Manifest.Decide prompted(Agent.Decide decide, Bytes32 model, String prompt, Names names)
      throws Failure {
    Bytes32 digest = catalog.strategyDigests().get(Agent.Decide.PLANNER);
    if (digest == null) {
      throw names.wrong("decide.prompt", "needs the strategy planner, which is not here");
    }
    JsonNode with = StrategyParameters.prompted(decide, prompt, names);
    return new Manifest.Decide(
        Agent.Decide.PLANNER,
        digest,
        1,
        new Manifest.ModelRef(decide.model(), model),
        Bytes32.sha256(prompt.getBytes(StandardCharsets.UTF_8)),
        MoneyTools.digest(decide.tools()),
        with);
  }

  private static Manifest.Policy policy(
      Agent agent, Network network, List<Address> traded, Names names) throws Failure {
    Agent.Policy policy = agent.policy();
    List<Manifest.Limit> limits = new ArrayList<>();
    for (String symbol : policy.tokens()) {
      Manifest.Token token = names.token("policy.tokens", symbol);
      limits.add(
          new Manifest.Limit(
              token.address(),
              units("policy.max-per-action", policy.maxPerAction(), token, names),
              units("policy.max-per-day", policy.maxPerDay(), token, names)));
    }
    limits.sort(Comparator.comparing(Manifest.Limit::token));
    List<Manifest.Recipient> recipients = new ArrayList<>();
    policy.recipients().forEach((name, to) -> recipients.add(new Manifest.Recipient(to, name)));
    recipients.sort(Comparator.comparing(Manifest.Recipient::address));
    Manifest.Token coin =
        new Manifest.Token(Address.ZERO, network.nativeCoin(), Network.NATIVE_DECIMALS);
    boolean feeds = policy.priceCheck().sources().contains("feed");
    return new Manifest.Policy(
        limits,
        recipients,
        policy.maxSlippageBps(),
        policy.maxPriceImpactBps(),
        names.units("policy.max-gas.per-action", policy.maxGas().perAction(), coin),
        names.units("policy.max-gas.per-day", policy.maxGas().perDay(), coin),
        new Manifest.PriceCheck(
            policy.priceCheck().sources(),
            policy.priceCheck().maxDeviationBps(),
            feeds ? feeds(network, traded) : List.of()),
        protections(policy.protections()));
  }

  private static java.math.BigInteger units(
      String path, Map<String, java.math.BigDecimal> amounts, Manifest.Token token, Names names)
      throws Failure {
    java.math.BigDecimal whole = amounts.getOrDefault(token.symbol(), java.math.BigDecimal.ZERO);
    return names.units(path + "." + token.symbol(), whole, token);
  }

  private static List<Manifest.Feed> feeds(Network network, List<Address> traded) {
    return network.feeds().stream()
        .filter(feed -> traded.contains(feed.base()) && traded.contains(feed.quote()))
        .toList();
  }

  private static Manifest.Protections protections(Agent.Protections rules) {
    return new Manifest.Protections(
        rules.stopLossBps(),
        rules.takeProfitBps(),
        rules.maxDrawdownBps(),
        rules.maxDailyLossBps(),
        rules.cooldown(),
        rules.maxOpen());
  }

  private void check(Manifest manifest, Names names) throws Failure {
    Optional<String> problem = Schedules.problem(manifest.schedule());
    if (problem.isPresent()) {
      throw names.wrong("schedule", "cannot be kept: " + problem.get());
    }
    List<String> rules = PolicyRules.problems(manifest);
    if (!rules.isEmpty()) {
      throw names.wrong("policy", "cannot be kept: " + rules.get(0));
    }
    try {
      Strategy strategy = catalog.strategy(manifest.decide());
      List<String> problems = strategy.problems(manifest);
      if (!problems.isEmpty()) {
        throw names.wrong("decide.with", "is wrong: " + problems.get(0));
      }
    } catch (Unable e) {
      throw names.wrong("decide.strategy", "cannot be used: " + e.getMessage());
    }
  }
}
