package dev.countersign.strategies;

import static dev.countersign.strategies.Reading.pattern;

import java.util.List;
import java.util.Optional;
import java.util.regex.MatchResult;

/**
 * The first other token behind an amount, and before the next amount, is what it is swapped for:
 * "use 130 DAI to buy WETH and 70 USDC to buy DAI" are two swaps with different ends. Where no
 * other token stands there, the amount says nothing about it.
 */
final class Destinations {
  private Destinations() {}

  static Optional<String> objection(Comparison comparison) {
    for (Planned.Swap swap : Planned.swaps(comparison.calls())) {
      List<Mention> said =
          comparison.mentions().wanted().stream()
              .filter(mention -> mention.value().equals(swap.amount()))
              .toList();
      boolean fits =
          said.stream()
              .anyMatch(
                  mention -> behind(comparison, mention, swap).map(swap.to()::equals).orElse(true));
      if (!fits) {
        return Optional.of("something else stands behind " + swap.amount() + " than " + swap.to());
      }
    }
    return Optional.empty();
  }

  private static Optional<String> behind(
      Comparison comparison, Mention mention, Planned.Swap swap) {
    int next =
        comparison.mentions().wanted().stream()
            .mapToInt(Mention::start)
            .filter(start -> start > mention.start())
            .min()
            .orElse(Integer.MAX_VALUE);
    for (MatchResult token :
        comparison.reading().all(pattern("\\b(?:" + comparison.lexicon().token() + ")\\b"))) {
      Optional<String> symbol = comparison.lexicon().canonical(token.group());
      if (token.start() >= mention.end()
          && token.start() < next
          && !symbol.equals(Optional.of(swap.from()))) {
        return symbol;
      }
    }
    return Optional.empty();
  }
}
