package dev.countersign.strategies.backtest;

import dev.countersign.inference.Candle;
import dev.countersign.receipt.Bytes32;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Recorded candles as columns, ascending and without repetitions; what is missing is a gap.
 *
 * <p>Guarantees: immutable; prices are exact decimals, an integer over a power of ten that all of
 * them share; an open time is a whole multiple of the interval since 1970. Does not guarantee that
 * anybody could have traded at these prices.
 */
public final class History {
  /** Of a pair whose candles nobody looks at: whatever the file has. */
  static final long ANY_INTERVAL = 0;

  private static final int PRICE_DECIMALS = 18;

  private final String name;
  private final Bytes32 digest;
  private final long interval;
  private final Columns columns;
  private final List<String> notes;

  /** The columns of a table. */
  static final class Columns {
    final long[] openTimes;
    final long[] opens;
    final long[] highs;
    final long[] lows;
    final long[] closes;
    final int decimals;

    /**
     * Keeps the arrays.
     *
     * @param cells unix seconds, then the numerators of four prices, whole quote tokens for a whole
     *     base token
     * @param decimals the exponent of their denominator, 0 to 18
     */
    Columns(long[][] cells, int decimals) {
      this.openTimes = cells[0];
      this.opens = cells[1];
      this.highs = cells[2];
      this.lows = cells[3];
      this.closes = cells[4];
      this.decimals = decimals;
    }

    int size() {
      return openTimes.length;
    }

    Columns between(int from, int to) {
      long[][] cells = {openTimes, opens, highs, lows, closes};
      for (int i = 0; i < cells.length; i++) {
        cells[i] = Arrays.copyOfRange(cells[i], from, to);
      }
      return new Columns(cells, decimals);
    }
  }

  History(String name, Bytes32 digest, long interval, Columns columns, List<String> notes) {
    this.name = name;
    this.digest = digest;
    this.interval = interval;
    this.columns = columns;
    this.notes = List.copyOf(notes);
  }

  /** What it was read from. */
  public String name() {
    return name;
  }

  /** SHA-256 of the file it was read from. */
  public Bytes32 digest() {
    return digest;
  }

  /** Seconds of one candle. */
  public long interval() {
    return interval;
  }

  /** What was noticed while reading, and what was done about it, a sentence each. */
  public List<String> notes() {
    return notes;
  }

  /** How many candles there are. */
  public int size() {
    return columns.size();
  }

  /** Unix seconds at which a candle begins. */
  public long openTime(int index) {
    return columns.openTimes[index];
  }

  /** Unix seconds at which it is complete. */
  public long closeTime(int index) {
    return columns.openTimes[index] + interval;
  }

  /** The first price x 10^18. */
  public BigInteger open(int index) {
    return scaled(columns.opens[index]);
  }

  /** The last price x 10^18. */
  public BigInteger close(int index) {
    return scaled(columns.closes[index]);
  }

  /** The candle as strategies see it. */
  public Candle candle(int index) {
    return new Candle(
        columns.openTimes[index],
        open(index),
        scaled(columns.highs[index]),
        scaled(columns.lows[index]),
        close(index));
  }

  private BigInteger scaled(long numerator) {
    return BigInteger.valueOf(numerator)
        .multiply(BigInteger.TEN.pow(PRICE_DECIMALS - columns.decimals));
  }

  /** The last prices in binary64, each the nearest to the decimal; a new array. */
  public double[] closes() {
    double denominator = StrictMath.pow(10, columns.decimals);
    double[] prices = new double[size()];
    for (int i = 0; i < prices.length; i++) {
      prices[i] = columns.closes[i] / denominator;
    }
    return prices;
  }

  /** The candle that holds a time; a negative number where there is none. */
  public int at(long time) {
    return Arrays.binarySearch(columns.openTimes, Math.floorDiv(time, interval) * interval);
  }

  /** How many candles are complete at a time. */
  public int closedAt(long time) {
    int found = Arrays.binarySearch(columns.openTimes, time - interval);
    return found >= 0 ? found + 1 : -found - 1;
  }

  /** The first so many candles: what was known when the last of them closed. */
  public History first(int count) {
    return new History(name, digest, interval, columns.between(0, count), notes);
  }

  /**
   * The same up to a candle, and other prices behind it: each price of a later candle is multiplied
   * by a factor between a half and two that comes from a seed and its place, and high and low are
   * what they then must be.
   */
  public History perturbedBehind(int count, long seed) {
    Columns other = columns.between(0, size());
    for (int i = count; i < size(); i++) {
      long at = seed + 4L * i;
      long open = times(other.opens[i], at);
      long close = times(other.closes[i], at + 1);
      other.opens[i] = open;
      other.closes[i] = close;
      other.highs[i] = Math.max(times(other.highs[i], at + 2), Math.max(open, close));
      other.lows[i] = Math.min(times(other.lows[i], at + 3), Math.min(open, close));
    }
    return new History(name, digest, interval, other, notes);
  }

  private static long times(long price, long state) {
    double factor = StrictMath.pow(2, 2 * uniform(state) - 1);
    return Math.max(1, (long) Math.floor(price * factor));
  }

  /** SplitMix64 (Steele, Lea, Flood 2014), as a number in [0, 1). */
  private static double uniform(long state) {
    long z = state * 0x9E3779B97F4A7C15L;
    z = (z ^ z >>> 30) * 0xBF58476D1CE4E5B9L;
    z = (z ^ z >>> 27) * 0x94D049BB133111EBL;
    return ((z ^ z >>> 31) >>> 11) * 0x1p-53;
  }

  /**
   * Joined to candles of a longer interval, as a pool's swaps would be: a long candle is of the
   * short ones that are there; where none is, there is a gap.
   *
   * @throws HistoryRefused when the interval is not a multiple of this one's
   */
  public History joined(long seconds) throws HistoryRefused {
    if (seconds == interval || seconds == ANY_INTERVAL) {
      return this;
    }
    if (seconds < interval || seconds % interval != 0) {
      throw new HistoryRefused(
          HistoryRefused.Code.WRONG_INTERVAL,
          name
              + " has candles of "
              + interval
              + " seconds, and the agent observes candles of "
              + seconds
              + ", which is no multiple of that");
    }
    Joining joining = new Joining(size(), seconds);
    for (int i = 0; i < size(); i++) {
      joining.take(columns, i);
    }
    List<String> more = new ArrayList<>(notes);
    more.add(
        "candles of %d s were joined to %d candles of %d s"
            .formatted(interval, joining.size, seconds));
    return new History(name, digest, seconds, joining.columns(columns.decimals), more);
  }

  private static final class Joining {
    private final long seconds;
    private final long[][] cells;
    private int size;

    Joining(int most, long seconds) {
      this.seconds = seconds;
      this.cells = new long[5][most];
    }

    void take(Columns from, int i) {
      long openTime = Math.floorDiv(from.openTimes[i], seconds) * seconds;
      if (size == 0 || cells[0][size - 1] != openTime) {
        cells[0][size] = openTime;
        cells[1][size] = from.opens[i];
        cells[2][size] = from.highs[i];
        cells[3][size] = from.lows[i];
        cells[4][size] = from.closes[i];
        size++;
        return;
      }
      int last = size - 1;
      cells[2][last] = Math.max(cells[2][last], from.highs[i]);
      cells[3][last] = Math.min(cells[3][last], from.lows[i]);
      cells[4][last] = from.closes[i];
    }

    Columns columns(int decimals) {
      return new Columns(cells, decimals).between(0, size);
    }
  }
}
