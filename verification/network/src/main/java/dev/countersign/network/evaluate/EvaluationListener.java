package dev.countersign.network.evaluate;

import dev.countersign.network.spi.Planner;
import dev.countersign.network.spi.Refused;
import dev.countersign.network.spi.Strategy;
import dev.countersign.receipt.BlockRef;
import dev.countersign.receipt.Observation;
import dev.countersign.receipt.Tensor;
import java.util.List;

/**
 * Follows an evaluation step by step: to show it to a person, or to stop it early because a step
 * came out otherwise than claimed. It cannot change anything.
 */
public interface EvaluationListener {
  /** Follows nothing. */
  EvaluationListener NONE = new EvaluationListener() {};

  /** The slot's block is known. */
  default void pinned(BlockRef block) throws Refused {}

  /** Everything that a decision may depend on was read, quotes apart. */
  default void observed(List<Observation> observations) throws Refused {}

  /** The model ran; not called where there is none. */
  default void inferred(List<Tensor> inputs, List<Tensor> outputs) throws Refused {}

  /** The strategy decided. */
  default void decided(Strategy.Decision decision) throws Refused {}

  /** The quotes were read and the decision is calls and flows. */
  default void planned(List<Observation> quotes, Planner.Plan plan) throws Refused {}

  /** The policy allows it. */
  default void checked() throws Refused {}
}
