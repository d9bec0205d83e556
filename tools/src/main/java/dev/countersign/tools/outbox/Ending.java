package dev.countersign.tools.outbox;

import dev.countersign.receipt.BlockRef;
import dev.countersign.receipt.Bytes32;

/**
 * An end of an action that the chain shows.
 *
 * @param kind which
 * @param transaction the transaction that brought it about
 * @param block where it is
 */
public record Ending(Kind kind, Bytes32 transaction, BlockRef block) {
  /** The ends there are. */
  public enum Kind {
    /** Executed by a transaction of ours. */
    EXECUTED,
    /** Executed by a transaction of somebody else: anyone may submit a certified action. */
    EXECUTED_ELSEWHERE,
    /** The slot was used up by another receipt. */
    OVERTAKEN,
    /** A transaction of ours reverted. */
    REVERTED,
    /** Our nonce was used up by our own cancellation. */
    CANCELLED
  }
}
