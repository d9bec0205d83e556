package dev.countersign.runtime.agent;

import dev.countersign.network.evaluate.Schedules;
import dev.countersign.receipt.Bytes32;
import dev.countersign.receipt.Manifest;
import dev.countersign.receipt.Profile;
import java.math.BigDecimal;
import java.time.DateTimeException;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** Gives the values of an agent file their types. */
final class AgentParser {
  static final Pattern NAME = Pattern.compile("[a-z0-9][a-z0-9-]{0,62}");
  private static final Pattern PAIR = Pattern.compile("([A-Za-z0-9.]{1,16})/([A-Za-z0-9.]{1,16})");
  private static final Pattern QUORUM = Pattern.compile("([1-9][0-9]?) of ([1-9][0-9]?)");
  private static final Pattern INTEGER = Pattern.compile("0|-?[1-9][0-9]{0,14}");

  private AgentParser() {}

  static Agent agent(YamlNode root) throws Failure {
    Section file = Section.of("", root, AgentKeys.FILE);
    return new Agent(
        name(file, "agent"),
        file.text("description", ""),
        file.choice(
            "mode", Map.of("paper", Agent.Mode.PAPER, "live", Agent.Mode.LIVE), Agent.Mode.PAPER),
        name(file, "network"),
        name(file, "account"),
        schedule(file),
        observe(file),
        decide(file.requiredSection("decide", AgentKeys.DECIDE)),
        policy(file.requiredSection("policy", AgentKeys.POLICY)),
        verify(file.requiredSection("verify", AgentKeys.VERIFY)),
        instructors(file));
  }

  private static List<Bytes32> instructors(Section file) throws Failure {
    List<Bytes32> keys = new ArrayList<>();
    for (String key : file.texts("instructors")) {
      try {
        keys.add(new Bytes32(key));
      } catch (IllegalArgumentException e) {
        throw Failure.at(
            file.required("instructors").at(),
            "instructors are public keys of 64 lower-case hexadecimal digits, as countersign keys"
                + " list shows them");
      }
    }
    return keys;
  }

  private static String name(Section file, String key) throws Failure {
    String name = file.text(key);
    if (!NAME.matcher(name).matches()) {
      throw Failure.at(
          file.required(key).at(),
          file.name(key) + " must be lower-case letters, digits and dashes, at most 63");
    }
    return name;
  }

  private static Agent.Schedule schedule(Section file) throws Failure {
    Optional<Section> given = file.section("schedule", AgentKeys.SCHEDULE);
    if (given.isEmpty()) {
      return Agent.Schedule.ON_REQUEST;
    }
    Section schedule = given.get();
    long deadline = schedule.duration("deadline", 90);
    if (deadline < 1 || deadline > 86_400) {
      throw Failure.at(schedule.required("deadline").at(), "schedule.deadline must be 1s to 1d");
    }
    long jitter = schedule.duration("jitter", 0);
    if (jitter >= deadline) {
      throw Failure.at(
          schedule.required("jitter").at(),
          "schedule.jitter must be shorter than the deadline, which is "
              + Durations.text(deadline));
    }
    return new Agent.Schedule(
        trigger(schedule),
        schedule.choice(
            "misfire",
            Map.of(
                "skip", Agent.Misfire.SKIP,
                "run-once", Agent.Misfire.RUN_ONCE,
                "catch-up", Agent.Misfire.CATCH_UP),
            Agent.Misfire.SKIP),
        schedule.choice("overlap", Map.of("forbid", Agent.Overlap.FORBID), Agent.Overlap.FORBID),
        deadline,
        jitter);
  }

  private static Agent.Trigger trigger(Section schedule) throws Failure {
    List<String> given = List.of("cron", "every", "on").stream().filter(schedule::has).toList();
    if (given.size() > 1) {
      throw Failure.at(
          schedule.required(given.get(1)).at(),
          "schedule has " + String.join(" and ", given) + "; only one of them can start a run");
    }
    if (schedule.has("timezone") && !given.contains("cron")) {
      throw Failure.at(
          schedule.required("timezone").at(), "schedule.timezone has no meaning without cron");
    }
    if (given.isEmpty()) {
      return new Agent.OnRequest();
    }
    return switch (given.get(0)) {
      case "cron" -> cron(schedule);
      case "every" -> every(schedule);
      default -> schedule.choice("on", Map.of("block", new Agent.OnBlock()));
    };
  }

