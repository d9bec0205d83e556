package dev.countersign.inference;

import dev.countersign.inference.spi.LoadedModel;
import dev.countersign.receipt.Bytes32;
import dev.countersign.receipt.Tensor;
import java.util.Map;

/**
 * The {@code exact} profile for tensor models: run again, compare digests of the raw outputs. No
 * thresholds; one flipped bit is a {@link Mismatch}.
 *
 * <p>Guarantees: {@link Match} means that this machine gave the claimed bits for these inputs. Only
 * meaningful on a machine that passed {@link SelfTest#require}.
 */
public sealed interface Reexecution {
  /** The digest of the outputs of this run. */
  Bytes32 found();

  /**
   * The same bits.
   *
   * @param found the digest of the outputs
   */
  record Match(Bytes32 found) implements Reexecution {}

  /**
   * Other bits.
   *
   * @param claimed the digest that was claimed
   * @param found the digest of the outputs here
   */
  record Mismatch(Bytes32 claimed, Bytes32 found) implements Reexecution {}

  /**
   * Runs the model and compares.
   *
   * @param claimed the {@link Tensor#digest(java.util.Collection)} of the claimed outputs
   * @throws InferenceFailed when there is no output to compare
   */
  static Reexecution exact(LoadedModel model, Map<String, Tensor> inputs, Bytes32 claimed)
      throws InferenceFailed {
    Bytes32 found = Tensor.digest(model.run(inputs).values());
    return found.equals(claimed) ? new Match(found) : new Mismatch(claimed, found);
  }
}
