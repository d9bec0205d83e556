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
import java.util.OptionalLong;
import java.util.Set;

/** Asks a node what became of an action. */
final class Lookout {
  private static final int LOOKS = 2;

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
      Shown shown = shown(attempt);
      shown.receipt().ifPresent(mined -> receipts.put(attempt.hash(), mined));
      if (shown.known() && shown.receipt().isEmpty()) {
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

  /** What the node shows of a transaction. */
  private record Shown(boolean known, Optional<MinedReceipt> receipt) {}

  /**
   * A receipt alone may be invented or held back: the node must also show the transaction in that
   * block. Nobody else signed it, and it cannot have cost more than what was signed.
   */
  private Shown shown(Attempt attempt) throws ChainUnavailable {
    for (int i = 0; i < LOOKS; i++) { // It may be mined between the two questions.
      Optional<MinedReceipt> receipt = chain.receipt(attempt.hash());
      Optional<KnownTransaction> known = chain.transaction(attempt.hash());
      OptionalLong block = known.map(KnownTransaction::block).orElse(OptionalLong.empty());
      OptionalLong mined =
          receipt.map(r -> OptionalLong.of(r.block().number())).orElse(OptionalLong.empty());
      if (block.equals(mined)) {
        if (receipt.isPresent() && !possible(receipt.get(), attempt)) {
          throw contradiction(
              attempt, "a receipt that costs more than was signed, or another sender");
        }
        return new Shown(known.isPresent(), receipt);
      }
    }
    throw contradiction(attempt, "a receipt of another block than the transaction");
  }

  private static boolean possible(MinedReceipt receipt, Attempt attempt) {
    return receipt.from().equals(attempt.sender())
        && receipt.gasUsed() <= attempt.gasLimit()
        && receipt.gasPrice().compareTo(attempt.maxFee()) <= 0;
  }

  private static ChainUnavailable contradiction(Attempt attempt, String what) {
    return new ChainUnavailable(
        Kind.MALFORMED, "of " + attempt.hash().prefixed() + " the node shows " + what);
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
