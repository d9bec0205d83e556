package dev.countersign.strategies.indicator;

/**
 * Sums and extremes over every window of an array at once. The inner loops run over neighbouring
 * windows, so that a processor can do many of them together, and each window is still added up from
 * its oldest number to its newest, as {@link Window} does.
 */
final class Sweep {
  /** Windows done together; they fit into the nearest cache. */
  private static final int BLOCK = 1024;

  private Sweep() {}

  /** {@code out[i]} becomes the sum of the window that ends at {@code i}. */
  static void sums(double[] values, int period, double[] out) {
    for (int from = period - 1; from < values.length; from += BLOCK) {
      int to = Math.min(from + BLOCK, values.length);
      for (int i = from; i < to; i++) {
        out[i] = 0;
      }
      for (int age = period - 1; age >= 0; age--) {
        for (int i = from; i < to; i++) {
          out[i] += values[i - age];
        }
      }
    }
  }

  /** {@code out[i]} becomes the sum of the squared distances from {@code middle[i]}. */
  static void squares(double[] values, double[] middle, int period, double[] out) {
    for (int from = period - 1; from < values.length; from += BLOCK) {
      int to = Math.min(from + BLOCK, values.length);
      for (int i = from; i < to; i++) {
        out[i] = 0;
      }
      for (int age = period - 1; age >= 0; age--) {
        for (int i = from; i < to; i++) {
          double distance = values[i - age] - middle[i];
          out[i] += distance * distance;
        }
      }
    }
  }

  static void highest(double[] values, int period, double[] out) {
    for (int i = period - 1; i < values.length; i++) {
      double highest = values[i];
      for (int at = i - period + 1; at < i; at++) {
        highest = Math.max(highest, values[at]);
      }
      out[i] = highest;
    }
  }

  static void lowest(double[] values, int period, double[] out) {
    for (int i = period - 1; i < values.length; i++) {
      double lowest = values[i];
      for (int at = i - period + 1; at < i; at++) {
        lowest = Math.min(lowest, values[at]);
      }
      out[i] = lowest;
    }
  }
}
