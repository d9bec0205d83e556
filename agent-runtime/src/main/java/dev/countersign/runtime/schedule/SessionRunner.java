package dev.countersign.runtime.schedule;

import dev.countersign.receipt.Slot;
import dev.countersign.runtime.AgentSession;
import dev.countersign.runtime.agent.Failure;
import dev.countersign.runtime.run.RunListener;
import dev.countersign.runtime.run.RunReport;
import java.util.Optional;

/**
 * Runs slots by a session.
 *
 * @param session stays the caller's to close
 */
record SessionRunner(AgentSession session) implements SlotRunner {
  @Override
  public boolean done(Slot slot) throws Failure {
    return session.done(slot).isPresent();
  }

  @Override
  public Optional<Slot> interrupted() throws Failure {
    return session.interrupted();
  }

  @Override
  public RunReport run(Slot slot) throws Failure, InterruptedException {
    return session.run(slot, RunListener.NONE);
  }
}
