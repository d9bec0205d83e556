package dev.countersign.inference.spi;

import dev.countersign.inference.Candle;
import dev.countersign.inference.InputRefused;
import dev.countersign.receipt.Tensor;
import java.util.List;
import java.util.Map;

/**
 * From observed candles to a model's inputs. Pure: the same candles give the same bits on every
 * machine, in training and in use; it leaves the integers only through IEEE 754 basic operations
 * and {@link StrictMath}.
 */
public interface FeatureFunction {
  /** The name that a model's card refers to; another function has another name. */
  String id();

  /** Seconds of one candle. */
  long interval();

  /** How many candles, the newest last, the function looks at. */
  int candles();

  /**
   * The inputs by name, from the last {@link #candles()} of the candles.
   *
   * @param candles closed candles in ascending order, without gaps in those that count
   * @throws InputRefused when there are too few, or a gap is among them
   */
  Map<String, Tensor> features(List<Candle> candles) throws InputRefused;
}
