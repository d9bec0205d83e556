package dev.countersign.strategies;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.MatchResult;

/** Nobody stands where a recipient stands who is not one. */
final class Strangers {
  /** Words that may stand where a name could. */
  static final Set<String> PLAIN_WORDS = Set.copyOf(WordLists.lines("plain.txt"));

  private static final String NUMBER = "(?:\\d|half|quarter|all\\b)";
  private static final String ARTICLE = "(?:(?:the|our|my|to|for) )*";
  private static final String OURS = "(?:(?:the|our|my) )*";
  private static final String EXACTLY = "(?:(?:his|her|their|the|a|another|exactly|just) )*";

  private Strangers() {}

  static Optional<String> objection(Comparison comparison) {
    if (Planned.transfers(comparison.calls()).isEmpty()) {
      return Optional.empty();
    }
    Set<String> known = comparison.lexicon().words();
    for (String spot : spots(comparison.lexicon())) {
      for (MatchResult match : comparison.reading().all(Reading.pattern(spot))) {
        String word = match.group(1);
        if (!known.contains(word)
            && !known.contains(word.replaceFirst("s+$", ""))
            && !PLAIN_WORDS.contains(word)) {
          return Optional.of("somebody unknown: " + word);
        }
      }
    }
    return Optional.empty();
  }

  private static List<String> spots(Lexicon lexicon) {
    String token = "(?:" + lexicon.token() + ")";
    List<String> spots = new ArrayList<>();
    spots.add(
        "\\b(?:pay|send|give|wire|tip|reimburse|refund|repay|hand|slip|owe|lend|transfer|and|plus|then)"
            + "\\s+"
            + ARTICLE
            + "([a-z]+)(?:'s)?\\s+"
            + EXACTLY
            + NUMBER);
    spots.add(
        "[,;:&\\n]\\s*(?:- |\\* )?"
            + ARTICLE
            + "([a-z]+)\\s*:?\\s*\\d[\\d,.]*\\s*"
            + token
            + "\\b");
    spots.add("\\d\\s*" + token + "\\s*(?:to|->|=>)\\s+" + OURS + "([a-z]+)");
    spots.add(
        "\\b([a-z]+)\\s+(?:gets?|needs|receives|should get|is owed|is due|has to get)\\s+"
            + EXACTLY
            + NUMBER);
    spots.add("\\b(?:same|ditto|likewise|too|and|as well)\\s+(?:for|to)\\s+" + OURS + "([a-z]+)");
    if (!lexicon.recipients().isEmpty()) {
      spots.add(
          "(?:"
              + lexicon.names()
              + ")\\s*(?:,|and|&|plus)\\s+"
              + OURS
              + "([a-z]+)\\s*(?:$|[.;!?]|each\\b|apiece\\b|both\\b|my\\b|our\\b|th[eo]se\\b|the\\b|\\d)");
    }
    return spots;
  }
}
