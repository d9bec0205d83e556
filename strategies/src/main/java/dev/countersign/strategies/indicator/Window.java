package dev.countersign.strategies.indicator;

/** The last numbers, so many of them. */
final class Window {
  private final double[] values;
  private int oldest;
  private int filled;

  Window(String what, int size) {
    values = new double[Inputs.period(what, size)];
  }

  int size() {
    return values.length;
  }

  boolean full() {
    return filled == values.length;
  }

  void push(double value) {
    values[oldest] = value;
    oldest = oldest + 1 == values.length ? 0 : oldest + 1;
    filled = Math.min(filled + 1, values.length);
  }

  /** The sum, the oldest first. */
  double sum() {
    double sum = 0;
    for (int i = 0; i < values.length; i++) {
      sum += get(i);
    }
    return sum;
  }

  /** A number of a full window, by its age: zero is the oldest. */
  double get(int index) {
    int at = oldest + index;
    return values[at < values.length ? at : at - values.length];
  }

  double highest() {
    double highest = get(0);
    for (int i = 1; i < values.length; i++) {
      highest = Math.max(highest, get(i));
    }
    return highest;
  }

  double lowest() {
    double lowest = get(0);
    for (int i = 1; i < values.length; i++) {
      lowest = Math.min(lowest, get(i));
    }
    return lowest;
  }
}