  private static Agent.Trigger every(Section schedule) throws Failure {
    long seconds = schedule.duration("every", 0);
    if (seconds < 1 || seconds > 86_400) {
      throw Failure.at(schedule.required("every").at(), "schedule.every must be 1s to 1d");
    }
    return new Agent.Every(seconds);
  }

  private static Agent.Trigger cron(Section schedule) throws Failure {
    String zone = schedule.text("timezone", "UTC");
    try {
      ZoneId.of(zone);
    } catch (DateTimeException e) {
      throw Failure.at(
          schedule.required("timezone").at(),
          "schedule.timezone is no time zone; write one like UTC or Europe/Berlin");
    }
    String expression = schedule.text("cron").strip().replaceAll("\\s+", " ");
    Optional<String> problem =
        Schedules.problem(new Manifest.Schedule("cron", expression, zone, 0));
    if (problem.isPresent()) {
      throw Failure.at(schedule.required("cron").at(), "schedule.cron: " + problem.get());
    }
    return new Agent.Cron(expression, zone);
  }

  private static List<Agent.Observe> observe(Section file) throws Failure {
    List<Agent.Observe> observe = new ArrayList<>();
    List<YamlNode> items = file.items("observe");
    for (int i = 0; i < items.size(); i++) {
      Section item = Section.of("observe[" + i + "]", items.get(i), AgentKeys.OBSERVE);
      if (item.has("candles") == item.has("balances")) {
        throw Failure.at(
            item.at(), "an entry of observe is either candles or balances, one to an entry");
      }
      observe.add(
          item.has("candles")
              ? candles(item.requiredSection("candles", AgentKeys.CANDLES))
              : new Agent.Balances(item.texts("balances")));
    }
    return observe;
  }

  private static Agent.Observe candles(Section candles) throws Failure {
    Matcher pair = PAIR.matcher(candles.text("pair"));
    if (!pair.matches()) {
      throw Failure.at(
          candles.required("pair").at(),
          candles.name("pair") + " must be two tokens like WETH/USDC");
    }
    long interval = candles.duration("interval", 0);
    if (interval < 60 || interval > 86_400) {
      throw Failure.at(
          candles.required("interval").at(), candles.name("interval") + " must be 1m to 1d");
    }
    return new Agent.Candles(
        pair.group(1),
        pair.group(2),
        interval,
        (int) candles.integer("count", 1L, 1000L),
        candles.text("source", "pool"));
  }

  private static Agent.Decide decide(Section decide) throws Failure {
    String strategy = decide.text("strategy", Agent.Decide.NONE);
    String prompt = decide.text("prompt", "");
    if (strategy.equals(Agent.Decide.NONE) == prompt.isEmpty()) {
      throw Failure.at(
          decide.at(),
          "decide needs either a strategy or, for a language model, a prompt, and not both");
    }
    return new Agent.Decide(
        strategy,
        decide.has("with")
            ? parameters("decide.with", decide.required("with"))
            : JsonNodeFactory.instance.objectNode(),
        decide.text("model", Agent.Decide.NONE),
        prompt,
        decide.texts("tools"),
        decide.integer("max-turns", 1, 256, 1));
  }

  private static JsonNode parameters(String what, YamlNode node) throws Failure {
    if (node instanceof YamlNode.Block) {
      return parameter(what, node);
    }
    throw Failure.at(node.at(), what + " must be a block of keys, not " + node.what());
  }

  private static JsonNode parameter(String what, YamlNode node) throws Failure {
    JsonNodeFactory json = JsonNodeFactory.instance;
    switch (node) {
      case YamlNode.Text text -> {
        boolean integer = !text.quoted() && INTEGER.matcher(text.value()).matches();
        return integer
            ? json.numberNode(Long.parseLong(text.value()))
            : json.stringNode(Section.text(what, text));
      }
      case YamlNode.Items items -> {
        var array = json.arrayNode();
        for (YamlNode item : items.items()) {
          array.add(parameter("an entry of " + what, item));
        }
        return array;
      }
      case YamlNode.Block block -> {
        ObjectNode object = json.objectNode();
        for (YamlNode.Entry entry : block.entries()) {
          object.set(entry.key(), parameter(what + "." + entry.key(), entry.value()));
        }
        return object;
      }
    }
  }

