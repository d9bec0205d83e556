package dev.countersign.strategies;

import dev.countersign.inference.grammar.ToolCall;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;

/**
 * What can be checked about an instruction without a model: which amounts it holds, and whether
 * calls fit its words.
 *
 * <p>Guarantees: total, pure, and the same on every machine, whatever the text; the work is bounded
 * ({@link Legible}, {@link Metered}). Calls that pass use every amount, token and recipient that is
 * named, and none that is not; the words hold no condition, time, refusal or question that the
 * rules know. What is unclear is objected to.
 *
 * <p>Does not guarantee that the calls are what was meant: words can be put in more ways than rules
 * can be written.
 */
final class Wording {
  /** The rules that the planner was trained with; {@code rules.py} gives the same reasons. */
  static final List<Comparison.Rule> TRAINED =
      List.of(
          HoldingWords::objection,
          TokenWords::objection,
          NameWords::objection,
          AmountWords::objection,
          Neighbours::objection,
          Strangers::objection,
          Purchases::objection,
          OrderOfNames::objection,
          Directions::objection,
          Sums::objection);

  /** What is asked besides, since somebody may have written the text to mislead. */
  static final List<Comparison.Rule> BESIDES =
      List.of(
          Lookalikes::objection,
          Counting::objection,
          Pairs::objection,
          Destinations::objection,
          Shares::objection,
          Wording::offered);

  private Wording() {}

  /**
   * The decimals and shares that an instruction mentions, the first mention first, without
   * repetition; none that is zero, and none at all where the instruction cannot be read.
   */
  static List<String> amounts(String text, SortedSet<String> symbols) {
    return offered(text, symbols, new TreeSet<>()).amounts();
  }

  /**
   * The amounts, tokens and recipients that an instruction names; nothing where it cannot be read.
   */
  static Offered offered(String text, SortedSet<String> symbols, SortedSet<String> recipients) {
    if (Legible.objection(text).isPresent()) {
      return Offered.NOTHING;
    }
    try {
      return Offered.in(new Reading(text, symbols, recipients));
    } catch (Metered.Exhausted e) {
      return Offered.NOTHING;
    }
  }

  /**
   * Why calls must not be carried out, or nothing; a hold that stands alone is never objected to.
   */
  static Optional<String> objection(
      String text, SortedSet<String> symbols, SortedSet<String> recipients, List<ToolCall> calls) {
    if (calls.size() == 1 && calls.getFirst().name().equals("hold")) {
      return Optional.empty();
    }
    Optional<String> illegible = Legible.objection(text);
    if (illegible.isPresent()) {
      return illegible;
    }
    Optional<List<Planned>> planned = Planned.of(calls);
    if (planned.isEmpty() || calls.isEmpty()) {
      return Optional.of("a call is neither a swap nor a transfer");
    }
    try {
      Reading reading = new Reading(text, symbols, recipients);
      Comparison comparison = new Comparison(reading, Mentions.in(reading), planned.get());
      return first(TRAINED, comparison).or(() -> first(BESIDES, comparison));
    } catch (Metered.Exhausted e) {
      return Optional.of("it takes too long to read");
    }
  }

  /** The first objection of these rules. */
  static Optional<String> first(List<Comparison.Rule> rules, Comparison comparison) {
    for (Comparison.Rule rule : rules) {
      Optional<String> objection = rule.objection(comparison);
      if (objection.isPresent()) {
        return objection;
      }
    }
    return Optional.empty();
  }

  /** Whatever is used was offered. */
  private static Optional<String> offered(Comparison comparison) {
    Set<String> recipients = new HashSet<>(comparison.lexicon().recipients());
    List<String> amounts = comparison.mentions().amounts();
    for (Planned call : comparison.calls()) {
      if (!amounts.contains(call.amount())
          || !comparison.lexicon().symbols().containsAll(call.tokens())) {
        return Optional.of("a call uses what is not offered");
      }
      if (call instanceof Planned.Transfer transfer && !recipients.contains(transfer.to())) {
        return Optional.of("a call pays somebody else");
      }
    }
    return Optional.empty();
  }
}
