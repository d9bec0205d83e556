package dev.countersign.network.devnet;

import dev.countersign.inference.CandleFile;
import dev.countersign.inference.InputRefused;
import dev.countersign.network.devnet.DevnetFailed.Reason;
import java.io.IOException;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/**
 * Which price the local market has at which time: recorded candles laid over hours of today.
 *
 * <p>The rule. The first {@code history} hours, which end at a full hour, are the last candles
 * before {@link #RECORDED_END}. The hours after them follow the file row by row. A gap in the file
 * is stepped over: the next hour shows the next row there is, and no candle is made up. (In the
 * file that ships with the examples, the row after the end of 2024 is the first of February 2025.)
 * After the last row it starts again with the first row of the history; the price jumps there, and
 * that jump is the only thing in this market that never happened.
 *
 * <p>Inside an hour the price runs in straight lines from the open over the nearer and the farther
 * extreme to the close, which it reaches ten seconds before the hour ends.
 *
 * @param rows the candles in the order in which they are shown
 * @param history how many of them lie before {@code historyEnd}
 * @param start the first second of the first hour, unix seconds
 */
record MarketRoute(List<MarketHour> rows, int history, long start) {
  /** The end of 2024: where the history ends in the file. */
  static final Instant RECORDED_END = Instant.parse("2025-01-01T00:00:00Z");

  private static final long[] POINT_SECONDS = {0, 1200, 2400, MarketHour.SECONDS - 10};

  /** A price and when it is due. */
  record Point(long time, BigDecimal price) {}

  MarketRoute {
    rows = List.copyOf(rows);
  }

  /**
   * Reads recorded candles of an hour each.
   *
   * @throws DevnetFailed with {@link Reason#DATA_FILE} and the line that is wrong
   */
  static CandleFile read(Path file) throws DevnetFailed {
    try {
      CandleFile read = CandleFile.read(file, MarketHour.SECONDS);
      if (!read.candles().isEmpty()
          && read.candles().getFirst().openTime() % MarketHour.SECONDS != 0) {
        throw new DevnetFailed(Reason.DATA_FILE, file + ", line 2: no full hour");
      }
      return read;
    } catch (InputRefused e) {
      throw new DevnetFailed(Reason.DATA_FILE, String.valueOf(e.getMessage()), e);
    } catch (IOException e) {
      throw new DevnetFailed(
          Reason.DATA_FILE, "cannot read the candles of " + file + ": " + e.getMessage(), e);
    }
  }

  /**
   * Lays the candles over the hours around now.
   *
   * @param hours how many of them lie before the last full hour
   * @throws DevnetFailed with {@link Reason#DATA_FILE} when the file has fewer
   */
  static MarketRoute of(CandleFile file, int hours, Instant now) throws DevnetFailed {
    long fullHour = Math.floorDiv(now.getEpochSecond(), MarketHour.SECONDS) * MarketHour.SECONDS;
    return at(file, hours, fullHour - (long) hours * MarketHour.SECONDS);
  }

  /** Lays the candles over the hours from a start, as an earlier process did. */
  static MarketRoute at(CandleFile file, int hours, long start) throws DevnetFailed {
    List<MarketHour> recorded = file.candles().stream().map(MarketHour::of).toList();
    int end =
        (int)
            recorded.stream()
                .filter(hour -> hour.openTime() < RECORDED_END.getEpochSecond())
                .count();
    if (hours < 1 || end < hours) {
      throw new DevnetFailed(
          Reason.DATA_FILE,
          "there are "
              + end
              + " candles before "
              + RECORDED_END
              + ", and "
              + hours
              + " are needed");
    }
    return new MarketRoute(recorded.subList(end - hours, recorded.size()), hours, start);
  }

  /** The full hour at which the history ends and the live market begins. */
  long historyEnd() {
    return start + (long) history * MarketHour.SECONDS;
  }

  /** The recorded candle that an hour shows, with the time at which it was recorded. */
  MarketHour candle(long time) {
    long hour = Math.floorDiv(time - start, MarketHour.SECONDS);
    return rows.get((int) Math.floorMod(hour, (long) rows.size()));
  }

  /** The price at a second. */
  BigDecimal price(long time) {
    List<Point> points = points(time);
    for (int i = 1; i < points.size(); i++) {
      Point from = points.get(i - 1);
      Point to = points.get(i);
      if (time < to.time()) {
        BigDecimal passed = BigDecimal.valueOf(time - from.time());
        BigDecimal length = BigDecimal.valueOf(to.time() - from.time());
        BigDecimal way = to.price().subtract(from.price()).multiply(passed);
        return from.price().add(way.divide(length, 2, RoundingMode.HALF_EVEN));
      }
    }
    return points.getLast().price();
  }

  /** The turning points that are due after one second and up to another of the same hour. */
  List<Point> due(long after, long until) {
    List<Point> due = new ArrayList<>(points(until));
    due.removeIf(point -> point.time() <= after || point.time() > until);
    return due;
  }

  /** The four turning points of the hour of a time. */
  List<Point> points(long time) {
    long hour = start + Math.floorDiv(time - start, MarketHour.SECONDS) * MarketHour.SECONDS;
    List<BigDecimal> path = candle(time).path();
    List<Point> points = new ArrayList<>();
    for (int i = 0; i < path.size(); i++) {
      points.add(new Point(hour + POINT_SECONDS[i], path.get(i)));
    }
    return points;
  }
}
