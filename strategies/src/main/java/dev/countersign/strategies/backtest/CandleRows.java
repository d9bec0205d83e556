package dev.countersign.strategies.backtest;

import dev.countersign.receipt.Bytes32;
import dev.countersign.strategies.backtest.HistoryRefused.Code;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** Gathers rows and applies the rules of {@link HistoryFile}. */
final class CandleRows {
  private static final List<String> CELLS = List.of("time", "open", "high", "low", "close");
  private static final int LINES_NAMED = 5;
  private static final int GAPS_NAMED = 10;
  private static final long[] TENS = new long[19];

  static {
    TENS[0] = 1;
    for (int i = 1; i < TENS.length; i++) {
      TENS[i] = TENS[i - 1] * 10;
    }
  }

  private final String name;
  private final List<String> notes = new ArrayList<>();
  private final Map<String, List<Integer>> odd = new LinkedHashMap<>();
  private final Decimal decimal = new Decimal();
  private final Times times = new Times();
  private String row = "line";
  private long[][] cells = new long[5][1024];
  private byte[][] decimals = new byte[5][1024];
  private int[] lines = new int[1024];
  private int size;
  private int read;
  private Times.@Nullable Unit unit;

  CandleRows(String name) {
    this.name = name;
  }

  void name(String ofRows) {
    row = ofRows;
  }

  void note(String sentence) {
    notes.add(sentence);
  }

  /** Takes a row whose cells are stretches of a text. */
  void take(int line, byte[] text, int[] starts, int[] ends, int[] columns) throws HistoryRefused {
    read++;
    grow();
    for (int i = 0; i < columns.length; i++) {
      int from = starts[columns[i]];
      int to = ends[columns[i]];
      if (from == to || missing(text, from, to)) {
        leaveOut("without a " + (i == 0 ? "time" : "price"), line);
        return;
      }
      String wrong = i == 0 ? times.read(text, from, to) : decimal.read(text, from, to);
      if (wrong != null) {
        throw new HistoryRefused(
            Code.BAD_CELL,
            "%s, %s %d: the %s %s: \"%s\""
                .formatted(name, row, line, CELLS.get(i), wrong, shown(text, from, to)));
      }
      cells[i][size] = i == 0 ? times.seconds : decimal.digits;
      decimals[i][size] = (byte) (i == 0 ? 0 : decimal.decimals);
    }
    noteUnit(line);
    if (!times.whole) {
      leaveOut("that do not begin on a whole second", line);
    } else if (plausible(line)) {
      lines[size++] = line;
    }
  }

  private static String shown(byte[] text, int from, int to) {
    return new String(text, from, Math.min(to - from, 40), StandardCharsets.UTF_8)
        .replaceAll("[^\\x20-\\x7e]", "?");
  }

  /** What tables have where there is nothing. */
  private static boolean missing(byte[] text, int from, int to) {
    if (to - from > 4 || text[from] == '.' || (text[from] >= '0' && text[from] <= '9')) {
      return false;
    }
    String word = new String(text, from, to - from, StandardCharsets.UTF_8);
    return word.equalsIgnoreCase("nan")
        || word.equalsIgnoreCase("null")
        || word.equalsIgnoreCase("none")
        || word.equalsIgnoreCase("na")
        || word.equals("-");
  }

  private void noteUnit(int line) {
    Times.Unit before = unit;
    if (before != null && before != times.unit) {
      notes.add(
          "%s %d: times are in %s from here on, in %s before"
              .formatted(row, line, times.unit.words(), before.words()));
    }
    unit = times.unit;
  }

  private boolean plausible(int line) {
    for (int i = 1; i < 5; i++) {
      if (cells[i][size] <= 0) {
        leaveOut("with a price that is not above zero", line);
        return false;
      }
    }
    if (below(2, 1) || below(2, 4) || below(1, 3) || below(4, 3)) {
      leaveOut("whose high or low contradicts its other prices", line);
      return false;
    }
    return true;
  }

  private boolean below(int one, int other) {
    if (decimals[one][size] == decimals[other][size]) {
      return cells[one][size] < cells[other][size];
    }
    return BigDecimal.valueOf(cells[one][size], decimals[one][size])
            .compareTo(BigDecimal.valueOf(cells[other][size], decimals[other][size]))
        < 0;
  }

  private void leaveOut(String what, int line) {
    odd.computeIfAbsent(what, key -> new ArrayList<>()).add(line);
  }

  private void grow() {
    if (size == lines.length) {
      int next = size * 2;
      lines = Arrays.copyOf(lines, next);
      for (int i = 0; i < 5; i++) {
        cells[i] = Arrays.copyOf(cells[i], next);
        decimals[i] = Arrays.copyOf(decimals[i], next);
      }
    }
  }

  /** What was gathered, in order. */
  History history(Bytes32 digest) throws HistoryRefused {
    if (size < 2) {
      throw new HistoryRefused(
          Code.NOT_CANDLES, name + " has " + size + " candles; two are the least");
    }
    int[] order = order();
    order = withoutRepetitions(order);
    long interval = interval(order);
    order = onTheGrid(order, interval);
    refuseTooMany();
    odd.forEach((what, where) -> notes.add(sentence(what, where)));
    noteGaps(order, interval);
    return new History(name, digest, interval, columns(order), notes);
  }

