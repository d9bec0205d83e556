package dev.countersign.runtime.agent;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;

/** Every key of an agent file, by the block it stands in. The JSON Schema is compared with this. */
final class AgentKeys {
  static final Map<String, Set<String>> BLOCKS = new LinkedHashMap<>();

  static final Set<String> FILE =
      block(
          "",
          "agent",
          "description",
          "mode",
          "network",
          "account",
          "schedule",
          "observe",
          "decide",
          "policy",
          "verify",
          "instructors");
  static final Set<String> SCHEDULE =
      block(
          "schedule",
          "cron",
          "every",
          "on",
          "timezone",
          "misfire",
          "overlap",
          "deadline",
          "jitter");
  static final Set<String> OBSERVE = block("observe[]", "candles", "balances");
  static final Set<String> CANDLES =
      block("observe[].candles", "pair", "interval", "count", "source");
  static final Set<String> DECIDE =
      block("decide", "model", "strategy", "with", "prompt", "tools", "max-turns");
  static final Set<String> POLICY =
      block(
          "policy",
          "tokens",
          "recipients",
          "max-per-action",
          "max-per-day",
          "max-gas",
          "max-slippage-bps",
          "max-price-impact-bps",
          "price-check",
          "protections",
          "min-interval");
  static final Set<String> GAS = block("policy.max-gas", "per-action", "per-day");
  static final Set<String> PRICE_CHECK =
      block("policy.price-check", "sources", "max-deviation-bps");
  static final Set<String> PROTECTIONS =
      block(
          "policy.protections",
          "stop-loss-bps",
          "take-profit-bps",
          "max-drawdown-bps",
          "max-daily-loss-bps",
          "cooldown",
          "max-open");
  static final Set<String> VERIFY = block("verify", "profile", "quorum");

  private AgentKeys() {}

  private static Set<String> block(String path, String... keys) {
    Set<String> set = new LinkedHashSet<>(Arrays.asList(keys));
    BLOCKS.put(path, set);
    return set;
  }
}
