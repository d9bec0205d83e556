package dev.countersign.runtime.run;

import dev.countersign.network.evaluate.Window;
import dev.countersign.receipt.Bundle;
import dev.countersign.receipt.Bytes32;
import dev.countersign.receipt.Manifest;
import dev.countersign.receipt.Mode;
import dev.countersign.receipt.Slot;
import dev.countersign.runtime.agent.Failure;
import java.util.List;
import java.util.Optional;

/** What this machine remembers of its runs. Everything is on disk when a method returns. */
public interface Journal {
  /** The uncertified bundle of a slot's window, where one was made. */
  Optional<Bundle> begun(Bytes32 agentId, Slot slot, Window window, Mode mode) throws Failure;

  /**
   * Keeps the uncertified bundle of a slot's window, before anybody sees it.
   *
   * @return what is kept: another runtime on the same database may have been first
   */
  Bundle begin(Manifest manifest, Slot slot, Window window, Mode mode, Bundle bundle)
      throws Failure;

  /** The id of the agent's last receipt, holds included, or zeros. */
  Bytes32 previous(Bytes32 agentId) throws Failure;

  /** The uncertified bundle of a receipt. */
  Optional<Bundle> bundle(Bytes32 receiptId) throws Failure;

  /**
   * Keeps how a run ended, or how far it has come, over what was kept of it before; but one that is
   * done stays as it is.
   */
  void ended(RunReport report) throws Failure;

  /** The runs whose action was on its way to a chain when they were last heard of. */
  List<RunReport> underWay() throws Failure;

  /** How the run of a slot ended, where it came to an end that is done. */
  Optional<RunReport> done(Bytes32 agentId, Slot slot, Mode mode) throws Failure;

  /** The newest slot of an agent for which a receipt of this mode was made. */
  Optional<Slot> latest(Bytes32 agentId, Mode mode) throws Failure;

  /** The reports of the newest runs, the newest first. */
  List<RunReport> recent(int most) throws Failure;
}
