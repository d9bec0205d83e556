package dev.countersign.runtime.run;

import dev.countersign.network.chain.ChainUnavailable;
import dev.countersign.receipt.BlockRef;
import dev.countersign.receipt.Bundle;
import dev.countersign.receipt.Bytes32;
import dev.countersign.receipt.Reason;
import dev.countersign.runtime.agent.Failure;
import java.util.List;

/** Moves the money, or shows what would move. */
public interface Execution {
  /** What came of an execution. */
  sealed interface Outcome {}

  /**
   * It is on the chain and final, and did what was certified.
   *
   * @param execution the transaction
   * @param balances of the account, before and after
   * @param differences what the gate measured otherwise than certified, empty where nothing was
   */
  record Settled(
      RunReport.Execution execution, List<RunReport.Balance> balances, String differences)
      implements Outcome {
    /** Copies the list. */
    public Settled {
      balances = List.copyOf(balances);
    }
  }

  /**
   * Certified, and refused before anything was signed: the gas would cost too much.
   *
   * @param reason the code
   * @param sentence why
   */
  record Refused(Reason reason, String sentence) implements Outcome {}

  /**
   * Certified, and not executed.
   *
   * @param sentence why
   */
  record NotExecuted(String sentence) implements Outcome {}

  /** Sends the certified action through the gate and waits until it is final. */
  Outcome execute(Bytes32 runId, Bundle certified, RunStory story)
      throws Failure, InterruptedException, ChainUnavailable;

  /** Tries the action at a block, from the account that would do it. */
  String simulate(Bundle certified, BlockRef at) throws Failure;
}
