package dev.countersign.inference;

import dev.countersign.inference.InputRefused.Code;
import java.io.BufferedReader;
import java.io.IOException;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Recorded candles from a CSV file with the columns open time, open, high, low, close and perhaps
 * more, one header line first.
 *
 * <p>Guarantees: an open time in milliseconds or microseconds is recognised by its size, and the
 * notes say where it changes; missing intervals are reported, never filled; prices are read as
 * decimals without rounding. Does not repair: a line that is not a candle, or not after the one
 * before, is refused with its number.
 *
 * @param candles ascending
 * @param notes what was noticed, a sentence each
 */
public record CandleFile(List<Candle> candles, List<String> notes) {
  private static final long MOST_BYTES = 64L * 1024 * 1024;
  private static final long MICROSECONDS_FROM = 100_000_000_000_000L;
  private static final int SCALE = 18;

  /** Copies the lists. */
  public CandleFile {
    candles = List.copyOf(candles);
    notes = List.copyOf(notes);
  }

  /**
   * Reads a file.
   *
   * @param interval seconds of one candle
   * @throws InputRefused when a line is not a candle, or not after the one before
   * @throws IOException when the file cannot be read
   */
  public static CandleFile read(Path file, long interval) throws IOException, InputRefused {
    if (Files.size(file) > MOST_BYTES) {
      throw new InputRefused(Code.BAD_FILE, file + " has more than " + MOST_BYTES + " bytes");
    }
    try (BufferedReader lines = Files.newBufferedReader(file, StandardCharsets.UTF_8)) {
      Reading reading = new Reading(file, interval);
      lines.readLine();
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        reading.take(line);
      }
      return new CandleFile(reading.candles, reading.notes);
    }
  }

  /** The stretches without a gap, in order. */
  public List<List<Candle>> stretches(long interval) {
    List<List<Candle>> stretches = new ArrayList<>();
    int from = 0;
    for (int i = 1; i <= candles.size(); i++) {
      if (i == candles.size()
          || candles.get(i).openTime() != candles.get(i - 1).openTime() + interval) {
        stretches.add(candles.subList(from, i));
        from = i;
      }
    }
    return stretches;
  }

  private static final class Reading {
    private final Path file;
    private final long interval;
    private final List<Candle> candles = new ArrayList<>();
    private final List<String> notes = new ArrayList<>();
    private int number = 1;
    private boolean micros;

    Reading(Path file, long interval) {
      this.file = file;
      this.interval = interval;
    }

    void take(String line) throws InputRefused {
      number++;
      Candle candle = candle(line);
      if (!candles.isEmpty()) {
        long before = candles.getLast().openTime();
        long step = candle.openTime() - before;
        if (step <= 0 || step % interval != 0) {
          throw new InputRefused(
              Code.GAP,
              "%s, line %d: open time %d does not follow %d in steps of %d s"
                  .formatted(file, number, candle.openTime(), before, interval));
        }
        if (step > interval) {
          notes.add(
              "line %d: %d intervals are missing from %d; left as a gap"
                  .formatted(number, step / interval - 1, before + interval));
        }
      }
      candles.add(candle);
    }

    private Candle candle(String line) throws InputRefused {
      String[] cells = line.split(",", -1);
      try {
        if (cells.length < 5) {
          throw new IllegalArgumentException("fewer than five columns");
        }
        return new Candle(
            seconds(Long.parseLong(cells[0])),
            price(cells[1]),
            price(cells[2]),
            price(cells[3]),
            price(cells[4]));
      } catch (IllegalArgumentException | ArithmeticException e) {
        throw new InputRefused(
            Code.BAD_CANDLE,
            "%s, line %d is not a candle: %s".formatted(file, number, e.getMessage()));
      }
    }

    private long seconds(long time) {
      boolean now = time >= MICROSECONDS_FROM;
      if (now != micros) {
        notes.add(
            "line %d: open times are in %s from here on"
                .formatted(number, now ? "microseconds" : "milliseconds"));
        micros = now;
      }
      long unit = now ? 1_000_000 : 1_000;
      if (time % unit != 0) {
        throw new IllegalArgumentException("open time " + time + " is not a whole second");
      }
      return time / unit;
    }

    private static BigInteger price(String text) {
      if (text.length() > 40 || !text.matches("[0-9]+(\\.[0-9]+)?")) {
        throw new IllegalArgumentException("not a price: " + text);
      }
      return new BigDecimal(text).movePointRight(SCALE).toBigIntegerExact();
    }
  }
}
