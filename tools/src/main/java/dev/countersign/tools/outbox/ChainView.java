package dev.countersign.tools.outbox;

import dev.countersign.network.chain.MinedReceipt;
import dev.countersign.network.gate.Executed;
import dev.countersign.receipt.BlockRef;
import dev.countersign.receipt.Bytes32;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * What a node says about one action. Only this decides what became of it.
 *
 * @param head the newest block
 * @param finalBlock the number of the newest block that counts as final
 * @param minedNonce the number of transactions of the sender that are mined; zero where nothing was
 *     signed
 * @param receipts of our own transactions, those that are mined
 * @param pending our own transactions that wait in the node's pool
 * @param execution the execution of this agent and slot, whoever brought it about
 * @param overtaken whether a later slot of the agent was executed
 * @param over whether nobody can execute it after the newest block: a final block is later than its
 *     time, or has the execution of a later slot
 */
record ChainView(
    BlockRef head,
    long finalBlock,
    long minedNonce,
    Map<Bytes32, MinedReceipt> receipts,
    Set<Bytes32> pending,
    Optional<Execution> execution,
    boolean overtaken,
    boolean over) {
  ChainView {
    receipts = Map.copyOf(receipts);
    pending = Set.copyOf(pending);
  }

  /** The gate's event and where it is. */
  record Execution(Executed executed, Bytes32 transaction, BlockRef block) {}

  /** Whether a block counts as final. */
  boolean isFinal(BlockRef block) {
    return block.number() <= finalBlock;
  }
}
