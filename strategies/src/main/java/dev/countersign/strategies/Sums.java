package dev.countersign.strategies;

import java.math.BigDecimal;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;

/** Shares of one token add up to all of it at the most, and no call is made twice. */
final class Sums {
  private static final BigDecimal ALL = BigDecimal.valueOf(100);

  private Sums() {}

  static Optional<String> objection(Comparison comparison) {
    Map<String, BigDecimal> shares = new HashMap<>();
    for (Planned call : comparison.calls()) {
      if (call.amount().endsWith("%")) {
        shares.merge(call.spent(), Mention.number(call.amount()), BigDecimal::add);
      }
    }
    if (shares.values().stream().anyMatch(share -> share.compareTo(ALL) > 0)) {
      return Optional.of("more than all of it");
    }
    return new HashSet<>(comparison.calls()).size() < comparison.calls().size()
        ? Optional.of("the same call twice")
        : Optional.empty();
  }
}
