package dev.countersign.strategies;

import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** The recipients who are paid are those who are named, and named as people to be paid. */
final class NameWords {
  private static final String RELATION =
      "(?:brother|sister|wife|husband|friend|mother|father|mom|mum|dad|son|daughter|boss|partner"
          + "|cousin|neighbou?r|kid|assistant|colleague|(?:new|old|other|second) (?:address|wallet|account))";
  private static final String ARTICLE = "(?:(?:the|our|my) )?";
  private static final String FROM =
      "(?<!invoice )(?<!bill )(?<!receipt )(?<!claim )(?<!ticket )\\bfrom " + ARTICLE;
  private static final String ASKED =
      "\\b(?:ask|tell|inform|remind|charge|bill|invoice|collect|let|block|decline) " + ARTICLE;
  private static final String TALE =
      " (?:already )?(?:sent|holds?|owns?|has (?!to\\b|been\\b|a\\b|asked\\b|done\\b)|received|got \\d"
          + "|wants to|plans|says we|could|may|might|would|was|were|will (?!get\\b|receive\\b|have\\b)"
          + "|swapped|sold|bought \\w+ with|owes|dreams)";

  private NameWords() {}

  static Optional<String> objection(Comparison comparison) {
    Set<String> used =
        Planned.transfers(comparison.calls()).stream()
            .map(Planned.Transfer::to)
            .collect(Collectors.toSet());
    for (String name : comparison.lexicon().recipients()) {
      Optional<String> objection = objection(comparison.reading(), name, used.contains(name));
      if (objection.isPresent()) {
        return objection;
      }
    }
    return Optional.empty();
  }

  private static Optional<String> objection(Reading reading, String name, boolean used) {
    String pattern = Lexicon.name(name);
    boolean named = reading.find(pattern).isPresent();
    if (named != used) {
      return Optional.of(
          "recipient " + name + " is " + (named ? "named and not used" : "used and not named"));
    }
    if (reading.find(pattern + " " + RELATION + "\\b").isPresent()) {
      return Optional.of("somebody of " + name);
    }
    if (reading.find(FROM + pattern).isPresent()) {
      return Optional.of("something from " + name);
    }
    if (reading.find(ASKED + pattern + "(?! (?:have|get|receive)\\b)(?!'s)").isPresent()) {
      return Optional.of("something else with " + name);
    }
    return reading.find(pattern + TALE).map(match -> "a tale of " + name);
  }
}
