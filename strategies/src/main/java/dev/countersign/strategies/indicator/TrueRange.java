package dev.countersign.strategies.indicator;

/** How far a price moved in a candle, counted from the close before it. */
final class TrueRange {
  private TrueRange() {}

  static double of(double high, double low, double closeBefore) {
    return Math.max(
        high - low, Math.max(Math.abs(high - closeBefore), Math.abs(closeBefore - low)));
  }

  static double[] over(double[] high, double[] low, double[] close) {
    double[] ranges = new double[close.length];
    for (int i = 1; i < close.length; i++) {
      ranges[i] = of(high[i], low[i], close[i - 1]);
    }
    return ranges;
  }
}
