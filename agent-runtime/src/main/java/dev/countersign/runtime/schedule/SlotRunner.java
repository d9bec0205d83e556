package dev.countersign.runtime.schedule;

import dev.countersign.receipt.Slot;
import dev.countersign.runtime.agent.Failure;
import dev.countersign.runtime.run.RunReport;

/**
 * Runs the slots of one agent. It has at most one effect for a slot however often it is called,
 * also from several runtimes at once; the scheduler does not add to that.
 */
public interface SlotRunner {
  /** What is known of a slot before it runs. */
  enum Standing {
    /** Nothing. */
    NEW,
    /** A run of it began, did not come to an end, and can still go on. */
    BEGUN,
    /** It came to an end that is done. */
    DONE
  }

  /** What is known of a slot, by whatever runtime on this database. */
  Standing standing(Slot slot) throws Failure;

  /** Runs a slot; one that is done is not begun again. */
  RunReport run(Slot slot) throws Failure, InterruptedException;
}
