package dev.countersign.strategies.backtest;

import dev.countersign.inference.ModelCard;
import dev.countersign.network.evaluate.Evaluation;
import dev.countersign.network.evaluate.Inference;
import dev.countersign.network.spi.Strategy;
import dev.countersign.network.spi.Unable;
import dev.countersign.receipt.Slot;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalLong;
import java.util.function.Function;

/**
 * Whether a decision knew what came later. The backtest is run again with candles that end at a
 * cut, and with other prices behind it; every decision up to the cut must come out the same, word
 * for word. A decision that does not has seen the future.
 *
 * <p>Guarantees: what reaches a decision by any way inside this process is caught at the cuts. Does
 * not catch what a model learnt: {@link #training} compares the days that its card names.
 */
public final class LookAhead {
  private static final int[] PERCENT = {20, 45, 70, 95};
  private static final long SEED = 0x5EED;

  private final Inference inference;
  private final Function<History, List<Strategy>> strategies;

  /**
   * A check.
   *
   * @param strategies those of a run over some candles; an honest one does not depend on them
   */
  LookAhead(Inference inference, Function<History, List<Strategy>> strategies) {
    this.inference = inference;
    this.strategies = strategies;
  }

  /**
   * A decision that changed with the future.
   *
   * @param slot which
   * @param how what was done to the future
   * @param before what was decided with the candles as they are
   * @param after what was decided otherwise
   */
  public record Finding(Slot slot, String how, String before, String after) {}

  /**
   * What the check came to.
   *
   * @param compared decisions that were compared
   * @param findings those that changed
   */
  public record Result(int compared, List<Finding> findings) {
    /** Copies the list. */
    public Result {
      findings = List.copyOf(findings);
    }
  }

  /** Runs the check. */
  public static Result check(
      Backtest.Terms terms, History history, Inference inference, Backtest.Listener listener)
      throws HistoryRefused, Unable {
    return new LookAhead(inference, ignored -> Backtest.strategies())
        .check(terms, history, listener);
  }

  Result check(Backtest.Terms terms, History history, Backtest.Listener listener)
      throws HistoryRefused, Unable {
    History given = history.joined(Pair.of(terms.manifest()).interval());
    Period period = Period.of(terms, given, Pair.of(terms.manifest()));
    Map<Slot, String> before = decisions(terms, given);
    int last = given.closedAt(period.end()) - 1;
    List<Finding> findings = new ArrayList<>();
    int compared = 0;
    for (int i = 0; i < PERCENT.length; i++) {
      listener.progress(i, PERCENT.length);
      int cut = period.first() + Math.max(1, (last - period.first()) * PERCENT[i] / 100);
      long time = given.closeTime(cut);
      compared +=
          compare(
              before,
              decisions(until(terms, time), given.first(cut + 1)),
              "no candle after " + Instant.ofEpochSecond(time),
              findings);
      if (cut < last) {
        compared +=
            compare(
                before,
                decisions(until(terms, time), given.perturbedBehind(cut + 1, SEED + i)),
                "other prices after " + Instant.ofEpochSecond(time),
                findings);
      }
    }
    return new Result(compared, findings);
  }

  private static Backtest.Terms until(Backtest.Terms terms, long time) {
    return new Backtest.Terms(
        terms.manifest(),
        terms.capital(),
        terms.from(),
        OptionalLong.of(time),
        terms.depth(),
        terms.gas());
  }

  private static int compare(
      Map<Slot, String> before, Map<Slot, String> after, String how, List<Finding> findings) {
    for (Map.Entry<Slot, String> decision : after.entrySet()) {
      String was = before.getOrDefault(decision.getKey(), "no decision");
      if (!was.equals(decision.getValue())) {
        findings.add(new Finding(decision.getKey(), how, was, decision.getValue()));
      }
    }
    return after.size();
  }

  private Map<Slot, String> decisions(Backtest.Terms terms, History history)
      throws HistoryRefused, Unable {
    Map<Slot, String> decided = new HashMap<>();
    Backtest.Listener gather =
        new Backtest.Listener() {
          @Override
          public void evaluated(Evaluation evaluation) {
            decided.put(
                evaluation.slot(),
                evaluation.decision().because() + " " + evaluation.decision().intents());
          }
        };
    for (Outcome.Decision decision :
        new Session(terms, history, strategies.apply(history), inference, gather)
            .runToTheEnd()
            .decisions()) {
      if (decision.ending() == Outcome.Ending.REFUSED) {
        decided.put(
            decision.slot(),
            "refused: " + decision.code().toUpperCase(Locale.ROOT) + " " + decision.because());
      }
    }
    return decided;
  }

  /**
   * Where a period lies in the days that a model was made from, a sentence each.
   *
   * @param card the model's
   * @param start unix seconds
   * @param end unix seconds
   */
  public static List<String> training(ModelCard card, long start, long end) {
    List<String> sentences = new ArrayList<>();
    overlap(card, "learnt from", card.training().train(), start, end, sentences);
    overlap(card, "was chosen by", card.training().validation(), start, end, sentences);
    return sentences;
  }

  private static void overlap(
      ModelCard card, String how, String days, long start, long end, List<String> sentences) {
    String[] ends = days.split("/", -1);
    long from;
    long until;
    try {
      from = LocalDate.parse(ends[0]).atStartOfDay(ZoneOffset.UTC).toEpochSecond();
      until =
          LocalDate.parse(ends[ends.length - 1])
              .plusDays(1)
              .atStartOfDay(ZoneOffset.UTC)
              .toEpochSecond();
    } catch (DateTimeException e) {
      sentences.add(
          "the card of "
              + card.name()
              + " does not say which days it "
              + how
              + ", so nobody knows"
              + " whether this period is among them");
      return;
    }
    long shared = Math.min(end, until) - Math.max(start, from);
    if (shared > 0) {
      sentences.add(
          "%s %s the days %s; %d %% of this period are among them, and what it earned there says"
                  .formatted(
                      card.name(), how, days.replace("/", " to "), 100 * shared / (end - start))
              + " nothing about other days");
    }
  }
}
