package dev.countersign.inference.decoder;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.regex.Pattern;

/**
 * Rotary position embedding (Su et al., arXiv:2104.09864) with the half-rotation layout of Hugging
 * Face, and how it is stretched beyond the context that the model was trained on.
 *
 * <p>Guarantees: the same tables, bit for bit, on every machine: {@link StrictMath} in binary64,
 * rounded to binary32 where Hugging Face rounds.
 *
 * @param theta the base of the frequencies, decimal text
 * @param scaling the kind of stretching
 * @param parameters of the stretching, decimal text; exactly those that the kind names
 */
public record Rope(String theta, Scaling scaling, Map<String, String> parameters) {

  /** A kind of stretching. */
  public enum Scaling {
    /** None. */
    NONE,
    /** Every frequency divided by {@code factor} (Chen et al., arXiv:2306.15595). */
    LINEAR,
    /**
     * Low frequencies divided by {@code factor}, high ones kept, those between mixed: Llama 3.1.
     */
    LLAMA3,
    /** YaRN (Peng et al., arXiv:2309.00071, section 3), with its factor of the logits. */
    YARN;

    private List<String> names() {
      return switch (this) {
        case NONE -> List.of();
        case LINEAR -> List.of("factor");
        case LLAMA3 ->
            List.of("factor", "highFrequencyFactor", "lowFrequencyFactor", "originalContext");
        case YARN ->
            List.of("attentionFactor", "betaFast", "betaSlow", "factor", "originalContext");
      };
    }
  }

  private static final Pattern DECIMAL = Pattern.compile("[0-9]{1,12}(\\.[0-9]{1,18})?");

  /**
   * @throws IllegalArgumentException when a number is not a positive decimal, or the parameters are
   *     others than the kind's
   */
  public Rope {
    parameters = Collections.unmodifiableMap(new LinkedHashMap<>(parameters));
    require(DECIMAL.matcher(theta).matches() && Double.parseDouble(theta) > 1, "theta " + theta);
    require(
        parameters.keySet().stream().sorted().toList().equals(scaling.names()),
        "the parameters of the scaling " + scaling + " are " + scaling.names());
    parameters.forEach(
        (name, value) ->
            require(
                DECIMAL.matcher(value).matches() && Double.parseDouble(value) > 0,
                name + " " + value));
    require(
        scaling != Scaling.LLAMA3
            || number(parameters, "highFrequencyFactor") > number(parameters, "lowFrequencyFactor"),
        "highFrequencyFactor is not above lowFrequencyFactor");
  }

  private static void require(boolean condition, String otherwise) {
    if (!condition) {
      throw new IllegalArgumentException("rope: not usable: " + otherwise);
    }
  }

  /** Without stretching. */
  public static Rope of(String theta) {
    return new Rope(theta, Scaling.NONE, Map.of());
  }

  private static double number(Map<String, String> from, String name) {
    return Double.parseDouble(Objects.requireNonNull(from.get(name), name));
  }

  private double number(String name) {
    return number(parameters, name);
  }

  /** What sine and cosine are multiplied by. */
  float amplitude() {
    return scaling == Scaling.YARN ? (float) number("attentionFactor") : 1f;
  }

  /** Radians per position of each pair of dimensions. */
  float[] frequencies(int headDim) {
    double base = Double.parseDouble(theta);
    float[] frequencies = new float[headDim / 2];
    for (int i = 0; i < frequencies.length; i++) {
      double plain = 1 / StrictMath.pow(base, 2.0 * i / headDim);
      frequencies[i] =
          (float)
              switch (scaling) {
                case NONE -> plain;
                case LINEAR -> plain / number("factor");
                case LLAMA3 -> llama3(plain);
                case YARN -> yarn(plain, i, headDim, base);
              };
    }
    return frequencies;
  }

  private double llama3(double plain) {
    double turns = number("originalContext") * plain / (2 * StrictMath.PI);
    double low = number("lowFrequencyFactor");
    double high = number("highFrequencyFactor");
    double keep = Math.clamp((turns - low) / (high - low), 0.0, 1.0);
    return (1 - keep) * plain / number("factor") + keep * plain;
  }

  private double yarn(double plain, int pair, int headDim, double base) {
    double low = StrictMath.max(StrictMath.floor(pairOf("betaFast", headDim, base)), 0);
    double high = StrictMath.min(StrictMath.ceil(pairOf("betaSlow", headDim, base)), headDim - 1.0);
    double width = low == high ? 0.001 : high - low;
    double stretch = Math.clamp((pair - low) / width, 0.0, 1.0);
    return stretch * plain / number("factor") + (1 - stretch) * plain;
  }

  /** The pair of dimensions that turns so many times over the original context. */
  private double pairOf(String turns, int headDim, double base) {
    double ratio = number("originalContext") / (number(turns) * 2 * StrictMath.PI);
    return headDim * StrictMath.log(ratio) / (2 * StrictMath.log(base));
  }
}
