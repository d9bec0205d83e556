package dev.countersign.strategies;

import java.util.List;
import java.util.Optional;

/**
 * An instruction held against calls.
 *
 * @param reading what was said
 * @param mentions the amounts it mentions
 * @param calls what would be done
 */
record Comparison(Reading reading, Mentions mentions, List<Planned> calls) {
  Lexicon lexicon() {
    return reading.lexicon();
  }

  /** One way in which calls may not fit the words. */
  @FunctionalInterface
  interface Rule {
    /** Why the calls must not be carried out, or nothing. */
    Optional<String> objection(Comparison comparison);
  }
}
