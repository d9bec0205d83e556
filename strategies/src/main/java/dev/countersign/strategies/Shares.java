package dev.countersign.strategies;

import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * A share is one of the token behind it, and "half of it" of the token before it. Without either it
 * is one of the token of the amount before, and the first one of the token that is named first:
 * "half my weth for usdc and the other half for dai".
 */
final class Shares {
  private static final Pattern OF_IT = Reading.pattern("\\s+of (?:it|them|that|those)\\b");
  private static final String OF_WHAT =
      "\\s+(?:of|we hold in|i have in|we have in)\\s+(?:(?!to\\b|into\\b|for\\b)[a-z']+\\s+){0,6}?";

  private Shares() {}

  static Optional<String> objection(Comparison comparison) {
    Map<String, Set<Optional<String>>> said = new LinkedHashMap<>();
    Optional<String> last = Offered.in(comparison.reading()).symbols().stream().findFirst();
    for (Mention mention : comparison.mentions().wanted()) {
      Optional<String> before = last;
      last = own(comparison, mention).or(() -> before);
      if (mention.share()) {
        said.computeIfAbsent(mention.value(), value -> new HashSet<>()).add(last);
      }
    }
    for (Map.Entry<String, Set<Optional<String>>> entry : said.entrySet()) {
      Set<Optional<String>> spent =
          comparison.calls().stream()
              .filter(call -> call.amount().equals(entry.getKey()))
              .map(call -> Optional.of(call.spent()))
              .collect(Collectors.toSet());
      if (!spent.equals(entry.getValue())) {
        return Optional.of("it is not clear of which token to take " + entry.getKey());
      }
    }
    return Optional.empty();
  }

  private static Optional<String> own(Comparison comparison, Mention mention) {
    Reading reading = comparison.reading();
    String token = "(" + comparison.lexicon().token() + ")";
    if (mention.share() && reading.after(mention.end(), OF_IT).isPresent()) {
      return reading.all(Reading.pattern("(?<![a-z_-])" + token + "(?!\\w)")).stream()
          .filter(match -> match.end() <= mention.start())
          .reduce((first, second) -> second)
          .flatMap(match -> comparison.lexicon().canonical(match.group(1)));
    }
    return Neighbours.behind(comparison, mention)
        .or(
            () ->
                reading
                    .after(mention.end(), Reading.pattern(OF_WHAT + token + "\\b"))
                    .flatMap(match -> comparison.lexicon().canonical(match.group(1))));
  }
}
