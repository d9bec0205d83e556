package dev.countersign.strategies.backtest;

import java.util.ArrayList;
import java.util.List;
import org.ta4j.core.BarSeries;
import org.ta4j.core.BaseStrategy;
import org.ta4j.core.Position;
import org.ta4j.core.Strategy;
import org.ta4j.core.TradingRecord;
import org.ta4j.core.backtest.BarSeriesManager;
import org.ta4j.core.indicators.averages.SMAIndicator;
import org.ta4j.core.indicators.helpers.ClosePriceIndicator;
import org.ta4j.core.rules.OverIndicatorRule;
import org.ta4j.core.rules.UnderIndicatorRule;

/** The moving-average cross as ta4j runs it: in above, out below, at the next opening. */
final class Ta4jCross {
  private Ta4jCross() {}

  static TradingRecord run(BarSeries series, int fast, int slow) {
    ClosePriceIndicator close = new ClosePriceIndicator(series);
    SMAIndicator one = new SMAIndicator(close, fast);
    SMAIndicator other = new SMAIndicator(close, slow);
    Strategy strategy =
        new BaseStrategy(
            new OverIndicatorRule(one, other), new UnderIndicatorRule(one, other), slow - 1);
    return new BarSeriesManager(series).run(strategy);
  }

  /** The candles at whose opening was traded. */
  static List<Integer> trades(BarSeries series, int fast, int slow) {
    TradingRecord record = run(series, fast, slow);
    List<Integer> trades = new ArrayList<>();
    for (Position position : record.getPositions()) {
      trades.add(position.getEntry().getIndex());
      trades.add(position.getExit().getIndex());
    }
    if (record.getCurrentPosition().isOpened()) {
      trades.add(record.getCurrentPosition().getEntry().getIndex());
    }
    return trades;
  }
}
