package dev.countersign.strategies.backtest;

import dev.countersign.receipt.Bytes32;
import dev.countersign.strategies.backtest.HistoryRefused.Code;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Reads recorded candles from a file in one of the usual layouts: Binance's klines as CSV (with or
 * without a header line) or JSON, Freqtrade's JSON, and plain tables with a header that names time,
 * open, high, low and close. Cells are separated by commas, semicolons or tabs.
 *
 * <p>The rules, each of which leaves a note when it applies:
 *
 * <ul>
 *   <li>a time is unix seconds, milliseconds, microseconds or nanoseconds, told apart by its size
 *       in each row, or an ISO 8601 date, UTC where it names no zone
 *   <li>the interval is the commonest step between two neighbouring times
 *   <li>a row that is out of order is put where it belongs
 *   <li>of several rows of one time the first counts
 *   <li>a row without a price, with a price that is not above zero, with a high below or a low
 *       above another of its prices, or that does not begin on a whole interval is left out; more
 *       than one row in a hundred like that refuses the file
 *   <li>what is missing stays missing: a gap is never filled
 *   <li>a last line that breaks off is left out
 * </ul>
 *
 * <p>Guarantees: prices are read exactly; a cell that is no number, no time, or has more digits
 * than fit refuses the file with its line. Does not know whether the last candle was complete when
 * the file was written.
 */
public final class HistoryFile {
  private static final long MOST_BYTES = 1L << 30;

  private HistoryFile() {}

  /**
   * Reads a file.
   *
   * @throws HistoryRefused with one sentence that names the file and, where there is one, the line
   * @throws IOException when it cannot be read
   */
  public static History read(Path file) throws IOException, HistoryRefused {
    if (Files.isDirectory(file)) {
      throw new HistoryRefused(Code.NOT_CANDLES, file + " is a folder, not a file of candles");
    }
    if (Files.size(file) > MOST_BYTES) {
      throw new HistoryRefused(
          Code.NOT_CANDLES,
          file + " has more than " + MOST_BYTES + " bytes; split it, or use longer candles");
    }
    return parse(file.toString(), Files.readAllBytes(file));
  }

  /** The same from bytes; the name is for sentences. */
  static History parse(String name, byte[] bytes) throws HistoryRefused {
    int first = firstText(bytes);
    if (first == bytes.length) {
      throw new HistoryRefused(Code.NOT_CANDLES, name + " is empty");
    }
    refuseBinary(name, bytes);
    CandleRows rows = new CandleRows(name);
    if (bytes[first] == '[' || bytes[first] == '{') {
      new JsonTable(name, rows).read(bytes);
    } else {
      new CsvTable(name, bytes, first, rows).read();
    }
    return rows.history(Bytes32.sha256(bytes));
  }

  private static int firstText(byte[] bytes) {
    boolean mark =
        bytes.length >= 3
            && bytes[0] == (byte) 0xEF
            && bytes[1] == (byte) 0xBB
            && bytes[2] == (byte) 0xBF;
    int at = mark ? 3 : 0;
    while (at < bytes.length && bytes[at] >= 0 && bytes[at] <= ' ') {
      at++;
    }
    return at;
  }

  private static void refuseBinary(String name, byte[] bytes) throws HistoryRefused {
    String kind = "";
    if (bytes.length > 1 && bytes[0] == 'P' && bytes[1] == 'K') {
      kind = "a ZIP archive; unpack it";
    } else if (bytes.length > 1 && bytes[0] == 0x1f && bytes[1] == (byte) 0x8b) {
      kind = "compressed by gzip; unpack it";
    } else {
      for (int i = 0; i < Math.min(bytes.length, 4096) && kind.isEmpty(); i++) {
        kind = bytes[i] == 0 ? "no text; export it as CSV or JSON" : "";
      }
    }
    if (!kind.isEmpty()) {
      throw new HistoryRefused(Code.NOT_CANDLES, name + " is " + kind);
    }
  }
}
