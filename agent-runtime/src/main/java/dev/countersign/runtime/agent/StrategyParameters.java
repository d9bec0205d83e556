package dev.countersign.runtime.agent;

import dev.countersign.receipt.Manifest;
import dev.countersign.strategies.MoneyTools;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * What stands under {@code decide.with}, resolved to addresses, basis points and base units for the
 * strategies that ship. The parameters of any other strategy reach it as they are written.
 */
final class StrategyParameters {
  private static final Pattern PERCENT =
      Pattern.compile("(0|[1-9][0-9]{0,2})(?:\\.([0-9]{1,2}))?%");
  private static final Pattern AMOUNT = Pattern.compile("(0|[1-9][0-9]{0,40})(\\.[0-9]{1,36})?");
  private static final Pattern DURATION = Pattern.compile("(0|[1-9][0-9]{0,8})([smhd])");
  private static final String WITH = "decide.with";
  private static final int PRICE_DECIMALS = 18;
  private static final BigInteger MOST_HUNDREDTHS = BigInteger.valueOf(Integer.MAX_VALUE);

  /** The keys of dca, whose amount is of a token. */
  static final Set<String> DCA_KEYS = Set.of("spend", "buy", "every", "venue");

  private final Names names;
  private final JsonNode with;
  private final ObjectNode resolved = JsonNodeFactory.instance.objectNode();

  private StrategyParameters(Names names, JsonNode with) {
    this.names = names;
    this.with = with;
  }

  static JsonNode resolve(Agent.Decide decide, Names names) throws Failure {
    StrategyParameters parameters = new StrategyParameters(names, decide.with());
    return switch (decide.strategy()) {
      case "rebalance" -> parameters.rebalance();
      case "payroll" -> parameters.payroll();
      case "dca" -> parameters.dca();
      default ->
          StrategyKeys.strategies().contains(decide.strategy())
              ? parameters.trading(decide.strategy())
              : decide.with();
    };
  }

  /** What stands under {@code decide} for a language model. */
  static JsonNode prompted(Agent.Decide decide, String prompt, Names names) throws Failure {
    StrategyParameters parameters = new StrategyParameters(names, decide.with());
    parameters.onlyKeys(decide.with(), WITH, Set.of("max-tokens", "max-calls", "sampling"));
    return parameters.language(prompt, decide.tools());
  }

  private JsonNode language(String prompt, List<String> tools) throws Failure {
    for (String tool : tools) {
      if (!MoneyTools.NAMES.contains(tool)) {
        throw names.wrong(
            "decide.tools",
            "names "
                + tool
                + ", which is not here"
                + Spelling.hint(tool, new java.util.TreeSet<>(MoneyTools.NAMES)));
      }
    }
    if (!tools.contains(MoneyTools.HOLD) || tools.size() < 2) {
      throw names.wrong(
          "decide.tools", "must have hold, so that the model can decline, and something to do");
    }
    resolved.put("prompt", prompt);
    tools.stream().distinct().forEach(resolved.putArray("tools")::add);
    resolved.put("maxTokens", integer("max-tokens", 256, 4096));
    resolved.put("maxCalls", integer("max-calls", 4, 16));
    resolved.set("sampling", sampling());
    return resolved;
  }

  private int integer(String key, int otherwise, int most) throws Failure {
    JsonNode value = with.get(key);
    if (value == null) {
      return otherwise;
    }
    if (!isInteger(value) || value.intValue() < 1 || value.intValue() > most) {
      throw names.wrong(WITH + "." + key, "must be 1 to " + most);
    }
    return value.intValue();
  }

  private static boolean isInteger(JsonNode value) {
    return value.isIntegralNumber() && value.canConvertToInt();
  }

