package dev.countersign.runtime.schedule;

import dev.countersign.receipt.Slot;
import dev.countersign.runtime.AgentSession;
import dev.countersign.runtime.agent.Failure;
import dev.countersign.runtime.run.RunListener;
import dev.countersign.runtime.run.RunReport;

/**
 * Runs slots by a session.
 *
 * @param session stays the caller's to close
 */
record SessionRunner(AgentSession session) implements SlotRunner {
  @Override
  public Standing standing(Slot slot) throws Failure {
    if (session.done(slot).isPresent()) {
      return Standing.DONE;
    }
    return session.begun(slot) ? Standing.BEGUN : Standing.NEW;
  }

  @Override
  public RunReport run(Slot slot) throws Failure, InterruptedException {
    return session.run(slot, RunListener.NONE);
  }
}
