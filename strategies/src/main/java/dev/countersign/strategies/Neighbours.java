package dev.countersign.strategies;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/** An amount with its token behind it is spent in that token. */
final class Neighbours {
  private Neighbours() {}

  static Optional<String> objection(Comparison comparison) {
    Map<String, List<Optional<String>>> said = new LinkedHashMap<>();
    for (Mention mention : comparison.mentions().wanted()) {
      said.computeIfAbsent(mention.value(), value -> new ArrayList<>())
          .add(behind(comparison, mention));
    }
    for (Map.Entry<String, List<Optional<String>>> entry : said.entrySet()) {
      String value = entry.getKey();
      if (entry.getValue().contains(Optional.<String>empty())) {
        continue;
      }
      List<String> tokens = entry.getValue().stream().flatMap(Optional::stream).toList();
      List<String> spent =
          comparison.calls().stream()
              .filter(call -> call.amount().equals(value))
              .map(Planned::spent)
              .toList();
      if (!new HashSet<>(spent).equals(new HashSet<>(tokens))) {
        return Optional.of(
            "amount "
                + value
                + " is of "
                + String.join(", ", tokens)
                + " and not of "
                + String.join(", ", spent));
      }
    }
    return Optional.empty();
  }

  /** The token of which it is an amount, where it stands right behind. */
  static Optional<String> behind(Comparison comparison, Mention mention) {
    Pattern pattern =
        Reading.pattern(
            "\\s*\\(?(?:of |worth of |units of |out of |from )?"
                + "(?:(?:all )?(?:of )?(?:my |our |the |whatever |what )*)?("
                + comparison.lexicon().token()
                + ")\\b");
    return comparison
        .reading()
        .after(mention.end(), pattern)
        .flatMap(match -> comparison.lexicon().canonical(match.group(1)));
  }
}
