package dev.countersign.strategies;

import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;

/** The tokens that are used are those that are named, and no other token is named. */
final class TokenWords {
  private static final Pattern WORD = Reading.pattern("[a-z]+");

  /** What people call tokens and currencies. */
  private static final Set<String> SYMBOL_LIKE = Set.copyOf(WordLists.lines("symbols.txt"));

  private TokenWords() {}

  static Optional<String> objection(Comparison comparison) {
    Reading reading = comparison.reading();
    Lexicon lexicon = comparison.lexicon();
    if (Planned.swaps(comparison.calls()).stream()
        .anyMatch(swap -> swap.from().equals(swap.to()))) {
      return Optional.of("swap of a token for itself");
    }
    Set<String> used = new HashSet<>();
    comparison.calls().forEach(call -> used.addAll(call.tokens()));
    for (String symbol : lexicon.symbols()) {
      boolean named =
          lexicon.spellings(symbol).stream()
              .anyMatch(spelling -> reading.find(Lexicon.mention(spelling)).isPresent());
      if (named != used.contains(symbol)) {
        return Optional.of(
            "token " + symbol + " is " + (named ? "named and not used" : "used and not named"));
      }
    }
    Set<String> known = lexicon.tokenWords();
    return reading.all(WORD).stream()
        .map(MatchResult::group)
        .filter(word -> SYMBOL_LIKE.contains(word) && !known.contains(word))
        .findFirst()
        .map(word -> "token outside the policy: " + word);
  }
}
