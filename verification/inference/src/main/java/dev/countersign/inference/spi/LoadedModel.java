package dev.countersign.inference.spi;

import dev.countersign.inference.InferenceFailed;
import dev.countersign.inference.ModelBundle;
import dev.countersign.inference.SelfTest;
import dev.countersign.receipt.Tensor;
import java.util.Map;

/**
 * A model that is ready to run. Safe for use by several threads; runs of one model do not change
 * each other's results.
 */
public interface LoadedModel extends SelfTest.Run, AutoCloseable {
  /** The bundle it was loaded from. */
  ModelBundle bundle();

  /** What runs it; recorded in the receipt. */
  Description description();

  /**
   * One run, under the time limit of the engine's options.
   *
   * @param inputs every input of the bundle's card by name, with its type and shape
   * @return every output of the card by name
   * @throws InferenceFailed when an input is wrong, the run fails, takes too long, or an output is
   *     no number
   */
  @Override
  Map<String, Tensor> run(Map<String, Tensor> inputs) throws InferenceFailed;

  /**
   * The check of somebody's outputs: equal to them if and only if {@link #run} would give them here
   * for these inputs. Where they differ, the result need not be complete; it is never equal.
   *
   * <p>Nothing in the claim is believed, and no claim makes this dearer than a run. Models for
   * which checking is cheaper than running override it.
   *
   * @param inputs as for {@link #run}
   * @param claimed the outputs that are to be checked, of whatever names, types and shapes
   * @throws InferenceFailed when there is nothing to compare: as {@link #run}
   */
  default Map<String, Tensor> rerun(Map<String, Tensor> inputs, Map<String, Tensor> claimed)
      throws InferenceFailed {
    return run(inputs);
  }

  /**
   * Reproduces the bundle's self-test on this machine.
   *
   * @throws InferenceFailed when it comes out otherwise or not at all; abstain then
   */
  default void requireSelfTest() throws InferenceFailed {
    bundle().selfTest().require(this);
  }

  /** Gives the memory back when no run is under way any more; more runs are refused at once. */
  @Override
  void close();

  /**
   * What runs a model.
   *
   * @param engine its name, for example {@code onnxruntime}
   * @param version its version
   * @param threads threads of one run
   * @param device for example {@code cpu}
   */
  record Description(String engine, String version, int threads, String device) {}
}
