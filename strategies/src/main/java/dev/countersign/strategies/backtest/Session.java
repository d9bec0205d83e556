package dev.countersign.strategies.backtest;

import dev.countersign.network.chain.ChainUnavailable;
import dev.countersign.network.evaluate.Evaluation;
import dev.countersign.network.evaluate.EvaluationListener;
import dev.countersign.network.evaluate.Evaluator;
import dev.countersign.network.evaluate.Inference;
import dev.countersign.network.spi.Refused;
import dev.countersign.network.spi.Strategy;
import dev.countersign.network.spi.Unable;
import dev.countersign.receipt.Address;
import dev.countersign.receipt.Flow;
import dev.countersign.receipt.Intent;
import dev.countersign.receipt.Reason;
import dev.countersign.receipt.Slot;
import dev.countersign.strategies.backtest.Outcome.Ending;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

/** One backtest under way: slots in order, and between them the candles that close. */
final class Session {
  private final Period period;
  private final History history;
  private final Books books;
  private final Ledger ledger;
  private final Recorded recorded;
  private final Evaluator evaluator;
  private final RecordedChain chain;
  private final Inference inference;
  private final Backtest.Listener listener;
  private final Backtest.Terms terms;
  private final List<Outcome.Decision> decisions = new ArrayList<>();

  Session(
      Backtest.Terms terms,
      History given,
      List<Strategy> strategies,
      Inference inference,
      Backtest.Listener listener)
      throws HistoryRefused {
    this.terms = terms;
    Pair pair = Pair.of(terms.manifest());
    this.history = given.joined(pair.interval());
    this.period = Period.of(terms, history, pair);
    Market market =
        new Market(pair.base(), pair.quote(), terms.depth(), history.close(period.first()));
    this.books = new Books(terms.manifest(), terms.capital());
    this.ledger = new Ledger(market, books, terms);
    this.recorded = new Recorded(history, market, books);
    this.evaluator = new Evaluator(recorded.catalog(strategies));
    this.chain = new RecordedChain(terms.manifest().chainId(), history.digest());
    this.inference = inference;
    this.listener = listener;
    ledger.begin(period.start(), history.close(period.first()), pair.venue(terms.manifest()));
  }

  /** Runs; the last slot is before the end, when it can still be filled. */
  Outcome run() throws Unable {
    return run(period.end() - 1);
  }

  /** The same with the slot at the end, which cannot be filled any more. */
  Outcome runToTheEnd() throws Unable {
    return run(period.end());
  }

  private Outcome run(long lastAnchor) throws Unable {
    int closing = period.first() + 1;
    Slots slots = new Slots(terms.manifest(), history, period);
    for (long anchor = slots.next(); anchor <= lastAnchor; anchor = slots.next()) {
      for (; closing < history.size() && history.closeTime(closing) <= anchor; closing++) {
        ledger.mark(history.closeTime(closing), history.close(closing));
      }
      slot(Slot.of(anchor, 0));
      listener.progress(anchor - period.start(), period.end() - period.start());
    }
    for (; closing < history.size() && history.closeTime(closing) <= period.end(); closing++) {
      ledger.mark(history.closeTime(closing), history.close(closing));
    }
    return ledger.outcome(history.interval(), decisions);
  }

  private void slot(Slot slot) throws Unable {
    try {
      Evaluation evaluation =
          evaluator.evaluate(terms.manifest(), slot, 0, chain, inference, EvaluationListener.NONE);
      listener.evaluated(evaluation);
      if (evaluation.decision().intents().getFirst() instanceof Intent.Hold hold) {
        ended(slot, Ending.HELD, hold.reason(), evaluation.decision().because());
      } else {
        execute(slot, evaluation);
      }
    } catch (Refused e) {
      ended(slot, Ending.REFUSED, code(e.reason()), String.valueOf(e.getMessage()));
    } catch (ChainUnavailable e) {
      throw new Unable(Reason.INTERNAL, String.valueOf(e.getMessage()), e);
    }
  }

  private void execute(Slot slot, Evaluation evaluation) throws Refused {
    int now = history.at(slot.anchor());
    if (now < 0) {
      ended(
          slot,
          Ending.NOT_EXECUTED,
          "no-price",
          "there is no candle at that time, so nobody knows what it would have brought");
      return;
    }
    List<Ledger.Order> orders = new ArrayList<>();
    for (Intent intent : evaluation.decision().intents()) {
      switch (intent) {
        case Intent.Swap swap ->
            orders.add(new Ledger.Order(swap, recorded.venue(terms.manifest(), swap)));
        case Intent.Transfer transfer ->
            throw new Refused(
                Reason.INTENT_NOT_PERMITTED, "a backtest has nobody to whom money is sent");
        case Intent.Hold hold -> throw new IllegalStateException("a hold beside a swap");
      }
    }
    if (ledger.fill(slot, orders, least(evaluation), history.open(now))) {
      ended(slot, Ending.TRADED, "", evaluation.decision().because());
    } else {
      ended(
          slot,
          Ending.NOT_EXECUTED,
          "slippage",
          "the price had moved so far that the swap would have brought less than its least amount");
    }
  }

  /** What the certified flows demand: the gate would revert below it. */
  private static Map<Address, BigInteger> least(Evaluation evaluation) {
    return evaluation.plan().flows().stream()
        .filter(flow -> flow.least().signum() > 0)
        .collect(Collectors.toMap(Flow::token, Flow::least));
  }

  private static String code(Reason reason) {
    return reason.name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  private void ended(Slot slot, Ending ending, String code, String because) {
    decisions.add(new Outcome.Decision(slot, ending, code, because));
  }
}
