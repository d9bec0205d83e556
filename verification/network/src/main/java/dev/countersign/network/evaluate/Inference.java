package dev.countersign.network.evaluate;

import dev.countersign.network.spi.Refused;
import dev.countersign.network.spi.Unable;
import dev.countersign.receipt.Bytes32;
import dev.countersign.receipt.Manifest.ModelRef;
import dev.countersign.receipt.Profile;
import dev.countersign.receipt.Receipt;
import dev.countersign.receipt.Tensor;
import java.util.Comparator;
import java.util.List;
import java.util.Map;

/** Runs a model by its digest. */
public interface Inference {
  /**
   * Runs the model once, or does what shows as well what a run would give: where somebody claims to
   * know the outputs, a language model that reads their tokens in one pass need not draw them one
   * by one.
   *
   * @param model a model, not {@link ModelRef#NONE}
   * @param inputs by name
   * @param claimed the outputs that somebody claims, by name; empty where nobody does. With a
   *     claim, what is returned equals it if and only if a run would give it
   * @throws Refused with {@code INFERENCE_FAILED} when the model cannot take these inputs, or gives
   *     something that is no number: everyone who runs it comes to the same
   * @throws Unable with {@code MODEL_UNAVAILABLE} when the model is not here, or this machine does
   *     not reproduce its self-test
   */
  Outputs infer(ModelRef model, Map<String, Tensor> inputs, Map<String, Tensor> claimed)
      throws Refused, Unable;

  /**
   * What a model gave.
   *
   * @param tensors its outputs, by name
   * @param format of the bundle, for example {@code onnx}
   * @param tokenizer the tokenizer's digest, zero without one
   * @param template the digest of the chat template, zero without one
   * @param graph digest of the graph that ran
   * @param sampling how tokens were drawn; without the block that a seed depends on
   * @param runtime what ran it
   */
  record Outputs(
      List<Tensor> tensors,
      String format,
      Bytes32 tokenizer,
      Bytes32 template,
      Bytes32 graph,
      Receipt.Sampling sampling,
      Receipt.Platform runtime) {
    /** No model ran. */
    public static final Outputs NONE =
        new Outputs(
            List.of(),
            Receipt.Model.NONE.format(),
            Receipt.Model.NONE.tokenizer(),
            Receipt.Model.NONE.template(),
            Receipt.Model.NONE.graph(),
            Receipt.Sampling.NONE,
            Receipt.Platform.none(Profile.EXACT));

    /** The same model giving something else. */
    public Outputs with(List<Tensor> others) {
      return new Outputs(others, format, tokenizer, template, graph, sampling, runtime);
    }

    /** Another graph giving the same. */
    public Outputs withGraph(Bytes32 other) {
      return new Outputs(tensors, format, tokenizer, template, other, sampling, runtime);
    }

    /** Sorts the tensors by name. */
    public Outputs {
      tensors = tensors.stream().sorted(Comparator.comparing(Tensor::name)).toList();
    }
  }
}
