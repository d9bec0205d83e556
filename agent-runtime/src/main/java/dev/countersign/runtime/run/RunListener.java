package dev.countersign.runtime.run;

import dev.countersign.network.quorum.Attestation;
import dev.countersign.network.spi.Planner;
import dev.countersign.network.spi.Strategy;
import dev.countersign.receipt.BlockRef;
import dev.countersign.receipt.Bytes32;
import dev.countersign.receipt.Manifest;
import dev.countersign.receipt.Mode;
import dev.countersign.receipt.Observation;
import dev.countersign.receipt.Slot;
import dev.countersign.receipt.Tensor;
import java.util.List;

/**
 * Follows a run along the one path, a call for each step that is done. It cannot change anything,
 * and must be quick.
 */
public interface RunListener {
  /** Follows nothing. */
  RunListener NONE = new RunListener() {};

  /** A run begins. */
  default void begins(Manifest manifest, Slot slot, Mode mode) {}

  /** It has to wait. */
  default void waits(String why, long seconds) {}

  /** Something was seen at the pinned block. */
  default void observed(BlockRef block, List<Observation> observations, long millis) {}

  /** The model ran. */
  default void inferred(List<Tensor> outputs, long millis) {}

  /** The strategy decided. */
  default void decided(Strategy.Decision decision, long millis) {}

  /** The policy allows it. */
  default void checked(Planner.Plan plan, List<Observation> quotes, long millis) {}

  /** The receipt is signed and on disk; it goes to the verifiers now. */
  default void receipted(Bytes32 receiptId) {}

  /** The verifiers answered. */
  default void attested(Attestation attestation, int quorum, long millis) {}

  /** It is certified, planned and written down; it goes to the chain now. */
  default void underWay(RunReport report) {}

  /** The action is in a block. */
  default void executed(RunReport.Execution execution, long millis) {}

  /** It is final, and measured. */
  default void settled(RunReport.Execution execution, long millis) {}
}