  private JsonNode sampling() throws Failure {
    ObjectNode json = JsonNodeFactory.instance.objectNode();
    JsonNode given = with.get("sampling");
    if (given == null) {
      return json.put("temperature", "0").put("topK", 0).put("topP", "1");
    }
    String path = WITH + ".sampling";
    onlyKeys(given, path, Set.of("temperature", "top-k", "top-p"));
    json.put("temperature", text(path + ".temperature", required(given, path, "temperature")));
    JsonNode topK = given.get("top-k");
    if (topK != null && !isInteger(topK)) {
      throw names.wrong(path + ".top-k", "must be a whole number");
    }
    json.put("topK", topK == null ? 0 : topK.intValue());
    return json.put("topP", given.has("top-p") ? text(path + ".top-p", given.get("top-p")) : "1");
  }

  private JsonNode rebalance() throws Failure {
    onlyKeys(with, WITH, Set.of("targets", "band", "lean", "venue"));
    JsonNode targets = required(with, WITH, "targets");
    if (!targets.isObject() || targets.isEmpty()) {
      throw names.wrong(WITH + ".targets", "must be shares by token, like {WETH: \"60%\"}");
    }
    ArrayNode list = resolved.putArray("targets");
    for (Map.Entry<String, JsonNode> target : targets.properties()) {
      String path = WITH + ".targets." + target.getKey();
      list.addObject()
          .put("token", names.token(path, target.getKey()).address().hex())
          .put("bps", percent(path, target.getValue()));
    }
    resolved.put("bandBps", percent(WITH + ".band", required(with, WITH, "band")));
    resolved.put("leanBps", with.has("lean") ? percent(WITH + ".lean", with.get("lean")) : 0);
    if (with.has("venue")) {
      resolved.put("venue", text(WITH + ".venue", with.get("venue")));
    }
    return resolved;
  }

  private JsonNode trading(String strategy) throws Failure {
    onlyKeys(with, WITH, StrategyKeys.names(strategy));
    for (StrategyKeys.Key key : StrategyKeys.of(strategy)) {
      if (with.has(key.name()) || !key.absent().isEmpty()) {
        put(key, with.has(key.name()) ? with.get(key.name()) : absent(key));
      }
    }
    return resolved;
  }

  private JsonNode absent(StrategyKeys.Key key) throws Failure {
    if (key.absent().equals(StrategyKeys.NEEDED)) {
      return required(with, WITH, key.name());
    }
    JsonNodeFactory json = JsonNodeFactory.instance;
    return key.form() == StrategyKeys.Form.COUNT
        ? json.numberNode(Integer.parseInt(key.absent()))
        : json.stringNode(key.absent());
  }

  private void put(StrategyKeys.Key key, JsonNode value) throws Failure {
    String path = WITH + "." + key.name();
    switch (key.form()) {
      case PERCENT -> resolved.put(key.resolved(), percent(path, value));
      case COUNT -> resolved.put(key.resolved(), count(path, value));
      case PRICE -> resolved.put(key.resolved(), scaled(path, value, PRICE_DECIMALS).toString());
      case HUNDREDTHS ->
          resolved.put(key.resolved(), scaled(path, value, 2).min(MOST_HUNDREDTHS).intValueExact());
      case WORD -> resolved.put(key.resolved(), text(path, value));
      case TOKEN ->
          resolved.put(key.resolved(), names.token(path, text(path, value)).address().hex());
    }
  }

  private JsonNode dca() throws Failure {
    onlyKeys(with, WITH, DCA_KEYS);
    JsonNode spend = required(with, WITH, "spend");
    if (!spend.isObject() || spend.size() != 1) {
      throw names.wrong(WITH + ".spend", "must be an amount of one token, like {USDC: \"50\"}");
    }
    Map.Entry<String, JsonNode> amount = spend.properties().iterator().next();
    String path = WITH + ".spend." + amount.getKey();
    Manifest.Token token = names.token(path, amount.getKey());
    resolved
        .putObject("spend")
        .put("token", token.address().hex())
        .put("amount", units(path, amount.getValue(), token));
    String buy = text(WITH + ".buy", required(with, WITH, "buy"));
    resolved.put("buy", names.token(WITH + ".buy", buy).address().hex());
    resolved.put("every", with.has("every") ? seconds(WITH + ".every", with.get("every")) : 0L);
    if (with.has("venue")) {
      resolved.put("venue", text(WITH + ".venue", with.get("venue")));
    }
    return resolved;
  }

