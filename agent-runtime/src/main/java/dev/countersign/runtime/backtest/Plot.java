package dev.countersign.runtime.backtest;

import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.DoubleFunction;

/**
 * Series over time with axes.
 *
 * <p>Where there are more points than pixels, each pixel shows the lowest and the highest of its
 * points, so that no fall is hidden.
 */
final class Plot {
  private static final int WIDTH = 960;
  private static final int LEFT = 76;
  private static final int RIGHT = 16;
  private static final int BOTTOM = 30;
  private static final int TOP = 30;
  private static final String GRID = "#e3e6ea";
  private static final String INK = "#5b6470";

  private final int height;
  private final long[] times;
  private final List<Series> series;
  private final DoubleFunction<String> shown;
  private final double lowest;
  private final double highest;

  /**
   * A line.
   *
   * @param name in the legend, empty where it has no entry
   * @param filled whether the area to zero is filled
   */
  record Series(String name, String colour, List<Double> values, boolean filled) {
    /** Copies the list. */
    Series {
      values = List.copyOf(values);
    }
  }

  Plot(int height, long[] times, List<Series> series, DoubleFunction<String> shown) {
    this.height = height;
    this.times = times.clone();
    this.series = List.copyOf(series);
    this.shown = shown;
    double low = Double.POSITIVE_INFINITY;
    double high = Double.NEGATIVE_INFINITY;
    for (Series each : series) {
      for (double value : each.values()) {
        low = Math.min(low, value);
        high = Math.max(high, each.filled() ? Math.max(0, value) : value);
      }
    }
    double room = Math.max((high - low) * 0.04, Math.abs(high) * 1e-6 + 1e-9);
    this.lowest = low - room;
    this.highest = series.getFirst().filled() ? high : high + room;
  }

  Chart chart() {
    Chart.Drawing drawing = new Chart.Drawing();
    horizontal(drawing);
    vertical(drawing);
    for (Series each : series) {
      for (List<Double> points : stretches(each)) {
        if (each.filled()) {
          drawing.area(closed(points), each.colour());
        } else {
          drawing.line(points, each.colour(), 1.5);
        }
      }
    }
    legend(drawing);
    return drawing.chart(WIDTH, height);
  }

  private void horizontal(Chart.Drawing drawing) {
    double step = step((highest - lowest) / 5);
    for (double value = Math.ceil(lowest / step) * step; value <= highest; value += step) {
      double y = y(value);
      drawing.line(List.of((double) LEFT, y, (double) WIDTH - RIGHT, y), GRID, 1);
      drawing.words(LEFT - 8.0, y + 4, shown.apply(value), INK, 12, Chart.Anchor.END);
    }
  }

  /** One, two or five times a power of ten. */
  static double step(double least) {
    double power = Math.pow(10, Math.floor(Math.log10(least)));
    double digit = least / power;
    return power * (digit <= 1 ? 1 : digit <= 2 ? 2 : digit <= 5 ? 5 : 10);
  }

  private void vertical(Chart.Drawing drawing) {
    long first = times[0];
    long span = Math.max(1, times[times.length - 1] - first);
    DateTimeFormatter format =
        DateTimeFormatter.ofPattern(
                span > 400L * 86_400
                    ? "MMM yyyy"
                    : span > 3 * 86_400 ? "d MMM yyyy" : "d MMM HH:mm",
                Locale.ENGLISH)
            .withZone(ZoneOffset.UTC);
    int count = 6;
    for (int i = 0; i <= count; i++) {
      long time = first + span * i / count;
      double x = x(time);
      Chart.Anchor anchor =
          i == 0 ? Chart.Anchor.START : i == count ? Chart.Anchor.END : Chart.Anchor.MIDDLE;
      drawing.line(List.of(x, (double) height - BOTTOM, x, height - BOTTOM + 4.0), INK, 1);
      drawing.words(x, height - 10.0, format.format(Instant.ofEpochSecond(time)), INK, 12, anchor);
    }
    drawing.line(
        List.of(
            (double) LEFT,
            (double) height - BOTTOM,
            (double) WIDTH - RIGHT,
            (double) height - BOTTOM),
        INK,
        1);
  }

  private void legend(Chart.Drawing drawing) {
    double x = LEFT;
    for (Series each : series) {
      if (!each.name().isEmpty()) {
        drawing.line(List.of(x, 14.0, x + 18, 14.0), each.colour(), 3);
        drawing.words(x + 24, 18, each.name(), "#222831", 13, Chart.Anchor.START);
        x += 24 + 8.0 * each.name().length() + 24;
      }
    }
  }

  /** Without a line where nothing is known for longer than a few pixels. */
  private List<List<Double>> stretches(Series of) {
    List<List<Double>> stretches = new ArrayList<>();
    double least = 4.0 * (times[times.length - 1] - times[0]) / (WIDTH - LEFT - RIGHT);
    double usual = times.length > 1 ? times[1] - times[0] : 1;
    int from = 0;
    for (int i = 1; i <= times.length; i++) {
      if (i == times.length || times[i] - times[i - 1] > Math.max(least, 2 * usual)) {
        stretches.add(points(of, from, i));
        from = i;
      }
    }
    return stretches;
  }

  private List<Double> points(Series of, int begin, int end) {
    List<Double> points = new ArrayList<>();
    int from = begin;
    while (from < end) {
      int pixel = (int) x(times[from]);
      int low = from;
      int high = from;
      int to = from;
      while (to < end && (int) x(times[to]) == pixel) {
        low = of.values().get(to) < of.values().get(low) ? to : low;
        high = of.values().get(to) > of.values().get(high) ? to : high;
        to++;
      }
      add(points, of, Math.min(low, high));
      if (low != high) {
        add(points, of, Math.max(low, high));
      }
      from = to;
    }
    add(points, of, end - 1);
    return points;
  }

  private void add(List<Double> points, Series of, int index) {
    points.add(x(times[index]));
    points.add(y(of.values().get(index)));
  }

  private List<Double> closed(List<Double> points) {
    List<Double> area = new ArrayList<>(List.of(points.getFirst(), y(0)));
    area.addAll(points);
    area.add(points.get(points.size() - 2));
    area.add(y(0));
    return area;
  }

  private double x(long time) {
    double span = Math.max(1, times[times.length - 1] - times[0]);
    return LEFT + (WIDTH - LEFT - RIGHT) * (time - times[0]) / span;
  }

  private double y(double value) {
    return TOP + (height - TOP - BOTTOM) * (highest - value) / (highest - lowest);
  }
}
