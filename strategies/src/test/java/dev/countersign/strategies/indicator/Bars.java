package dev.countersign.strategies.indicator;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.SplittableRandom;

/** Highs, lows, closes and volumes to compute with. */
final class Bars {
  final double[] high;
  final double[] low;
  final double[] close;
  final double[] volume;

  private Bars(int length) {
    high = new double[length];
    low = new double[length];
    close = new double[length];
    volume = new double[length];
  }

  int length() {
    return close.length;
  }

  /** A walk, now and then with a candle that does not move, a jump, or no volume. */
  static Bars random(long seed, int length) {
    SplittableRandom random = new SplittableRandom(seed);
    Bars bars = new Bars(length);
    double price = random.nextDouble(1e-3, 1e5);
    for (int i = 0; i < length; i++) {
      double step = random.nextInt(50) == 0 ? 0.2 : 0.01;
      boolean still = random.nextInt(10) == 0;
      double open = price;
      price = still ? price : price * (1 + random.nextDouble(-step, step));
      bars.close[i] = price;
      bars.high[i] = still ? price : Math.max(open, price) * (1 + random.nextDouble(0.005));
      bars.low[i] = still ? price : Math.min(open, price) * (1 - random.nextDouble(0.005));
      bars.volume[i] = random.nextInt(5) == 0 ? 0 : random.nextDouble(1000);
    }
    return bars;
  }

  /** The first recorded hours of the shipped candles. */
  static Bars recorded(int length) throws IOException {
    Path file =
        Path.of(System.getProperty("countersign.root"), "examples", "data", "ethusdt-1h.csv");
    List<String> lines = Files.readAllLines(file).subList(1, length + 1);
    Bars bars = new Bars(length);
    for (int i = 0; i < length; i++) {
      String[] fields = lines.get(i).split(",", -1);
      bars.high[i] = Double.parseDouble(fields[2]);
      bars.low[i] = Double.parseDouble(fields[3]);
      bars.close[i] = Double.parseDouble(fields[4]);
      bars.volume[i] = Double.parseDouble(fields[5]);
    }
    return bars;
  }
}
