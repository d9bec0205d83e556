package dev.countersign.runtime.run;

import dev.countersign.network.chain.ChainUnavailable;
import dev.countersign.receipt.BlockRef;
import dev.countersign.receipt.Bundle;
import dev.countersign.receipt.Bytes32;
import dev.countersign.receipt.Reason;
import dev.countersign.runtime.agent.Exit;
import dev.countersign.runtime.agent.Failure;
import java.util.List;

/** Moves the money, or shows what would move. */
public interface Execution {
  /** What came of an execution. */
  sealed interface Outcome {}

  /**
   * It is on the chain, and did what was certified; settled once that is final.
   *
   * @param execution the transaction, and whether it is final
   * @param elsewhere whether somebody else sent it
   * @param balances of the account, before and after
   * @param differences what the gate measured otherwise than certified, empty where nothing was
   */
  record Executed(
      RunReport.Execution execution,
      boolean elsewhere,
      List<RunReport.Balance> balances,
      String differences)
      implements Outcome {
    /** Copies the list. */
    public Executed {
      balances = List.copyOf(balances);
    }
  }

  /**
   * It is settled in the outbox's rows; the node does not show its transaction any more.
   *
   * @param sentence what the rows say
   */
  record Recorded(String sentence) implements Outcome {}

  /**
   * Certified and given up, but its certificate may still be used by anybody; the outbox watches it
   * until nobody can.
   *
   * @param exit how the run ends for now
   * @param sentence why it was given up
   */
  record Watched(Exit exit, String sentence) implements Outcome {}

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

  /**
   * Writes down what is to be done, before anything says that it is under way: who finds that and
   * no action takes the run for dead.
   *
   * @throws Failure with {@link Exit#NOT_EXECUTED} when the slot has another action
   */
  void plan(Bundle certified) throws Failure;

  /** Sends the planned action through the gate and waits until it is final, for a while. */
  Outcome execute(Bytes32 runId, Bundle certified, RunStory story)
      throws Failure, InterruptedException, ChainUnavailable;

  /** Tries the action at a block, from the account that would do it. */
  String simulate(Bundle certified, BlockRef at) throws Failure;
}
