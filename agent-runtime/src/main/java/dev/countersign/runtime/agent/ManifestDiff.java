package dev.countersign.runtime.agent;

import dev.countersign.receipt.Address;
import dev.countersign.receipt.Manifest;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import tools.jackson.databind.JsonNode;

/** What differs between two manifests of one agent, for a person who knows the agent file. */
public final class ManifestDiff {
  private ManifestDiff() {}

  /**
   * A value that changed.
   *
   * @param key where it stands, in the words of the agent file where they have some
   * @param before empty where there was nothing
   * @param after empty where there is nothing any more
   */
  public record Change(String key, String before, String after) {
    @Override
    public String toString() {
      String from = before.isEmpty() ? "nothing" : before;
      return key + ": " + from + " -> " + (after.isEmpty() ? "nothing" : after);
    }
  }

  /** Every value that changed, in the manifest's order. */
  public static List<Change> between(Manifest before, Manifest after) {
    Map<String, String> old = values(before);
    Map<String, String> young = values(after);
    Set<String> keys = new LinkedHashSet<>(old.keySet());
    keys.addAll(young.keySet());
    List<Change> changes = new ArrayList<>();
    for (String key : keys) {
      String from = old.getOrDefault(key, "");
      String to = young.getOrDefault(key, "");
      if (!from.equals(to)) {
        changes.add(new Change(key, from, to));
      }
    }
    return changes;
  }

  private static Map<String, String> values(Manifest manifest) {
    Map<String, String> values = new LinkedHashMap<>();
    Manifest.Policy policy = manifest.policy();
    for (Manifest.Limit limit : policy.tokens()) {
      String symbol = symbol(manifest, limit.token());
      values.put("max-per-action " + symbol, whole(manifest, limit.token(), limit.maxPerAction()));
      values.put("max-per-day " + symbol, whole(manifest, limit.token(), limit.maxPerDay()));
    }
    for (Manifest.Recipient recipient : policy.recipients()) {
      values.put("recipient " + recipient.name(), recipient.address().checksummed());
    }
    values.put("max-gas per action", whole(manifest, Address.ZERO, policy.maxGasPerAction()));
    values.put("max-gas per day", whole(manifest, Address.ZERO, policy.maxGasPerDay()));
    flatten("", manifest.toJson(), values);
    return values;
  }

  /** Everything else by its path, so that no change is hidden. */
  private static void flatten(String path, JsonNode node, Map<String, String> values) {
    if (path.equals("policy.tokens")
        || path.equals("policy.recipients")
        || path.equals("policy.maxGasPerAction")
        || path.equals("policy.maxGasPerDay")) {
      return;
    }
    if (node.isObject()) {
      node.properties()
          .forEach(
              field ->
                  flatten(
                      path.isEmpty() ? field.getKey() : path + "." + field.getKey(),
                      field.getValue(),
                      values));
    } else if (node.isArray()) {
      for (int i = 0; i < node.size(); i++) {
        flatten(path + "[" + i + "]", node.get(i), values);
      }
    } else {
      values.put(path, node.asString());
    }
  }

  private static String symbol(Manifest manifest, Address token) {
    return manifest.token(token).map(Manifest.Token::symbol).orElse(token.hex());
  }

  private static String whole(Manifest manifest, Address token, BigInteger amount) {
    int decimals =
        token.equals(Address.ZERO)
            ? Network.NATIVE_DECIMALS
            : manifest.token(token).map(Manifest.Token::decimals).orElse(0);
    BigDecimal whole = new BigDecimal(amount, decimals);
    return whole.signum() == 0 ? "0" : whole.stripTrailingZeros().toPlainString();
  }
}
