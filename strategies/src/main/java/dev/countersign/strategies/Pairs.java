package dev.countersign.strategies;

import static dev.countersign.strategies.Reading.pattern;

import java.util.Locale;
import java.util.Optional;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;

/**
 * What stands side by side belongs to one call: "half the usdc for dai" is that swap, and "alice 5
 * dai" that transfer, even where another call has the same amount.
 */
final class Pairs {
  private static final String ARROW = "(?:to|into|->|=>|-->|over to|over into|against|for)";
  private static final String SOLD =
      "(?:(?:(?:is|are|shall|should|must) )?(?:to )?(?:hereby )?(?:be )?(?:hereby )?"
          + "(?:swapped|converted|exchanged|changed|turned|moved|traded|sold|flipped|sent|paid) )?";
  private static final String OURS = "(?:the |some |more |my |our )*";
  private static final String GETS =
      "(?:\\s*:|\\s+(?:gets?|needs|receives|should get|is owed|is due|has to get|have))?"
          + "(?:\\s+(?:his|her|their|the|a|another|exactly|just|my|our))*\\s+$";

  private final Comparison comparison;
  private final Pattern becoming;
  private final Pattern going;

  private Pairs(Comparison comparison) {
    this.comparison = comparison;
    Lexicon lexicon = comparison.lexicon();
    String amount =
        "\\s*(?:of |in |worth of |lot of )?(?:(?:my|our|the|whole|entire|all|of) )*"
            + "(?:("
            + lexicon.token()
            + ")\\s+|(?:it|them)\\s+)?"
            + SOLD
            + ARROW
            + "\\s+"
            + OURS;
    this.becoming = pattern(amount + "(" + lexicon.token() + ")\\b(?! worth)");
    this.going = pattern(amount + "(" + lexicon.names() + ")");
  }

  static Optional<String> objection(Comparison comparison) {
    Pairs pairs = new Pairs(comparison);
    for (Mention mention : comparison.mentions().wanted()) {
      Optional<String> objection = pairs.becoming(mention).or(() -> pairs.going(mention));
      if (objection.isPresent()) {
        return objection;
      }
    }
    return Optional.empty();
  }

  private Optional<String> becoming(Mention mention) {
    Optional<MatchResult> match = comparison.reading().after(mention.end(), becoming);
    if (match.isEmpty()) {
      return Optional.empty();
    }
    Optional<String> from = token(match.get(), 1);
    Optional<String> to = token(match.get(), 2);
    boolean done =
        Planned.swaps(comparison.calls()).stream()
            .anyMatch(
                swap ->
                    swap.amount().equals(mention.value())
                        && Optional.of(swap.to()).equals(to)
                        && from.map(swap.from()::equals).orElse(true));
    return done ? Optional.empty() : Optional.of(said(mention, match.get()));
  }

  private Optional<String> going(Mention mention) {
    Optional<MatchResult> match = comparison.reading().after(mention.end(), going);
    if (match.isEmpty()) {
      return named(mention);
    }
    return pays(mention, token(match.get(), 1), match.get().group(2))
        ? Optional.empty()
        : Optional.of(said(mention, match.get()));
  }

  /** The name right before it, where none comes behind. */
  private Optional<String> named(Mention mention) {
    for (String name : comparison.lexicon().recipients()) {
      if (comparison.reading().before(mention.start(), pattern(Lexicon.name(name) + GETS))
          && !pays(
              mention, Neighbours.behind(comparison, mention), name.toLowerCase(Locale.ROOT))) {
        return Optional.of("said of " + name + ": " + mention.value());
      }
    }
    return Optional.empty();
  }

  private boolean pays(Mention mention, Optional<String> token, String name) {
    return comparison.reading().text().contains("respectively")
        || Planned.transfers(comparison.calls()).stream()
            .anyMatch(
                transfer ->
                    transfer.amount().equals(mention.value())
                        && token.map(transfer.token()::equals).orElse(true)
                        && pattern(Lexicon.name(transfer.to())).matcher(name).matches());
  }

  private Optional<String> token(MatchResult match, int group) {
    return Optional.ofNullable(match.group(group)).flatMap(comparison.lexicon()::canonical);
  }

  private static String said(Mention mention, MatchResult match) {
    return "said of " + mention.value() + ": " + match.group().strip();
  }
}
