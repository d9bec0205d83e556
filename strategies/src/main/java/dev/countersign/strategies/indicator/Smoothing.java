package dev.countersign.strategies.indicator;

/**
 * A recursive average: the plain mean of the first numbers, then each new number moves it by a
 * fraction of the distance.
 */
final class Smoothing {
  private final int period;
  private final double weight;
  private double average = Double.NaN;
  private double sum;
  private int seen;

  private Smoothing(int period, double weight) {
    this.period = period;
    this.weight = weight;
  }

  /** The weight of a new number is {@code 2 / (period + 1)}. */
  static Smoothing exponential(String what, int period) {
    return new Smoothing(Inputs.period(what, period), exponentialWeight(period));
  }

  /** The weight of a new number is {@code 1 / period}. */
  static Smoothing wilder(String what, int period) {
    return new Smoothing(Inputs.period(what, period), wilderWeight(period));
  }

  static double exponentialWeight(int period) {
    return 2.0 / (period + 1.0);
  }

  static double wilderWeight(int period) {
    return 1.0 / period;
  }

  double push(double value) {
    if (seen < period) {
      seen++;
      sum += value;
      if (seen == period) {
        average = sum / period;
      }
    } else {
      average += (value - average) * weight;
    }
    return average;
  }

  double average() {
    return average;
  }

  /** The same over an array whose numbers begin at an index; NaN before the first average. */
  static double[] over(double[] values, int from, int period, double weight) {
    double[] out = Inputs.unknown(values.length);
    int first = from + period - 1;
    if (first >= values.length) {
      return out;
    }
    double sum = 0;
    for (int i = from; i <= first; i++) {
      sum += values[i];
    }
    double average = sum / period;
    out[first] = average;
    for (int i = first + 1; i < values.length; i++) {
      average += (values[i] - average) * weight;
      out[i] = average;
    }
    return out;
  }
}
