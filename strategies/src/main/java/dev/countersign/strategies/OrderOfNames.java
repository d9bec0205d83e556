package dev.countersign.strategies;

import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.MatchResult;

/** Transfers of different amounts name amounts and recipients in the same order, or alternate. */
final class OrderOfNames {
  private OrderOfNames() {}

  static Optional<String> objection(Comparison comparison) {
    List<Planned.Transfer> transfers = Planned.transfers(comparison.calls());
    for (Planned.Transfer one : transfers) {
      for (Planned.Transfer other : transfers) {
        boolean apart = !one.amount().equals(other.amount()) && !one.to().equals(other.to());
        if (apart
            && Collections.disjoint(
                orders(amounts(comparison, one), amounts(comparison, other)),
                orders(names(comparison, one), names(comparison, other)))) {
          return Optional.of(
              "amounts and names are in another order: " + one.to() + ", " + other.to());
        }
      }
    }
    return Optional.empty();
  }

  private static List<Integer> amounts(Comparison comparison, Planned.Transfer transfer) {
    return comparison.mentions().wanted().stream()
        .filter(mention -> mention.value().equals(transfer.amount()))
        .map(Mention::start)
        .toList();
  }

  private static List<Integer> names(Comparison comparison, Planned.Transfer transfer) {
    return comparison.reading().all(Reading.pattern(Lexicon.name(transfer.to()))).stream()
        .map(MatchResult::start)
        .toList();
  }

  /** Whether some place of the first is before one of the second, and whether not. */
  private static Set<Boolean> orders(List<Integer> first, List<Integer> second) {
    Set<Boolean> orders = new HashSet<>();
    first.forEach(a -> second.forEach(b -> orders.add(a < b)));
    return orders;
  }
}
