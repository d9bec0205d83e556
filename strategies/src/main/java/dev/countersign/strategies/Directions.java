package dev.countersign.strategies;

import static dev.countersign.strategies.Reading.pattern;

import java.util.List;
import java.util.Optional;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;

/** "250 usdc to weth" is a swap into weth, "250 usdc to alice" a transfer to alice. */
final class Directions {
  private static final String ARROW = "(?:to|into|->|=>|-->|over to|over into|against)";

  private Directions() {}

  static Optional<String> objection(Comparison comparison) {
    Lexicon lexicon = comparison.lexicon();
    String of =
        "\\s*(?:of |in |worth of )?(?:(?:my|our|the|whole|entire|all|of) )*(?:(?:"
            + lexicon.token()
            + ")\\s+)?"
            + ARROW
            + "\\s+(?:the |some |more |my |our )*";
    Pattern into = pattern(of + "(" + lexicon.token() + ")\\b(?! worth)");
    Pattern whom = pattern(of + "(" + lexicon.names() + ")");
    boolean respectively = comparison.reading().text().contains("respectively");
    for (Mention mention : comparison.mentions().wanted()) {
      List<Planned> those =
          comparison.calls().stream()
              .filter(call -> call.amount().equals(mention.value()))
              .toList();
      Optional<MatchResult> token = comparison.reading().after(mention.end(), into);
      if (token.isPresent() && !becomes(those, lexicon.canonical(token.get().group(1)))) {
        return Optional.of("said to become " + token.get().group(1));
      }
      Optional<MatchResult> name = comparison.reading().after(mention.end(), whom);
      if (name.isPresent() && !respectively && !goesTo(those, name.get().group(1))) {
        return Optional.of("said to go to " + name.get().group(1));
      }
    }
    return Optional.empty();
  }

  private static boolean becomes(List<Planned> calls, Optional<String> token) {
    return Planned.swaps(calls).stream().anyMatch(swap -> token.equals(Optional.of(swap.to())));
  }

  private static boolean goesTo(List<Planned> calls, String name) {
    return Planned.transfers(calls).stream()
        .anyMatch(transfer -> pattern(Lexicon.name(transfer.to())).matcher(name).matches());
  }
}
