package dev.countersign.strategies.backtest;

import dev.countersign.strategies.backtest.HistoryRefused.Code;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/** Lines of cells. Quotes around a cell are dropped; a cell never holds a separator. */
final class CsvTable {
  private static final int MOST_CELLS = 64;
  private static final List<Set<String>> NAMES =
      List.of(
          Set.of(
              "timestamp",
              "timestampms",
              "timestamps",
              "time",
              "opentime",
              "opentimems",
              "date",
              "datetime",
              "unix",
              "unixtime",
              "unixtimestamp",
              "ts",
              "t",
              "startat",
              "starttime"),
          Set.of("open", "o", "openprice"),
          Set.of("high", "h", "highprice", "max"),
          Set.of("low", "l", "lowprice", "min"),
          Set.of("close", "c", "closeprice", "last"));

  private final String name;
  private final byte[] text;
  private final CandleRows rows;
  private final int[] starts = new int[MOST_CELLS];
  private final int[] ends = new int[MOST_CELLS];
  private int at;
  private int line = 1;
  private int cells;
  private byte separator = ',';
  private int[] columns = {0, 1, 2, 3, 4};

  CsvTable(String name, byte[] text, int from, CandleRows rows) {
    this.name = name;
    this.text = text;
    this.at = from;
    this.rows = rows;
    for (int i = 0; i < from; i++) {
      line += text[i] == '\n' ? 1 : 0;
    }
  }

  void read() throws HistoryRefused {
    separator = separator();
    int width = -1;
    boolean first = true;
    while (at < text.length) {
      boolean ended = split();
      boolean blank = cells == 1 && starts[0] == ends[0];
      if (first && !blank) {
        first = false;
        if (header()) {
          columns = named();
          width = cells;
          line++;
          continue;
        }
        rows.note("there is no header line; the columns are taken as time, open, high, low, close");
      }
      if (!blank && !comment()) {
        if (cells <= last(columns) && !ended) {
          rows.note("line " + line + " breaks off and was left out");
        } else {
          width = width < 0 ? cells : width;
          require(cells > last(columns), "has " + cells + " cells, and " + width + " are needed");
          rows.take(line, text, starts, ends, columns);
        }
      }
      line++;
    }
  }

  private boolean comment() {
    return starts[0] < ends[0] && text[starts[0]] == '#';
  }

  private void require(boolean holds, String sentence) throws HistoryRefused {
    if (!holds) {
      throw new HistoryRefused(Code.BAD_CELL, name + ", line " + line + " " + sentence);
    }
  }

  private byte separator() {
    for (int i = at; i < text.length && text[i] != '\n'; i++) {
      if (text[i] == ',' || text[i] == ';' || text[i] == '\t') {
        return text[i];
      }
    }
    return ',';
  }

  /**
   * Splits one line and steps behind it.
   *
   * @return whether a line end was there
   */
  private boolean split() throws HistoryRefused {
    cells = 0;
    int start = at;
    while (true) {
      boolean end = at == text.length || text[at] == '\n';
      if (end || text[at] == separator) {
        require(cells < MOST_CELLS, "has more than " + MOST_CELLS + " cells");
        int stop = at;
        while (start < stop && trimmed(text[start])) {
          start++;
        }
        while (stop > start && trimmed(text[stop - 1])) {
          stop--;
        }
        starts[cells] = start;
        ends[cells++] = stop;
        start = at + 1;
      }
      if (end) {
        boolean ended = at < text.length;
        at++;
        return ended;
      }
      at++;
    }
  }

  private static boolean trimmed(byte c) {
    return c == ' ' || c == '"' || c == '\r' || c == '\'';
  }

  /** A first line whose cells are not all numbers or dates, and that names an open or a close. */
  private boolean header() throws HistoryRefused {
    if (cells == 0 || starts[0] == ends[0]) {
      return cells > 1;
    }
    for (int i = 0; i < cells; i++) {
      String cell = word(i);
      if (NAMES.get(1).contains(cell) || NAMES.get(4).contains(cell)) {
        return true;
      }
    }
    byte c = text[starts[0]];
    boolean number = c >= '0' && c <= '9';
    require(
        number && cells >= 5,
        "is neither a header that names time, open, high, low and close nor a row of numbers: "
            + shown());
    return false;
  }

  private int[] named() throws HistoryRefused {
    int[] found = new int[NAMES.size()];
    List<String> missing = new ArrayList<>();
    for (int kind = 0; kind < found.length; kind++) {
      found[kind] = -1;
      for (int i = 0; i < cells && found[kind] < 0; i++) {
        found[kind] = NAMES.get(kind).contains(word(i)) ? i : -1;
      }
      // Freqtrade, pandas and others leave the header of the index empty.
      if (kind == 0 && found[0] < 0 && starts[0] == ends[0]) {
        found[0] = 0;
      }
      if (found[kind] < 0) {
        missing.add(List.of("time", "open", "high", "low", "close").get(kind));
      }
    }
    require(missing.isEmpty(), "is a header without a column for " + String.join(", ", missing));
    return found;
  }

  private static int last(int[] columns) {
    int last = 0;
    for (int column : columns) {
      last = Math.max(last, column);
    }
    return last;
  }

  private String word(int cell) {
    return new String(text, starts[cell], ends[cell] - starts[cell], StandardCharsets.UTF_8)
        .toLowerCase(Locale.ROOT)
        .replaceAll("[^a-z]", "");
  }

  private String shown() {
    int end = Math.min(ends[cells - 1], starts[0] + 60);
    return "\""
        + new String(text, starts[0], end - starts[0], StandardCharsets.UTF_8)
            .replaceAll("[^\\x20-\\x7e]", "?")
        + "\"";
  }
}
