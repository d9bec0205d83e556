package dev.countersign.runtime.agent;

import dev.countersign.receipt.Address;
import dev.countersign.receipt.Bytes32;
import dev.countersign.receipt.Profile;
import java.math.BigDecimal;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.JsonNodeFactory;

/**
 * Builds an {@link Agent} in Java. What it builds goes through the same checks as a file: it is
 * written as one and read again, so neither road allows more than the other.
 */
public final class AgentBuilder {
  private static final JsonMapper JSON = new JsonMapper();

  private final String name;
  private String description = "";
  private Agent.Mode mode = Agent.Mode.PAPER;
  private String network = "";
  private String account = "";
  private Agent.Schedule schedule = Agent.Schedule.ON_REQUEST;
  private final List<Agent.Observe> observe = new ArrayList<>();
  private final List<Bytes32> instructors = new ArrayList<>();
  private String strategy = Agent.Decide.NONE;
  private JsonNode with = JsonNodeFactory.instance.objectNode();
  private String model = Agent.Decide.NONE;
  private String prompt = "";
  private List<String> tools = List.of();
  private int maxTurns = 1;
  private final List<String> tokens = new ArrayList<>();
  private final Map<String, Address> recipients = new LinkedHashMap<>();
  private final Map<String, BigDecimal> maxPerAction = new LinkedHashMap<>();
  private final Map<String, BigDecimal> maxPerDay = new LinkedHashMap<>();
  private Agent.Gas maxGas = Agent.Gas.NONE;
  private int maxSlippageBps;
  private int maxPriceImpactBps;
  private Agent.PriceCheck priceCheck = Agent.PriceCheck.NONE;
  private Agent.Protections protections = Agent.Protections.NONE;
  private long minInterval = 60;
  private Agent.Verify verify = new Agent.Verify(Profile.EXACT, 2, 3);

  AgentBuilder(String name) {
    this.name = name;
  }

  /** For people. */
  public AgentBuilder description(String text) {
    description = text;
    return this;
  }

  /** Money moves; without this it never does. */
  public AgentBuilder live() {
    mode = Agent.Mode.LIVE;
    return this;
  }

  /** Where, both by their names in the networks file. */
  public AgentBuilder on(String network, String account) {
    this.network = network;
    this.account = account;
    return this;
  }

  /** When; without this only on request. */
  public AgentBuilder schedule(Agent.Schedule schedule) {
    this.schedule = schedule;
    return this;
  }

  /** One more thing to see. */
  public AgentBuilder observe(Agent.Observe what) {
    observe.add(what);
    return this;
  }

  /**
   * A strategy decides.
   *
   * @param parameters what would stand under {@code with}, as JSON; an empty object for none
   * @throws IllegalArgumentException when the parameters are not JSON
   */
  public AgentBuilder strategy(String id, String parameters) {
    strategy = id;
    try {
      with = JSON.readTree(parameters);
    } catch (tools.jackson.core.JacksonException e) {
      throw new IllegalArgumentException("the parameters are not JSON: " + parameters, e);
    }
    return this;
  }

  /** A model is asked first, by its bundle's name. */
  public AgentBuilder model(String bundle) {
    model = bundle;
    return this;
  }

  /** A language model decides, by a prompt template, with these tools, in so many turns. */
  public AgentBuilder prompt(String file, List<String> tools, int maxTurns) {
    this.prompt = file;
    this.tools = tools;
    this.maxTurns = maxTurns;
    return this;
  }

  /** A token that may come in and may leave within whole amounts, one per action, one per day. */
  public AgentBuilder token(String symbol, String maxPerAction, String maxPerDay) {
    tokens.add(symbol);
    this.maxPerAction.put(symbol, new BigDecimal(maxPerAction));
    this.maxPerDay.put(symbol, new BigDecimal(maxPerDay));
    return this;
  }

  /** A token that may come in and never leaves. */
  public AgentBuilder incomingToken(String symbol) {
    tokens.add(symbol);
    return this;
  }

  /** Someone whom transfers may go to. */
  public AgentBuilder recipient(String name, Address address) {
    recipients.put(name, address);
    return this;
  }

  /** What executing may cost, in whole native coins: one action, one day. */
  public AgentBuilder maxGas(String perAction, String perDay) {
    maxGas = new Agent.Gas(new BigDecimal(perAction), new BigDecimal(perDay));
    return this;
  }

  /** How far a swap may be from the quote, and the quote from the mid price. */
  public AgentBuilder maxSlippageBps(int slippage, int priceImpact) {
    maxSlippageBps = slippage;
    maxPriceImpactBps = priceImpact;
    return this;
  }

  /** The references a swap is compared with. */
  public AgentBuilder priceCheck(Agent.PriceCheck check) {
    priceCheck = check;
    return this;
  }

  /** Rules that refuse and rules that exit. */
  public AgentBuilder protections(Agent.Protections rules) {
    protections = rules;
    return this;
  }

  /** Seconds between manual runs. */
  public AgentBuilder minInterval(long seconds) {
    minInterval = seconds;
    return this;
  }

  /** Someone whose instructions it follows, by their Ed25519 public key. */
  public AgentBuilder instructor(Bytes32 publicKey) {
    instructors.add(publicKey);
    return this;
  }

  /** How its receipts are checked: so many verdicts of so many verifiers. */
  public AgentBuilder verify(Profile profile, int quorum, int of) {
    verify = new Agent.Verify(profile, quorum, of);
    return this;
  }

  /**
   * The agent.
   *
   * @throws Failure with {@link Exit#CONFIGURATION} for whatever a file would be refused for
   */
  public Agent build() throws Failure {
    Agent agent =
        new Agent(
            name,
            description,
            mode,
            network,
            account,
            schedule,
            observe,
            new Agent.Decide(strategy, with, model, prompt, tools, maxTurns),
            new Agent.Policy(
                tokens,
                recipients,
                maxPerAction,
                maxPerDay,
                maxGas,
                maxSlippageBps,
                maxPriceImpactBps,
                priceCheck,
                protections,
                minInterval),
            verify,
            instructors);
    return AgentFile.of(Path.of(name + ".yaml"), agent).agent();
  }
}
