package dev.countersign.inference.language;

import dev.countersign.receipt.Bytes32;
import java.util.regex.Pattern;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;

/**
 * How a token is chosen among the legal ones. The specification of {@code gumbel-1} is {@code
 * docs/sampling.md}.
 *
 * @param spec the rule
 * @param temperature a decimal above 0 and at most 10; {@code "0"} for greedy
 * @param topK only the best so many, 1 to 100,000; 0 for all
 * @param topP only the best that have this share of the probability, a decimal above 0 and at most
 *     1
 * @param seed of the drawing; zeros for greedy
 */
public record Sampling(Spec spec, String temperature, int topK, String topP, Bytes32 seed) {
  private static final Pattern DECIMAL =
      Pattern.compile("(?:0|[1-9][0-9]?)(?:\\.[0-9]{0,3}[1-9])?");
  private static final int MOST_TOP_K = 100_000;

  /** The best token, always. */
  public static final Sampling GREEDY = new Sampling(Spec.GREEDY, "0", 0, "1", Bytes32.ZERO);

  /** The rules. */
  public enum Spec {
    /** The highest logit; the lowest id among equals. */
    GREEDY("greedy"),
    /** A draw by the Gumbel-max trick, from numbers that everybody computes alike. */
    GUMBEL_1("gumbel-1");

    private final String text;

    Spec(String text) {
      this.text = text;
    }

    /** The name in conversations and receipts. */
    public String text() {
      return text;
    }
  }

  /**
   * @throws IllegalArgumentException when a member is not as described above, or has another form
   *     than the shortest
   */
  public Sampling {
    require(DECIMAL.matcher(temperature).matches(), "not a temperature: ", temperature);
    require(DECIMAL.matcher(topP).matches(), "not a share of the probability: ", topP);
    if (spec == Spec.GREEDY) {
      require(
          temperature.equals("0") && topK == 0 && topP.equals("1") && seed.equals(Bytes32.ZERO),
          "greedy takes no temperature, topK, topP or seed",
          "");
    } else {
      double heat = Double.parseDouble(temperature);
      double share = Double.parseDouble(topP);
      require(heat > 0 && heat <= 10, "a temperature is above 0 and at most 10, not ", temperature);
      require(share > 0 && share <= 1, "topP is above 0 and at most 1, not ", topP);
      require(topK >= 0 && topK <= MOST_TOP_K, "topK is 0 to 100000, not ", "" + topK);
    }
  }

  private static void require(boolean condition, String otherwise, String given) {
    if (!condition) {
      throw new IllegalArgumentException(
          otherwise + (given.length() > 40 ? given.substring(0, 40) + "..." : given));
    }
  }

  /** A draw by {@code gumbel-1}. */
  public static Sampling gumbel(String temperature, int topK, String topP, Bytes32 seed) {
    return new Sampling(Spec.GUMBEL_1, temperature, topK, topP, seed);
  }

  JsonNode toJson() {
    return JsonNodeFactory.instance
        .objectNode()
        .put("spec", spec.text())
        .put("temperature", temperature)
        .put("topK", topK)
        .put("topP", topP)
        .put("seed", seed.hex());
  }

  static Sampling parse(JsonNode json) {
    String name = json.path("spec").asString("");
    for (Spec spec : Spec.values()) {
      if (spec.text().equals(name)) {
        return new Sampling(
            spec,
            json.path("temperature").asString(""),
            json.path("topK").asInt(-1),
            json.path("topP").asString(""),
            new Bytes32(json.path("seed").asString("")));
      }
    }
    throw new IllegalArgumentException("no rule of sampling; there are greedy and gumbel-1");
  }
}
