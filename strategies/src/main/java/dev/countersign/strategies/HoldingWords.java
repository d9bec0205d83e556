package dev.countersign.strategies;

import java.util.List;
import java.util.Optional;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;

/**
 * Words that always hold: conditions, times, refusals, questions, tales, estimates, injections.
 *
 * <p>{@code wording/holding.txt} has a line for each: the kind, a tab, the pattern. What stands in
 * {@code wording/harmless.txt} is politeness and is left out before.
 */
final class HoldingWords {
  private static final Pattern HARMLESS =
      Reading.pattern(String.join("|", WordLists.lines("harmless.txt")));
  private static final Pattern CORRECTING =
      Reading.pattern("\\b(?:no|wait|actually|scratch that|not)\\b");
  private static final Pattern SENTENCE_END = Reading.pattern("[.!?;\\n](?!\\d)");
  private static final Pattern WEEKDAY =
      Reading.pattern(
          "\\b(?:on|by|before|until|from|this|starting|each|till) (?:the )?"
              + "(?:mon|tues|wednes|thurs|fri|satur|sun)day\\b(?!'?s)");
  private static final Pattern PAST =
      Reading.pattern(
          "\\b(?:covered|paid|fixed|brought|did|was|were|had|came|bought|fronted|helped|cleaned"
              + "|delivered|repaired|organised|asked|called)\\b");
  private static final List<Holding> HOLDING =
      WordLists.lines("holding.txt").stream().map(Holding::of).toList();

  private record Holding(String kind, Pattern pattern) {
    static Holding of(String line) {
      int tab = line.indexOf('\t');
      return new Holding(line.substring(0, tab), Reading.pattern(line.substring(tab + 1)));
    }
  }

  private HoldingWords() {}

  static Optional<String> objection(Comparison comparison) {
    Reading reading = comparison.reading();
    String masked = reading.text();
    for (String name : comparison.lexicon().recipients()) { // somebody may be called Max or Will
      masked = reading.without(Reading.pattern(Lexicon.name(name)), masked);
    }
    masked = reading.without(HARMLESS, masked);
    masked = withoutPastDays(reading, masked);
    if (!comparison.mentions().gone().isEmpty()) { // words of correction are not words of refusal
      masked = reading.without(CORRECTING, masked);
    }
    for (Holding holding : HOLDING) {
      Optional<MatchResult> match = reading.find(holding.pattern(), masked);
      if (match.isPresent()) {
        return Optional.of(holding.kind() + ": " + match.get().group().strip());
      }
    }
    return Optional.empty();
  }

  /** What was on Tuesday is no time to come. */
  private static String withoutPastDays(Reading reading, String masked) {
    String rest = masked;
    for (String sentence : SENTENCE_END.split(reading.text(), -1)) {
      if (reading.find(WEEKDAY, sentence).isPresent()
          && reading.find(PAST, sentence).isPresent()
          && Mentions.in(reading.part(sentence)).found().isEmpty()) {
        String part = sentence.strip();
        rest = rest.replace(part, reading.without(WEEKDAY, part));
      }
    }
    return rest;
  }
}
