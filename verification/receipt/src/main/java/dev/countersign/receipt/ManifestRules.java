package dev.countersign.receipt;

import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import java.util.regex.Pattern;

/** What a manifest must satisfy by itself. */
final class ManifestRules {
  private static final Pattern NAME = Pattern.compile("[a-z0-9][a-z0-9-]{0,62}");

  private ManifestRules() {}

  static void check(
      int version,
      String name,
      List<Manifest.Token> tokens,
      List<Manifest.Venue> venues,
      long deadline,
      long minInterval,
      int maxTurns,
      Manifest.Policy policy) {
    require(version == Manifest.VERSION, "the manifest's version is " + version + ", not 1");
    require(
        NAME.matcher(name).matches(),
        "an agent's name is [a-z0-9-], at most 63, not " + Hex.excerpt(name));
    require(
        deadline > 0 && deadline <= 86_400, "a deadline is 1 to 86400 seconds, not " + deadline);
    require(minInterval >= 0, "a min-interval is not negative: " + minInterval);
    require(maxTurns >= 1 && maxTurns <= 256, "max-turns is 1 to 256, not " + maxTurns);
    ascending(tokens, Manifest.Token::address, "tokens");
    ascending(policy.tokens(), Manifest.Limit::token, "policy tokens");
    ascending(policy.recipients(), Manifest.Recipient::address, "recipients");
    Set<String> names = new HashSet<>();
    for (Manifest.Venue venue : venues) {
      require(names.add(venue.name()), "two venues are named " + Hex.excerpt(venue.name()));
    }
  }

  /** A power of ten is taken of them, so that a large one would cost all memory there is. */
  static void decimals(int decimals) {
    require(decimals >= 0 && decimals <= 36, "decimals are 0 to 36, not " + decimals);
  }

  /** A uint24 in the routers' calldata. */
  static void fee(int fee) {
    require(fee >= 0 && fee < 1 << 24, "a venue's fee is 0 to 2^24 - 1, not " + fee);
  }

  private static <T> void ascending(List<T> list, Function<T, Address> key, String what) {
    Comparator<T> order = Comparator.comparing(key);
    for (int i = 1; i < list.size(); i++) {
      require(
          order.compare(list.get(i - 1), list.get(i)) < 0,
          what + " are not strictly ascending by address");
    }
  }

  private static void require(boolean holds, String sentence) {
    if (!holds) {
      throw new IllegalArgumentException(sentence);
    }
  }
}
