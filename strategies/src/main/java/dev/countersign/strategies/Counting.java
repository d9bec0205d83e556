package dev.countersign.strategies;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * Numbers that count items do count them, and an amount that is used more often than it is said is
 * used alike each time.
 */
final class Counting {
  /** As {@link AmountWords#REPEATED}, but "also" alone repeats nothing. */
  private static final Pattern REPEATED =
      Reading.pattern("\\b(?:each|apiece|a piece|both|same|too|as well|likewise|ditto|as much)\\b");

  private static final Pattern EACH = Reading.pattern("\\b(?:each|apiece|a piece)\\b");
  private static final int EACH_BEFORE = 12;
  private static final int EACH_BEHIND = 20;

  private Counting() {}

  static Optional<String> objection(Comparison comparison) {
    return markers(comparison).or(() -> repeats(comparison));
  }

  /** One, two, three, and before anything else; otherwise they might be amounts. */
  private static Optional<String> markers(Comparison comparison) {
    List<Mention> markers = comparison.mentions().markers();
    if (markers.isEmpty()) {
      return Optional.empty();
    }
    boolean inOrder = markers.size() > 1;
    for (int i = 0; i < markers.size(); i++) {
      inOrder = inOrder && markers.get(i).value().equals(String.valueOf(i + 1));
    }
    int first = markers.getFirst().start();
    Reading reading = comparison.reading();
    boolean late =
        comparison.mentions().found().stream().anyMatch(mention -> mention.start() < first)
            || comparison.lexicon().recipients().stream()
                .anyMatch(name -> reading.before(first, Reading.pattern(Lexicon.name(name))));
    return inOrder && !late
        ? Optional.empty()
        : Optional.of("a number that counts no items: " + markers.getFirst().value());
  }

  private static Optional<String> repeats(Comparison comparison) {
    for (String value : comparison.mentions().amounts()) {
      List<Planned> calls =
          comparison.calls().stream().filter(call -> call.amount().equals(value)).toList();
      long said =
          comparison.mentions().wanted().stream().filter(m -> m.value().equals(value)).count();
      if (calls.size() > said && !alike(comparison, calls, said)) {
        return Optional.of("an amount that is not clearly repeated: " + value);
      }
    }
    return Optional.empty();
  }

  /** Whether "each" stands near such an amount. */
  private static boolean each(Comparison comparison, String value) {
    String text = comparison.reading().text();
    return comparison.mentions().wanted().stream()
        .filter(mention -> mention.value().equals(value))
        .anyMatch(
            mention ->
                comparison
                    .reading()
                    .find(
                        EACH,
                        text.substring(
                            Math.max(0, mention.start() - EACH_BEFORE),
                            Math.min(text.length(), mention.end() + EACH_BEHIND)))
                    .isPresent());
  }

  private static boolean alike(Comparison comparison, List<Planned> calls, long said) {
    Set<String> amounts =
        Planned.transfers(comparison.calls()).stream()
            .map(Planned.Transfer::amount)
            .collect(Collectors.toSet());
    boolean oneToken = said > 1 || calls.stream().map(Planned::spent).distinct().count() == 1;
    boolean swapsOnly = Planned.transfers(calls).isEmpty();
    boolean transfersOnly =
        Planned.swaps(calls).isEmpty()
            && (amounts.size() == 1 || each(comparison, calls.getFirst().amount()));
    return comparison.mentions().gone().isEmpty()
        && comparison.reading().find(REPEATED, comparison.reading().text()).isPresent()
        && oneToken
        && (swapsOnly || transfersOnly);
  }
}
