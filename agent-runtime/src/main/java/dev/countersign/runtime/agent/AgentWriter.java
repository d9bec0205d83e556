package dev.countersign.runtime.agent;

import dev.countersign.receipt.Bytes32;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Writes an agent as the file that reads back to it. Strings are JSON strings, which are YAML. */
final class AgentWriter {
  private static final JsonMapper JSON = new JsonMapper();

  private final StringBuilder out = new StringBuilder();

  private AgentWriter() {}

  static String yaml(Agent agent) {
    AgentWriter writer = new AgentWriter();
    writer.head(agent);
    writer.schedule(agent.schedule());
    writer.observe(agent.observe());
    writer.decide(agent.decide());
    writer.policy(agent.policy());
    writer.line("verify:");
    writer.line("  profile: " + word(agent.verify().profile()));
    writer.line("  quorum: " + agent.verify().quorum() + " of " + agent.verify().of());
    if (!agent.instructors().isEmpty()) {
      writer.line("instructors: " + list(agent.instructors().stream().map(Bytes32::hex).toList()));
    }
    return writer.out.toString();
  }

  private void head(Agent agent) {
    line("agent: " + quoted(agent.name()));
    if (!agent.description().isEmpty()) {
      line("description: " + quoted(agent.description()));
    }
    line("mode: " + word(agent.mode()));
    line("network: " + quoted(agent.network()));
    line("account: " + quoted(agent.account()));
  }

  private void schedule(Agent.Schedule schedule) {
    line("schedule:");
    switch (schedule.trigger()) {
      case Agent.OnRequest request -> {}
      case Agent.OnBlock block -> line("  on: block");
      case Agent.Every every -> line("  every: " + Durations.text(every.seconds()));
      case Agent.Cron cron -> {
        line("  cron: " + quoted(cron.expression()));
        line("  timezone: " + quoted(cron.timezone()));
      }
    }
    line("  misfire: " + word(schedule.misfire()));
    line("  overlap: " + word(schedule.overlap()));
    line("  deadline: " + Durations.text(schedule.deadline()));
    line("  jitter: " + Durations.text(schedule.jitter()));
  }

  private void observe(List<Agent.Observe> observe) {
    line(observe.isEmpty() ? "observe: []" : "observe:");
    for (Agent.Observe what : observe) {
      switch (what) {
        case Agent.Candles candles ->
            line(
                "  - candles: {pair: "
                    + quoted(candles.base() + "/" + candles.quote())
                    + ", interval: "
                    + Durations.text(candles.interval())
                    + ", count: "
                    + candles.count()
                    + ", source: "
                    + quoted(candles.source())
                    + "}");
        case Agent.Balances balances -> line("  - balances: " + list(balances.tokens()));
      }
    }
  }

  private void decide(Agent.Decide decide) {
    line("decide:");
    if (!decide.model().equals(Agent.Decide.NONE)) {
      line("  model: " + quoted(decide.model()));
    }
    if (!decide.strategy().equals(Agent.Decide.NONE)) {
      line("  strategy: " + quoted(decide.strategy()));
    }
    line("  with: " + json(decide.with()));
    if (!decide.prompt().isEmpty()) {
      line("  prompt: " + quoted(decide.prompt()));
    }
    line("  tools: " + list(decide.tools()));
    line("  max-turns: " + decide.maxTurns());
  }

  private void policy(Agent.Policy policy) {
    line("policy:");
    line("  tokens: " + list(policy.tokens()));
    List<String> recipients = new ArrayList<>();
    policy
        .recipients()
        .forEach((name, to) -> recipients.add(quoted(name) + ": " + quoted(to.checksummed())));
    line("  recipients: {" + String.join(", ", recipients) + "}");
    line("  max-per-action: " + amounts(policy.maxPerAction()));
    line("  max-per-day: " + amounts(policy.maxPerDay()));
    line(
        "  max-gas: {per-action: "
            + amount(policy.maxGas().perAction())
            + ", per-day: "
            + amount(policy.maxGas().perDay())
            + "}");
    line("  max-slippage-bps: " + policy.maxSlippageBps());
    line("  max-price-impact-bps: " + policy.maxPriceImpactBps());
    if (!policy.priceCheck().equals(Agent.PriceCheck.NONE)) {
      line(
          "  price-check: {sources: "
              + list(policy.priceCheck().sources())
              + ", max-deviation-bps: "
              + policy.priceCheck().maxDeviationBps()
              + "}");
    }
    protections(policy.protections());
    line("  min-interval: " + Durations.text(policy.minInterval()));
  }

  private void protections(Agent.Protections rules) {
    line("  protections:");
    line("    stop-loss-bps: " + rules.stopLossBps());
    line("    take-profit-bps: " + rules.takeProfitBps());
    line("    max-drawdown-bps: " + rules.maxDrawdownBps());
    line("    max-daily-loss-bps: " + rules.maxDailyLossBps());
    line("    cooldown: " + Durations.text(rules.cooldown()));
    line("    max-open: " + rules.maxOpen());
  }

  private void line(String text) {
    out.append(text).append('\n');
  }

  private static String word(Enum<?> value) {
    return value.name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  private static String list(List<String> texts) {
    return "[" + String.join(", ", texts.stream().map(AgentWriter::quoted).toList()) + "]";
  }

  private static String amounts(Map<String, BigDecimal> amounts) {
    List<String> parts = new ArrayList<>();
    amounts.forEach((symbol, amount) -> parts.add(quoted(symbol) + ": " + amount(amount)));
    return "{" + String.join(", ", parts) + "}";
  }

  private static String amount(BigDecimal amount) {
    return quoted(amount.toPlainString());
  }

  private static String quoted(String text) {
    return JSON.writeValueAsString(text);
  }

  private static String json(JsonNode node) {
    return JSON.writeValueAsString(node);
  }
}
