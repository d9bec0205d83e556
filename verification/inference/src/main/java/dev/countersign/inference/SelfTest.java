package dev.countersign.inference;

import dev.countersign.inference.ModelRefused.Code;
import dev.countersign.receipt.Bytes32;
import dev.countersign.receipt.Jcs;
import dev.countersign.receipt.Json;
import dev.countersign.receipt.ReceiptRejected;
import dev.countersign.receipt.Tensor;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * Inputs with the digest of the outputs that they must give: what a host reproduces before it votes
 * on a model. The file is {@code {"version":1,"cases":[{"inputs":[tensor...],"outputs":digest}]}}
 * with tensors in their JSON form.
 *
 * <p>Guarantees: a host that passes gave the published bits for these inputs. Does not guarantee
 * other inputs. It is strong evidence for a graph of constant-weight MatMul, Add and Relu, where
 * every sum runs in one order with fused multiply-add; a host without that instruction fails here.
 * It is weak evidence for reductions, convolutions and softmax, whose order follows the vector
 * width.
 *
 * <p>A decoder's inputs are {@code input_ids} and {@code rows}, its output {@code logits}, as
 * {@link dev.countersign.inference.decoder.DecoderSession} describes them.
 *
 * @param cases one or more
 */
public record SelfTest(List<Case> cases) {
  private static final int MOST_CASES = 16;

  /** What is run: a model, or one way of running it. */
  @FunctionalInterface
  public interface Run {
    /** One run: every output by name from every input by name. */
    Map<String, Tensor> run(Map<String, Tensor> inputs) throws InferenceFailed;
  }

  /**
   * One case.
   *
   * @param inputs every input of the model
   * @param outputs the {@link Tensor#digest(java.util.Collection)} of all outputs
   */
  public record Case(List<Tensor> inputs, Bytes32 outputs) {
    /** Copies the list. */
    public Case {
      inputs = List.copyOf(inputs);
    }
  }

  /**
   * @throws IllegalArgumentException when there is no case, or more than 16
   */
  public SelfTest {
    cases = List.copyOf(cases);
    if (cases.isEmpty() || cases.size() > MOST_CASES) {
      throw new IllegalArgumentException("a self-test has 1 to 16 cases, not " + cases.size());
    }
  }

  /** Runs the model on each input as it is here; the outputs become the published ones. */
  public static SelfTest record(Run model, List<Map<String, Tensor>> inputs)
      throws InferenceFailed {
    List<Case> cases = new ArrayList<>();
    for (Map<String, Tensor> input : inputs) {
      Bytes32 outputs = Tensor.digest(model.run(input).values());
      cases.add(new Case(List.copyOf(input.values()), outputs));
    }
    return new SelfTest(cases);
  }

  /**
   * Reproduces every case on this machine.
   *
   * @throws ModelRefused with {@link Code#SELF_TEST_FAILED} when one differs; abstain then
   * @throws InferenceFailed when the model gives no output
   */
  public void require(Run model) throws InferenceFailed {
    for (int i = 0; i < cases.size(); i++) {
      Case test = cases.get(i);
      Map<String, Tensor> inputs = new LinkedHashMap<>();
      test.inputs().forEach(input -> inputs.put(input.name(), input));
      Bytes32 outputs = Tensor.digest(model.run(inputs).values());
      if (!outputs.equals(test.outputs())) {
        throw new ModelRefused(
            Code.SELF_TEST_FAILED,
            "this machine does not reproduce case %d of the model's self-test: %s instead of %s; it"
                    .formatted(i + 1, outputs, test.outputs())
                + " must not vote on this model");
      }
    }
  }

  /** The JSON form. */
  public JsonNode toJson() {
    ObjectNode json = JsonNodeFactory.instance.objectNode();
    json.put("version", 1);
    ArrayNode list = json.putArray("cases");
    for (Case test : cases) {
      ObjectNode entry = list.addObject();
      ArrayNode inputs = entry.putArray("inputs");
      test.inputs().forEach(input -> inputs.add(input.toJson()));
      entry.put("outputs", test.outputs().hex());
    }
    return json;
  }

  static SelfTest parse(byte[] bytes, ModelCard card) throws ModelRefused {
    try {
      JsonNode json = Json.parse(bytes);
      List<Case> cases = new ArrayList<>();
      for (JsonNode entry : json.path("cases")) {
        List<Tensor> inputs = new ArrayList<>();
        for (JsonNode input : entry.path("inputs")) {
          inputs.add(Tensor.parse(input));
        }
        requireInputs(inputs, card);
        cases.add(new Case(inputs, new Bytes32(entry.path("outputs").asString(""))));
      }
      SelfTest test = new SelfTest(cases);
      if (!Arrays.equals(Jcs.canonical(test.toJson()), Jcs.canonical(json))) {
        throw new ModelRefused(
            Code.BAD_CARD, card.selfTest() + " has a member that is unknown or out of form");
      }
      return test;
    } catch (ReceiptRejected | IllegalArgumentException e) {
      throw new ModelRefused(Code.BAD_CARD, card.selfTest() + ": " + e.getMessage(), e);
    }
  }

  private static void requireInputs(List<Tensor> inputs, ModelCard card) throws ModelRefused {
    boolean fits =
        card.format().equals(ModelCard.DECODER)
            ? inputs.stream().map(Tensor::name).toList().equals(List.of("input_ids", "rows"))
                && inputs.stream().allMatch(tensor -> tensor.type() == Tensor.Type.INT64)
            : inputs.size() == card.inputs().size()
                && card.inputs().stream().allMatch(spec -> inputs.stream().anyMatch(spec::fits));
    if (!fits) {
      throw new ModelRefused(
          Code.BAD_CARD, card.selfTest() + " has other inputs than the card: " + inputs);
    }
  }
}