  private int[] order() {
    int late = -1;
    int count = 0;
    for (int i = 1; i < size; i++) {
      if (cells[0][i] < cells[0][i - 1]) {
        late = late < 0 ? i : late;
        count++;
      }
    }
    int[] order = IntStream.range(0, size).toArray();
    if (count == 0) {
      return order;
    }
    notes.add(
        "%s %d: the time is before that of the row above (%s in all); the rows were put in order"
            .formatted(row, lines[late], count == 1 ? "once" : count + " times"));
    // A stable sort: of several rows of one time the first stays the first.
    return IntStream.range(0, size)
        .boxed()
        .sorted(java.util.Comparator.comparingLong(i -> cells[0][i]))
        .mapToInt(Integer::intValue)
        .toArray();
  }

  private int[] withoutRepetitions(int[] order) {
    int kept = 0;
    int[] different = new int[order.length];
    List<Integer> same = new ArrayList<>();
    List<Integer> other = new ArrayList<>();
    for (int i : order) {
      if (kept > 0 && cells[0][different[kept - 1]] == cells[0][i]) {
        (equal(different[kept - 1], i) ? same : other).add(lines[i]);
      } else {
        different[kept++] = i;
      }
    }
    if (!same.isEmpty()) {
      notes.add(sentence("that repeat an earlier one", same));
    }
    if (!other.isEmpty()) {
      notes.add(sentence("of a time that another row has with other prices, which counts,", other));
    }
    return Arrays.copyOf(different, kept);
  }

  private boolean equal(int one, int other) {
    for (int i = 1; i < 5; i++) {
      if (cells[i][one] != cells[i][other] || decimals[i][one] != decimals[i][other]) {
        return false;
      }
    }
    return true;
  }

  /** The commonest step; of equally common ones the shortest. */
  private long interval(int[] order) throws HistoryRefused {
    Map<Long, Integer> steps = new HashMap<>();
    for (int i = 1; i < order.length; i++) {
      steps.merge(cells[0][order[i]] - cells[0][order[i - 1]], 1, Integer::sum);
    }
    return steps.entrySet().stream()
        .max(
            Map.Entry.<Long, Integer>comparingByValue()
                .thenComparing(Map.Entry.<Long, Integer>comparingByKey().reversed()))
        .map(Map.Entry::getKey)
        .orElseThrow(
            () -> new HistoryRefused(Code.NOT_CANDLES, name + " has candles of one time only"));
  }

  private int[] onTheGrid(int[] order, long interval) throws HistoryRefused {
    int[] fitting = Arrays.stream(order).filter(i -> cells[0][i] % interval == 0).toArray();
    if (fitting.length * 2 < order.length) {
      throw new HistoryRefused(
          Code.WRONG_INTERVAL,
          "%s has candles of %d seconds that begin %d seconds after a whole interval since 1970; an"
                  .formatted(name, interval, cells[0][order[0]] % interval)
              + " agent's candles begin on whole intervals");
    }
    Arrays.stream(order)
        .filter(i -> cells[0][i] % interval != 0)
        .forEach(i -> leaveOut("that do not begin on a whole interval", lines[i]));
    return fitting;
  }

  private void refuseTooMany() throws HistoryRefused {
    for (Map.Entry<String, List<Integer>> kind : odd.entrySet()) {
      if (kind.getValue().size() * 100L > read && kind.getValue().size() > LINES_NAMED) {
        throw new HistoryRefused(
            Code.TOO_MANY_ODD_ROWS,
            "%s has %d rows of %d %s, from %s %d on: too many to trust the rest"
                .formatted(
                    name,
                    kind.getValue().size(),
                    read,
                    kind.getKey(),
                    row,
                    kind.getValue().getFirst()));
      }
    }
  }

  private String sentence(String what, List<Integer> where) {
    String named =
        String.join(", ", where.stream().limit(LINES_NAMED).map(String::valueOf).toList());
    return "%d row%s %s left out: %s %s%s"
        .formatted(
            where.size(),
            where.size() == 1 ? "" : "s",
            where.size() == 1
                ? what.replace("do not", "does not").replace("repeat an", "repeats an")
                : what,
            row,
            named,
            where.size() > LINES_NAMED ? ", ..." : "");
  }

  private void noteGaps(int[] order, long interval) {
    int gaps = 0;
    long missing = 0;
    for (int i = 1; i < order.length; i++) {
      long step = (cells[0][order[i]] - cells[0][order[i - 1]]) / interval;
      if (step > 1) {
        gaps++;
        missing += step - 1;
        if (gaps <= GAPS_NAMED) {
          notes.add(
              "%s %d: %d interval%s missing from %s; left as a gap"
                  .formatted(
                      row,
                      lines[order[i]],
                      step - 1,
                      step == 2 ? " is" : "s are",
                      Instant.ofEpochSecond(cells[0][order[i - 1]] + interval)));
        }
      }
    }
    if (gaps > GAPS_NAMED) {
      notes.add("%d gaps in all, %d intervals are missing".formatted(gaps, missing));
    }
  }

  private History.Columns columns(int[] order) throws HistoryRefused {
    int most = 0;
    for (int i : order) {
      for (int cell = 1; cell < 5; cell++) {
        most = Math.max(most, decimals[cell][i]);
      }
    }
    long[][] sorted = new long[5][order.length];
    for (int at = 0; at < order.length; at++) {
      int i = order[at];
      sorted[0][at] = cells[0][i];
      for (int cell = 1; cell < 5; cell++) {
        long factor = TENS[most - decimals[cell][i]];
        if (cells[cell][i] > Long.MAX_VALUE / factor) {
          throw new HistoryRefused(
              Code.BAD_CELL,
              "%s, %s %d: the %s does not fit into 18 digits beside prices of %d decimals"
                  .formatted(name, row, lines[i], CELLS.get(cell), most));
        }
        sorted[cell][at] = cells[cell][i] * factor;
      }
    }
    return new History.Columns(sorted, most);
  }
}