  private long seconds(String path, JsonNode value) throws Failure {
    Matcher matcher = DURATION.matcher(value.isString() ? value.stringValue() : "");
    if (!matcher.matches()) {
      throw names.wrong(path, "must be a duration like 90s, 30m, 1h or 1d");
    }
    return Durations.seconds(Long.parseLong(matcher.group(1)), matcher.group(2).charAt(0));
  }

  private int count(String path, JsonNode value) throws Failure {
    if (!value.isIntegralNumber() || !value.canConvertToInt()) {
      throw names.wrong(path, "must be a whole number without quotes");
    }
    return value.intValue();
  }

  private BigInteger scaled(String path, JsonNode value, int decimals) throws Failure {
    if (!value.isString() || !AMOUNT.matcher(value.stringValue()).matches()) {
      throw names.wrong(path, "must be a quoted decimal such as \"2.5\"");
    }
    BigDecimal scaled = new BigDecimal(value.stringValue()).movePointRight(decimals);
    if (scaled.stripTrailingZeros().scale() > 0) {
      throw names.wrong(path, "has more than " + decimals + " decimals");
    }
    return scaled.toBigIntegerExact();
  }

  private JsonNode payroll() throws Failure {
    onlyKeys(with, WITH, Set.of("payments", "day", "date"));
    JsonNode payments = required(with, WITH, "payments");
    if (!payments.isArray() || payments.isEmpty()) {
      throw names.wrong(WITH + ".payments", "must be a list of {to, token, amount}");
    }
    ArrayNode list = resolved.putArray("payments");
    for (int i = 0; i < payments.size(); i++) {
      String path = WITH + ".payments[" + i + "]";
      JsonNode payment = payments.get(i);
      onlyKeys(payment, path, Set.of("to", "token", "amount"));
      Manifest.Token token =
          names.token(path + ".token", text(path + ".token", required(payment, path, "token")));
      String to = text(path + ".to", required(payment, path, "to"));
      list.addObject()
          .put("to", names.recipient(path + ".to", to).hex())
          .put("token", token.address().hex())
          .put("amount", units(path + ".amount", required(payment, path, "amount"), token));
    }
    for (String when : List.of("day", "date")) {
      if (with.has(when)) {
        resolved.set(when, with.get(when));
      }
    }
    return resolved;
  }

  private String units(String path, JsonNode amount, Manifest.Token token) throws Failure {
    if (!amount.isString() || !AMOUNT.matcher(amount.stringValue()).matches()) {
      throw names.wrong(
          path, "must be a quoted decimal in whole " + token.symbol() + ", such as \"40\"");
    }
    return names.units(path, new BigDecimal(amount.stringValue()), token).toString();
  }

  private int percent(String path, JsonNode value) throws Failure {
    Matcher matcher = PERCENT.matcher(value.isString() ? value.stringValue() : "");
    if (!matcher.matches()) {
      throw names.wrong(path, "must be a percentage like \"60%\" or \"0.25%\"");
    }
    String hundredths = matcher.group(2) == null ? "" : matcher.group(2);
    int bps =
        Integer.parseInt(matcher.group(1)) * 100
            + Integer.parseInt((hundredths + "00").substring(0, 2));
    if (bps > 10_000) {
      throw names.wrong(path, "is more than 100%");
    }
    return bps;
  }

  private String text(String path, JsonNode value) throws Failure {
    if (!value.isString()) {
      throw names.wrong(path, "must be text");
    }
    return value.stringValue();
  }

  private JsonNode required(JsonNode object, String path, String key) throws Failure {
    JsonNode value = object.get(key);
    if (value == null) {
      throw names.wrong(path, "has no \"" + key + "\", which it needs");
    }
    return value;
  }

  private void onlyKeys(JsonNode object, String path, Set<String> keys) throws Failure {
    if (!object.isObject()) {
      throw names.wrong(path, "must be a block of keys");
    }
    for (String key : object.propertyNames()) {
      if (!keys.contains(key)) {
        throw names.wrong(
            path + "." + key, "is not known" + Spelling.hint(key, new java.util.TreeSet<>(keys)));
      }
    }
  }
}
