package dev.countersign.runtime.schedule;

import dev.countersign.receipt.Slot;
import dev.countersign.runtime.agent.Failure;
import dev.countersign.runtime.run.RunReport;
import java.util.Optional;

/**
 * Runs the slots of one agent. It has at most one effect for a slot however often it is called,
 * also from several runtimes at once; the scheduler does not add to that.
 */
public interface SlotRunner {
  /** Whether a slot came to an end that is done, on whatever runtime of this database. */
  boolean done(Slot slot) throws Failure;

  /** The slot whose run began, did not come to an end, and can still go on. */
  Optional<Slot> interrupted() throws Failure;

  /** Runs a slot; one that is done is not begun again. */
  RunReport run(Slot slot) throws Failure, InterruptedException;
}
