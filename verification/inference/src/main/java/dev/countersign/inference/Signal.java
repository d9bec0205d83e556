package dev.countersign.inference;

import dev.countersign.inference.InputRefused.Code;
import dev.countersign.receipt.Tensor;
import java.util.Map;

/**
 * What a direction model says, in ten-thousandths: how likely down, flat and up are. The three add
 * up to 10,000.
 *
 * <p>From three logits by softmax in binary64 with {@link StrictMath#exp}, so the same logits give
 * the same integers on every machine. Down and up are rounded down; flat is the rest.
 *
 * @param down ten-thousandths
 * @param flat ten-thousandths
 * @param up ten-thousandths
 */
public record Signal(int down, int flat, int up) {
  private static final int WHOLE = 10_000;

  /**
   * @throws IllegalArgumentException unless they are shares of 10,000
   */
  public Signal {
    if (down < 0 || flat < 0 || up < 0 || down + flat + up != WHOLE) {
      throw new IllegalArgumentException(
          "not shares of 10,000: %d, %d, %d".formatted(down, flat, up));
    }
  }

  /** Up less down: -10,000 to 10,000, zero where the model is undecided. */
  public int score() {
    return up - down;
  }

  /**
   * Reads a model's outputs.
   *
   * @param outputs with one named {@code logits}, float32[1,3], finite
   * @throws InputRefused when there is none like that
   */
  public static Signal of(Map<String, Tensor> outputs) throws InputRefused {
    Tensor logits = outputs.get("logits");
    if (logits == null
        || logits.type() != Tensor.Type.FLOAT32
        || !logits.dims().equals(java.util.List.of(1L, 3L))) {
      throw new InputRefused(Code.BAD_TENSOR, "the model has no output logits, float32[1,3]");
    }
    float[] values = logits.floats();
    double highest = StrictMath.max(values[0], StrictMath.max(values[1], values[2]));
    double[] shares = new double[3];
    double sum = 0;
    for (int i = 0; i < 3; i++) {
      if (Float.isInfinite(values[i])) {
        throw new InputRefused(Code.BAD_TENSOR, "a logit is infinite");
      }
      shares[i] = StrictMath.exp(values[i] - highest);
      sum += shares[i];
    }
    int down = (int) StrictMath.floor(shares[0] / sum * WHOLE);
    int up = (int) StrictMath.floor(shares[2] / sum * WHOLE);
    return new Signal(down, WHOLE - down - up, up);
  }
}
