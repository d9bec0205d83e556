package dev.countersign.strategies.backtest;

import dev.countersign.network.evaluate.Schedules;
import dev.countersign.receipt.Manifest;

/** The anchors of an agent within a period, ascending. */
final class Slots {
  private final Manifest.Schedule schedule;
  private final History history;
  private final boolean scheduled;
  private int candle;
  private long last;

  Slots(Manifest manifest, History history, Period period) {
    this.schedule = manifest.schedule();
    this.history = history;
    this.scheduled = schedule.on().equals("cron") || schedule.on().equals("every");
    this.candle = period.first();
    this.last = period.start() - 1;
  }

  /** The next one, or the end of time. */
  long next() {
    if (scheduled) {
      last = Schedules.next(schedule, last).orElse(Long.MAX_VALUE);
      return last;
    }
    return candle < history.size() ? history.closeTime(candle++) : Long.MAX_VALUE;
  }
}
