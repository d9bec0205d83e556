package dev.countersign.strategies.backtest;

import dev.countersign.strategies.backtest.HistoryRefused.Code;
import java.time.Instant;

/**
 * From the first decision to the end.
 *
 * @param first the candle at whose close it begins
 * @param start unix seconds of that close
 * @param end unix seconds, the close of a candle
 */
record Period(int first, long start, long end) {
  static Period of(Backtest.Terms terms, History history, Pair pair) throws HistoryRefused {
    long from = terms.from().orElse(0);
    int last = history.closedAt(terms.to().orElse(Long.MAX_VALUE)) - 1;
    int first = pair.count() - 1;
    while (first < last && history.closeTime(first) < from) {
      first++;
    }
    if (first >= last) {
      throw new HistoryRefused(
          Code.TOO_SHORT,
          "%s has candles from %s to %s; after the %d that come before the first decision none is left in the period"
              .formatted(
                  history.name(),
                  Instant.ofEpochSecond(history.openTime(0)),
                  Instant.ofEpochSecond(history.closeTime(history.size() - 1)),
                  pair.count()));
    }
    return new Period(first, history.closeTime(first), history.closeTime(last));
  }
}
