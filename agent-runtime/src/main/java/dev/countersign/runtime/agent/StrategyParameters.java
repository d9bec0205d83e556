package dev.countersign.runtime.agent;

import dev.countersign.receipt.Manifest;
import java.math.BigDecimal;
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
  private static final String WITH = "decide.with";

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
      default -> decide.with();
    };
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
