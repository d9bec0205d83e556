package dev.countersign.strategies.indicator;

import java.util.Arrays;

/** What all indicators demand of their arguments. */
final class Inputs {
  private static final int MOST = 100_000;

  private Inputs() {}

  static int period(String what, int period) {
    if (period < 1 || period > MOST) {
      throw new IllegalArgumentException(what + " is 1 to " + MOST + " candles, not " + period);
    }
    return period;
  }

  static double finite(double value) {
    if (Math.abs(value) <= Double.MAX_VALUE) {
      return value;
    }
    throw new IllegalArgumentException("an indicator is told finite numbers, not " + value);
  }

  static double[] finite(double[] values) {
    for (int i = 0; i < values.length; i++) {
      if (!(Math.abs(values[i]) <= Double.MAX_VALUE)) {
        throw new IllegalArgumentException(
            "an indicator is told finite numbers, not " + values[i] + " at index " + i);
      }
    }
    return values;
  }

  static void sameLength(double[] first, double[]... others) {
    for (double[] other : others) {
      if (other.length != first.length) {
        throw new IllegalArgumentException(
            "the arrays have " + first.length + " and " + other.length + " numbers");
      }
    }
  }

  static double[] unknown(int length) {
    double[] values = new double[length];
    Arrays.fill(values, Double.NaN);
    return values;
  }
}
