package dev.countersign.network.devnet;

import dev.countersign.network.devnet.DevnetFailed.Reason;
import java.io.BufferedReader;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Hourly candles as an exchange publishes them: {@code timestamp_ms,open,high,low,close,volume}.
 *
 * <p>Guarantees: rising full hours, sane prices, no candle that is not in the file. What is odd
 * about the file and still readable is said in {@link #notes}: missing hours, and times that are in
 * microseconds in some rows, as Binance writes them since 2025.
 *
 * @param candles in rising order
 * @param notes a sentence for each oddity
 */
public record CandleFile(List<Candle> candles, List<String> notes) {
  private static final String HEADER = "timestamp_ms,open,high,low,close,volume";
  private static final long MAX_BYTES = 64L * 1024 * 1024;
  private static final long FIRST_MICROSECONDS = 100_000_000_000_000L;

  /** Copies both lists. */
  public CandleFile {
    candles = List.copyOf(candles);
    notes = List.copyOf(notes);
  }

  /**
   * Reads a file.
   *
   * @throws DevnetFailed with {@link Reason#DATA_FILE} and the line that is wrong
   */
  public static CandleFile read(Path file) throws DevnetFailed {
    try (BufferedReader lines = Files.newBufferedReader(file, StandardCharsets.US_ASCII)) {
      if (Files.size(file) > MAX_BYTES) {
        throw new DevnetFailed(Reason.DATA_FILE, file + " is over " + MAX_BYTES + " bytes");
      }
      return new Reading(file).read(lines);
    } catch (IOException e) {
      throw new DevnetFailed(
          Reason.DATA_FILE, "cannot read the candles of " + file + ": " + e.getMessage(), e);
    }
  }

  /** How many candles have opened before an instant. */
  int countBefore(Instant end) {
    int count = 0;
    while (count < candles.size() && candles.get(count).openTime() < end.getEpochSecond()) {
      count++;
    }
    return count;
  }

  /** One reading: the rows so far and what was odd. */
  private static final class Reading {
    private final Path file;
    private final List<Candle> candles = new ArrayList<>();
    private final List<String> notes = new ArrayList<>();
    private int line = 1;
    private int microseconds;
    private @Nullable Instant firstMicroseconds;

    Reading(Path file) {
      this.file = file;
    }

    CandleFile read(BufferedReader lines) throws IOException, DevnetFailed {
      String header = lines.readLine();
      if (!HEADER.equals(header)) {
        throw wrong("the header is not " + HEADER);
      }
      for (String text = lines.readLine(); text != null; text = lines.readLine()) {
        line++;
        add(text);
      }
      if (candles.isEmpty()) {
        throw wrong("there are no candles");
      }
      if (firstMicroseconds != null) {
        notes.add(
            "times are in microseconds instead of milliseconds in "
                + microseconds
                + " rows, the first of them "
                + firstMicroseconds);
      }
      return new CandleFile(candles, notes);
    }

    private void add(String text) throws DevnetFailed {
      String[] fields = text.split(",", -1);
      if (fields.length != 6) {
        throw wrong("there are " + fields.length + " fields, not 6");
      }
      Candle candle;
      try {
        candle =
            new Candle(
                seconds(fields[0]),
                new BigDecimal(fields[1]),
                new BigDecimal(fields[2]),
                new BigDecimal(fields[3]),
                new BigDecimal(fields[4]));
      } catch (IllegalArgumentException e) {
        throw wrong(e.getMessage() == null ? "not a number" : e.getMessage());
      }
      if (!candles.isEmpty()) {
        noteGap(candles.getLast(), candle);
      }
      candles.add(candle);
    }

    private void noteGap(Candle last, Candle next) throws DevnetFailed {
      long hours = (next.openTime() - last.openTime()) / Candle.SECONDS;
      if (hours < 1) {
        throw wrong("the time does not rise");
      }
      if (hours > 1) {
        notes.add(
            (hours - 1)
                + (hours == 2 ? " hour is" : " hours are")
                + " missing from "
                + Instant.ofEpochSecond(last.openTime() + Candle.SECONDS)
                + " to "
                + Instant.ofEpochSecond(next.openTime()));
      }
    }

    private long seconds(String text) {
      long time = Long.parseLong(text);
      long unit = time >= FIRST_MICROSECONDS ? 1_000_000 : 1_000;
      if (time < 0 || time % unit != 0) {
        throw new IllegalArgumentException("not a time in milliseconds or microseconds: " + text);
      }
      if (unit == 1_000_000) {
        microseconds++;
        if (firstMicroseconds == null) {
          firstMicroseconds = Instant.ofEpochSecond(time / unit);
        }
      }
      return time / unit;
    }

    private DevnetFailed wrong(String what) {
      return new DevnetFailed(Reason.DATA_FILE, file + ", line " + line + ": " + what);
    }
  }
}
