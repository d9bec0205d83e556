package dev.countersign.strategies;

import static dev.countersign.strategies.Reading.pattern;

import java.util.List;
import java.util.Optional;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;

/** "Buy 2 weth" asks for an exact result, which no call here gives; "2 weth worth of" does not. */
final class Purchases {
  private static final Optional<String> OBJECTION = Optional.of("an exact purchase");
  private static final String DETERMINERS =
      "(?:(?:me|us|exactly|another|a|an|the|these|those|my|our|total|amount|sum|of|just|some"
          + "|precisely|up) )*";
  private static final Pattern BUY =
      pattern(
          "\\b(?:buy|buying|purchase|acquire|get|grab|obtain|order|fetch|pick up|snag)\\s+"
              + DETERMINERS
              + "$");
  private static final Pattern SOLD =
      pattern(
          "\\s+(?:(?:swapped|converted|exchanged|changed|turned|moved|traded|sold|flipped|over)\\b"
              + "|(?:in|into|to)\\s)");
  private static final Pattern NEED =
      pattern("\\b(?:need|needs|want|wants|like)\\s+" + DETERMINERS + "$");
  private static final Pattern TO_BE_SOLD =
      pattern(
          "\\s+(?:(?:to be )?(?:swapped|converted|exchanged|changed|turned|moved|traded|sold|flipped"
              + "|put|over)\\b|(?:in|into|to)\\s)");

  private Purchases() {}

  static Optional<String> objection(Comparison comparison) {
    Patterns patterns = Patterns.of(comparison.lexicon().token());
    for (Mention mention : comparison.mentions().found()) {
      List<Planned.Swap> swaps =
          Planned.swaps(comparison.calls()).stream()
              .filter(swap -> swap.amount().equals(mention.value()))
              .toList();
      Optional<MatchResult> named = comparison.reading().after(mention.end(), patterns.named());
      if (mention.share() || swaps.isEmpty() || named.isEmpty()) {
        continue;
      }
      Optional<String> token = comparison.lexicon().canonical(named.get().group(1));
      boolean sold =
          token.isPresent() && swaps.stream().anyMatch(s -> s.from().equals(token.get()));
      if (sold && bought(comparison.reading(), patterns, mention.start(), named.get().end())) {
        return OBJECTION;
      }
    }
    return Optional.empty();
  }

  private static boolean bought(Reading reading, Patterns patterns, int start, int end) {
    return (reading.before(start, BUY) && reading.after(end, SOLD).isEmpty())
        || (reading.before(start, NEED) && reading.after(end, TO_BE_SOLD).isEmpty())
        || reading.before(start, patterns.sell())
        || reading.findAfter(end, patterns.payWith()).isPresent();
  }

  private record Patterns(Pattern named, Pattern sell, Pattern payWith) {
    static Patterns of(String token) {
      return new Patterns(
          pattern(
              "\\s*,?\\s*(?:(?:in|of|worth of|units of|my|our|the) |\\()*("
                  + token
                  + ")\\b(?! worth)"),
          pattern(
              "\\b(?:swap|convert|exchange|trade|sell|change|turn|flip|move|use|spend)\\w*\\s+"
                  + "(?:[a-z]+\\s+){0,4}?(?:"
                  + token
                  + ")\\s+(?:to|into|for|to get|to buy|to have)\\s+"
                  + DETERMINERS
                  + "$"),
          pattern(
              "\\bpay(?:ing)? with\\b|\\bto get (?:it|them|that)\\b"
                  + "|\\b(?:sell|use) (?:(?:the|our|my|some) )?(?:"
                  + token
                  + ")(?: for it)?[.!]*$"));
    }
  }
}
