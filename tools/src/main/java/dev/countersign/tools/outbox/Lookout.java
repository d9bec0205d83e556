package dev.countersign.tools.outbox;

import dev.countersign.network.chain.ChainClient;
import dev.countersign.network.chain.ChainUnavailable;
import dev.countersign.network.chain.ChainUnavailable.Kind;
import dev.countersign.network.chain.EventLog;
import dev.countersign.network.chain.KnownTransaction;
import dev.countersign.network.chain.MinedReceipt;
import dev.countersign.network.gate.Gate;
import dev.countersign.network.spi.PinnedChain;
import dev.countersign.receipt.BlockRef;
import dev.countersign.receipt.Bytes32;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
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
    PlannedAction action = entry.action();
    BlockRef finalBlock = finalBlock(head, action);
    long lastSlot =
        Gate.state(new PinnedChain(chain, head), action.gate(), action.agentId()).lastSlot();
    List<ChainView.Execution> executions =
        lastSlot >= action.slot().value() ? executions(action, head) : List.of();
    Optional<ChainView.Execution> execution =
        executions.stream()
            .filter(each -> each.executed().slot() == action.slot().value())
            .findFirst();
    if (lastSlot == action.slot().value() && execution.isEmpty()) {
      throw new ChainUnavailable(
          Kind.MALFORMED,
          "the gate executed slot " + lastSlot + ", but the node shows no such event");
    }
    boolean passed =
        executions.stream()
            .anyMatch(
                each ->
                    each.executed().slot() > action.slot().value()
                        && each.block().number() <= finalBlock.number());
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
        entry.attempts().isEmpty() ? 0 : chain.nonce(entry.attempts().getLast().sender());
    return new ChainView(
        head,
        finalBlock.number(),
        minedNonce,
        receipts,
        pending,
        execution,
        lastSlot > action.slot().value() && execution.isEmpty(),
        passed || finalBlock.timestamp() > action.validUntil());
  }

  /**
   * The newest block that counts as final, never one after the head: what is between them was not
   * looked at. Its time is asked for only where it may matter.
   */
  private BlockRef finalBlock(BlockRef head, PlannedAction action) throws ChainUnavailable {
    if (terms.confirmations() == 0) {
      BlockRef finalized = chain.finalized();
      return finalized.number() < head.number() ? finalized : head;
    }
    long number = Math.max(0, head.number() - terms.confirmations());
    return head.timestamp() > action.validUntil()
        ? chain.block(number)
        : new BlockRef(number, Bytes32.ZERO, 0);
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

  /** The executions of this slot and of later ones. */
  private List<ChainView.Execution> executions(PlannedAction action, BlockRef head)
      throws ChainUnavailable {
    List<ChainView.Execution> executions = new ArrayList<>();
    for (EventLog log :
        chain.logs(action.gate(), Gate.EXECUTED_TOPIC, action.pinnedBlock(), head)) {
      Gate.executed(log)
          .filter(executed -> executed.agentId().equals(action.agentId()))
          .filter(executed -> executed.slot() >= action.slot().value())
          .ifPresent(
              executed ->
                  executions.add(
                      new ChainView.Execution(executed, log.transaction(), log.block())));
    }
    return executions;
  }
}
