package dev.countersign.strategies;

import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;
import java.util.regex.MatchResult;
import java.util.stream.Stream;

/**
 * What an instruction names, each in the order of its first mention; all that a planner is offered.
 *
 * @param amounts decimals and shares, none of them zero
 * @param symbols of the policy's tokens
 * @param recipients of the policy, by name
 */
record Offered(List<String> amounts, List<String> symbols, List<String> recipients) {
  /** Nothing: from an instruction that is not read. */
  static final Offered NOTHING = new Offered(List.of(), List.of(), List.of());

  static Offered in(Reading reading) {
    Lexicon lexicon = reading.lexicon();
    return new Offered(
        Mentions.in(reading).amounts(),
        named(
            reading,
            lexicon.symbols(),
            symbol -> lexicon.spellings(symbol).stream().map(Lexicon::mention)),
        named(reading, lexicon.recipients(), name -> Stream.of(Lexicon.name(name))));
  }

  private static List<String> named(
      Reading reading, List<String> candidates, Function<String, Stream<String>> patterns) {
    return candidates.stream()
        .flatMap(
            candidate ->
                patterns
                    .apply(candidate)
                    .flatMap(pattern -> reading.find(pattern).stream())
                    .map(MatchResult::start)
                    .min(Comparator.naturalOrder())
                    .map(start -> Map.entry(start, candidate))
                    .stream())
        .sorted(Map.Entry.comparingByKey())
        .map(entry -> Objects.requireNonNull(entry.getValue()))
        .toList();
  }
}