  private static Agent.Policy policy(Section policy) throws Failure {
    policy.required("max-per-action");
    policy.required("max-per-day");
    List<String> tokens = policy.texts("tokens");
    if (tokens.isEmpty()) {
      throw Failure.at(policy.at(), "policy.tokens names no token, so the agent could do nothing");
    }
    Map<String, BigDecimal> perAction = limits(policy, "max-per-action", tokens);
    Map<String, BigDecimal> perDay = limits(policy, "max-per-day", tokens);
    for (String token : perAction.keySet()) {
      if (!perDay.containsKey(token)) {
        throw Failure.at(
            policy.required("max-per-day").at(),
            "policy.max-per-day does not name " + token + ", which max-per-action names");
      }
    }
    for (String token : perDay.keySet()) {
      if (!perAction.containsKey(token)) {
        throw Failure.at(
            policy.required("max-per-action").at(),
            "policy.max-per-action does not name " + token + ", which max-per-day names");
      }
    }
    return new Agent.Policy(
        tokens,
        policy.addresses("recipients"),
        perAction,
        perDay,
        gas(policy),
        policy.bps("max-slippage-bps", 0),
        policy.bps("max-price-impact-bps", 0),
        priceCheck(policy),
        protections(policy),
        policy.duration("min-interval", 60));
  }

  private static Map<String, BigDecimal> limits(Section policy, String key, List<String> tokens)
      throws Failure {
    for (YamlNode.Entry entry : policy.entries(key)) {
      if (!tokens.contains(entry.key())) {
        throw Failure.at(
            entry.at(),
            policy.name(key)
                + " names "
                + entry.key()
                + ", which policy.tokens does not list"
                + Spelling.hint(entry.key(), tokens));
      }
    }
    return policy.amounts(key);
  }

  private static Agent.Gas gas(Section policy) throws Failure {
    Optional<Section> given = policy.section("max-gas", AgentKeys.GAS);
    return given.isEmpty()
        ? Agent.Gas.NONE
        : new Agent.Gas(given.get().amount("per-action"), given.get().amount("per-day"));
  }

  private static Agent.PriceCheck priceCheck(Section policy) throws Failure {
    Optional<Section> given = policy.section("price-check", AgentKeys.PRICE_CHECK);
    if (given.isEmpty()) {
      return Agent.PriceCheck.NONE;
    }
    Section check = given.get();
    List<String> sources = check.texts("sources");
    for (String source : sources) {
      if (!Set.of("twap", "feed").contains(source)) {
        throw Failure.at(
            check.required("sources").at(),
            "policy.price-check.sources names "
                + source
                + Spelling.hint(source, List.of("twap", "feed")));
      }
    }
    if (sources.isEmpty()) {
      throw Failure.at(check.at(), "policy.price-check.sources names no source");
    }
    return new Agent.PriceCheck(
        List.of("twap", "feed").stream().filter(sources::contains).toList(),
        (int) check.integer("max-deviation-bps", 1L, 10_000L));
  }

  private static Agent.Protections protections(Section policy) throws Failure {
    Optional<Section> given = policy.section("protections", AgentKeys.PROTECTIONS);
    if (given.isEmpty()) {
      return Agent.Protections.NONE;
    }
    Section protections = given.get();
    return new Agent.Protections(
        protections.bps("stop-loss-bps", 0),
        protections.bps("take-profit-bps", 0),
        protections.bps("max-drawdown-bps", 0),
        protections.bps("max-daily-loss-bps", 0),
        protections.duration("cooldown", 0),
        protections.integer("max-open", 0, 1000, 0));
  }

  private static Agent.Verify verify(Section verify) throws Failure {
    Profile profile =
        verify.choice(
            "profile",
            Map.of(
                "exact", Profile.EXACT,
                "margin", Profile.MARGIN,
                "tee", Profile.TEE,
                "zk", Profile.ZK,
                "signed", Profile.SIGNED));
    Matcher quorum = QUORUM.matcher(verify.text("quorum"));
    if (!quorum.matches()) {
      throw Failure.at(verify.required("quorum").at(), "verify.quorum must read like \"2 of 3\"");
    }
    int k = Integer.parseInt(quorum.group(1));
    int n = Integer.parseInt(quorum.group(2));
    if (k > n || 2 * k <= n) {
      throw Failure.at(
          verify.required("quorum").at(),
          "verify.quorum is "
              + k
              + " of "
              + n
              + ", but must be more than half of them and at most all");
    }
    return new Agent.Verify(profile, k, n);
  }
}
