package dev.countersign.strategies;

import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** Every amount that is said is used as often as it is said, and no other. */
final class AmountWords {
  static final Pattern REPEATED =
      Reading.pattern(
          "\\b(?:each|apiece|a piece|both|same|too|as well|likewise|ditto|as much|also)\\b");
  private static final Pattern EACH =
      Reading.pattern("\\b(?:each|apiece|a piece|both of them|respectively)\\b");
  private static final Pattern BEHIND = Reading.pattern("\\s+(?:of )?(?:(?:the|our|my) )?([a-z]+)");

  private AmountWords() {}

  static Optional<String> objection(Comparison comparison) {
    Mentions mentions = comparison.mentions();
    if (!mentions.strange().isEmpty()) {
      return Optional.of("a number that is no amount: " + mentions.strange().getFirst());
    }
    return counted(comparison).or(() -> unknown(comparison)).or(() -> each(comparison));
  }

  private static Set<String> values(Iterable<Mention> mentions) {
    Set<String> values = new LinkedHashSet<>();
    mentions.forEach(mention -> values.add(mention.value()));
    return values;
  }

  private static Optional<String> counted(Comparison comparison) {
    Mentions mentions = comparison.mentions();
    List<Mention> wanted = mentions.wanted();
    List<String> used = comparison.calls().stream().map(Planned::amount).toList();
    Set<String> back =
        mentions.found().stream()
            .filter(mentions.gone()::contains)
            .map(Mention::value)
            .collect(Collectors.toCollection(LinkedHashSet::new));
    back.removeAll(values(wanted));
    for (String value : back) {
      if (used.contains(value)) {
        return Optional.of("an amount that was taken back: " + value);
      }
    }
    boolean repeats = comparison.reading().find(REPEATED, comparison.reading().text()).isPresent();
    for (String value : values(wanted)) {
      long said = wanted.stream().filter(mention -> mention.value().equals(value)).count();
      int done = Collections.frequency(used, value);
      if (done == 0) {
        return Optional.of("amount not used: " + value);
      }
      if (done > said && !repeats) {
        return Optional.of("amount used more often than said: " + value);
      }
      if (done < said && !value.endsWith("%")) {
        return Optional.of("amount used less often than said: " + value);
      }
    }
    return used.stream()
        .filter(value -> !values(wanted).contains(value))
        .findFirst()
        .map(value -> "amount not said: " + value);
  }

  private static Optional<String> unknown(Comparison comparison) {
    Set<String> known = comparison.lexicon().words();
    for (Mention mention : comparison.mentions().wanted()) {
      Optional<MatchResult> behind = comparison.reading().after(mention.end(), BEHIND);
      if (behind.isPresent() && !mention.value().equals("100%")) {
        String word = behind.get().group(1);
        if (!known.contains(word) && !Strangers.PLAIN_WORDS.contains(word)) {
          return Optional.of("an amount of something unknown: " + word);
        }
      }
    }
    return Optional.empty();
  }

  private static Optional<String> each(Comparison comparison) {
    boolean each = comparison.reading().find(EACH, comparison.reading().text()).isPresent();
    return each && comparison.calls().size() < 2 ? Optional.of("each of one") : Optional.empty();
  }
}
