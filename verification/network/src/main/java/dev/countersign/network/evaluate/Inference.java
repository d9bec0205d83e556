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
   * Runs the model once.
   *
   * @param model a model, not {@link ModelRef#NONE}
   * @param inputs by name
   * @throws Refused with {@code INFERENCE_FAILED} when the model cannot take these inputs, or gives
   *     something that is no number: everyone who runs it comes to the same
   * @throws Unable with {@code MODEL_UNAVAILABLE} when the model is not here, or this machine does
   *     not reproduce its self-test
   */
  Outputs infer(ModelRef model, Map<String, Tensor> inputs) throws Refused, Unable;

  /**
   * What a model gave.
   *
   * @param tensors its outputs, by name
   * @param format of the bundle, for example {@code onnx}
   * @param graph digest of the graph that ran
   * @param runtime what ran it
   */
  record Outputs(List<Tensor> tensors, String format, Bytes32 graph, Receipt.Platform runtime) {
    /** No model ran. */
    public static final Outputs NONE =
        new Outputs(
            List.of(),
            Receipt.Model.NONE.format(),
            Receipt.Model.NONE.graph(),
            Receipt.Platform.none(Profile.EXACT));

    /** Sorts the tensors by name. */
    public Outputs {
      tensors = tensors.stream().sorted(Comparator.comparing(Tensor::name)).toList();
    }
  }
}
