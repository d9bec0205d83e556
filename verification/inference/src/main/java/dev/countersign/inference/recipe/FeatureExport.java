package dev.countersign.inference.recipe;

import dev.countersign.inference.Candle;
import dev.countersign.inference.CandleFile;
import dev.countersign.inference.InputRefused;
import dev.countersign.inference.SignalFeatures;
import dev.countersign.receipt.Tensor;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * Writes what a model is trained on: for every window of 64 candles without a gap its features, by
 * the function that later serves, and the closes that followed.
 *
 * <p>Two files: {@code features.f32}, rows of 24 little-endian binary32 numbers, and {@code
 * windows.csv}, one line for each row: open time of the window's last candle (unix seconds), its
 * close, and the log returns over the next 1, 4, 8 and 24 hours, empty where a gap or the end of
 * the file comes first. No candle is invented; a window that straddles a gap does not exist.
 */
public final class FeatureExport {
  private static final int[] AHEAD = {1, 4, 8, 24};

  private FeatureExport() {}

  /** Arguments: the CSV file, and the folder to write to. */
  public static void main(String[] args) throws IOException, InputRefused {
    if (args.length != 2) {
      System.err.println("usage: FeatureExport CANDLES.csv FOLDER");
      System.exit(2);
    }
    export(Path.of(args[0]), Path.of(args[1]), System.out);
  }

  static int export(Path csv, Path folder, PrintStream out) throws IOException, InputRefused {
    SignalFeatures function = new SignalFeatures();
    CandleFile file = CandleFile.read(csv, function.interval());
    file.notes().forEach(out::println);
    Files.createDirectories(folder);
    int rows = 0;
    int dropped = 0;
    try (DataOutputStream features =
            new DataOutputStream(
                new java.io.BufferedOutputStream(
                    Files.newOutputStream(folder.resolve("features.f32"))));
        PrintWriter windows =
            new PrintWriter(
                Files.newBufferedWriter(folder.resolve("windows.csv"), StandardCharsets.UTF_8))) {
      windows.print("open_time,close,ahead_1,ahead_4,ahead_8,ahead_24\n");
      for (List<Candle> stretch : file.stretches(function.interval())) {
        dropped += Math.min(stretch.size(), function.candles() - 1);
        for (int end = function.candles(); end <= stretch.size(); end++) {
          row(function, stretch, end, features, windows);
          rows++;
        }
      }
      if (windows.checkError()) {
        throw new IOException("cannot write " + folder.resolve("windows.csv"));
      }
    }
    out.printf(
        "%d candles in %d stretches: %d windows, %d candles end no whole window%n",
        file.candles().size(), file.stretches(function.interval()).size(), rows, dropped);
    return rows;
  }

  private static void row(
      SignalFeatures function,
      List<Candle> stretch,
      int end,
      DataOutputStream features,
      PrintWriter windows)
      throws IOException, InputRefused {
    List<Candle> window = stretch.subList(end - function.candles(), end);
    for (Tensor tensor : function.features(window).values()) {
      ByteBuffer data = tensor.data();
      byte[] bytes = new byte[data.remaining()];
      data.get(bytes);
      features.write(bytes);
    }
    double close = window.getLast().close().doubleValue();
    windows.print(window.getLast().openTime() + "," + close / 1e18);
    for (int hours : AHEAD) {
      windows.print(',');
      if (end - 1 + hours < stretch.size()) {
        double later = stretch.get(end - 1 + hours).close().doubleValue();
        windows.print(StrictMath.log(later / close));
      }
    }
    windows.print('\n');
  }
}
