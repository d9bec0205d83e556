package dev.countersign.tools.outbox;

import dev.countersign.network.chain.ChainClient;
import dev.countersign.network.chain.ChainUnavailable;
import dev.countersign.network.chain.ChainUnavailable.Kind;
import dev.countersign.network.chain.EventLog;
import dev.countersign.network.chain.KnownTransaction;
import dev.countersign.network.chain.MinedReceipt;
import dev.countersign.network.gate.Executed;
import dev.countersign.network.gate.Gate;
import dev.countersign.network.spi.PinnedChain;
import dev.countersign.receipt.BlockRef;
import dev.countersign.receipt.Bytes32;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Asks a node what became of an action. */
final class Lookout {
  private final ChainClient chain;
  private final OutboxTerms terms;

  Lookout(ChainClient chain, OutboxTerms terms) {
    this.chain = chain;
    this.terms = terms;
  }

  /**
   * What the node says now.
   *
   * @throws ChainUnavailable also when the node contradicts itself
   */
  ChainView at(Entry entry) throws ChainUnavailable {
    BlockRef head = chain.head();
    long finalBlock =
        terms.confirmations() == 0
            ? chain.finalized().number()
            : head.number() - terms.confirmations();
    PlannedAction action = entry.action();
    long lastSlot =
        Gate.state(new PinnedChain(chain, head), action.gate(), action.agentId()).lastSlot();
    Optional<ChainView.Execution> execution =
        lastSlot >= action.slot().value() ? execution(action, head) : Optional.empty();
    if (lastSlot == action.slot().value() && execution.isEmpty()) {
      throw new ChainUnavailable(
          Kind.MALFORMED,
          "the gate executed slot " + lastSlot + ", but the node shows no such event");
    }
    Map<Bytes32, MinedReceipt> receipts = new HashMap<>();
    Set<Bytes32> pending = new HashSet<>();
    for (Attempt attempt : entry.attempts()) {
      Optional<MinedReceipt> receipt = chain.receipt(attempt.hash());
      if (receipt.isPresent()) {
        receipts.put(attempt.hash(), receipt.get());
      } else if (waits(attempt)) {
        pending.add(attempt.hash());
      }
    }
    long minedNonce =
        entry.nonce().isPresent() ? chain.nonce(entry.latest().orElseThrow().sender()) : 0;
    return new ChainView(
        head,
        finalBlock,
        minedNonce,
        receipts,
        pending,
        execution,
        lastSlot > action.slot().value() && execution.isEmpty());
  }

  private boolean waits(Attempt attempt) throws ChainUnavailable {
    Optional<KnownTransaction> known = chain.transaction(attempt.hash());
    return known.isPresent();
  }

  private Optional<ChainView.Execution> execution(PlannedAction action, BlockRef head)
      throws ChainUnavailable {
    for (EventLog log :
        chain.logs(action.gate(), Gate.EXECUTED_TOPIC, action.pinnedBlock(), head)) {
      Optional<Executed> executed = Gate.executed(log);
      if (executed.isPresent()
          && executed.get().agentId().equals(action.agentId())
          && executed.get().slot() == action.slot().value()) {
        return Optional.of(new ChainView.Execution(executed.get(), log.transaction(), log.block()));
      }
    }
    return Optional.empty();
  }
}
