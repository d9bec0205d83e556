package dev.countersign.inference;

import java.util.Collections;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * What a model bundle says about itself: the file {@code model.json}.
 *
 * @param version 1
 * @param name {@code [a-z0-9][a-z0-9.-]{0,62}}
 * @param format {@code onnx} or {@code decoder}
 * @param graph the path of the graph in the bundle
 * @param selfTest the path of the self-test in the bundle
 * @param features the id of the feature function, {@code none} where the inputs come ready
 * @param interval the candles it was trained on, for example {@code 1h}; {@code none} without
 * @param inputs what goes in, in any order; empty for a decoder, whose tensors are those of its
 *     kind
 * @param outputs what comes out, in any order; empty for a decoder
 * @param description one paragraph for a person
 * @param licence an SPDX identifier
 * @param training where it comes from
 * @param figures what was measured, by name; values are text, because there are no floating-point
 *     numbers in anything that is hashed
 */
public record ModelCard(
    int version,
    String name,
    String format,
    String graph,
    String selfTest,
    String features,
    String interval,
    List<TensorSpec> inputs,
    List<TensorSpec> outputs,
    String description,
    String licence,
    Training training,
    Map<String, String> figures) {

  /** The name of the file. */
  public static final String FILE = "model.json";

  /** Tensors in, tensors out, in one run of a graph. */
  public static final String ONNX = "onnx";

  /** A language model; see {@link dev.countersign.inference.decoder.DecoderBundle}. */
  public static final String DECODER = "decoder";

  private static final Pattern NAME = Pattern.compile("[a-z0-9][a-z0-9.-]{0,62}");
  private static final int MOST_TENSORS = 64;
  private static final int MOST_TEXT = 4096;

  /**
   * Where a model comes from; periods are {@code first/last} day.
   *
   * @param data the data it was trained on
   * @param train what it learnt from
   * @param validation what decided when to stop
   * @param test what it was measured on, and nothing else
   */
  public record Training(String data, String train, String validation, String test) {}

  /**
   * @throws IllegalArgumentException when a member is not as described above
   */
  public ModelCard {
    inputs = List.copyOf(inputs);
    outputs = List.copyOf(outputs);
    figures = Collections.unmodifiableMap(new LinkedHashMap<>(figures));
    require(version == 1, "version " + version + " is not known");
    require(NAME.matcher(name).matches(), "not a model's name: " + name);
    require(
        format.equals(ONNX) || format.equals(DECODER),
        "format " + format + " is not known; there are onnx and decoder");
    if (format.equals(DECODER)) {
      require(inputs.isEmpty() && outputs.isEmpty(), "a decoder's card names inputs or outputs");
      require(features.equals("none") && interval.equals("none"), "a decoder reads no candles");
    } else {
      require(!inputs.isEmpty() && !outputs.isEmpty(), "no inputs or no outputs");
    }
    require(inputs.size() + outputs.size() <= MOST_TENSORS, "more than 64 inputs and outputs");
    require(distinct(inputs) && distinct(outputs), "two inputs or two outputs of one name");
    require(description.length() <= MOST_TEXT, "the description is longer than 4096 characters");
  }

  private static void require(boolean condition, String otherwise) {
    if (!condition) {
      throw new IllegalArgumentException(otherwise);
    }
  }

  private static boolean distinct(List<TensorSpec> specs) {
    Set<String> names = new HashSet<>();
    return specs.stream().allMatch(spec -> names.add(spec.name()));
  }

  /** The file's content: canonical JSON. */
  public byte[] toBytes() {
    return BundleJson.write(this);
  }

  static ModelCard parse(byte[] json) throws ModelRefused {
    return BundleJson.read(json, ModelCard.class, FILE);
  }
}
