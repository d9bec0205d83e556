package dev.countersign.network.node;

import dev.countersign.network.chain.ChainReader;
import dev.countersign.network.chain.ChainUnavailable;
import dev.countersign.network.evaluate.Evaluation;
import dev.countersign.network.evaluate.Evaluator;
import dev.countersign.network.evaluate.Inference;
import dev.countersign.network.evaluate.SlotRules;
import dev.countersign.network.evaluate.Window;
import dev.countersign.network.node.Opinion.Agree;
import dev.countersign.network.node.Opinion.Disagree;
import dev.countersign.network.node.Opinion.Subject;
import dev.countersign.network.node.SigningRecord.Finality;
import dev.countersign.network.spi.PinnedChain;
import dev.countersign.network.spi.Refused;
import dev.countersign.network.spi.Unable;
import dev.countersign.receipt.Address;
import dev.countersign.receipt.BlockRef;
import dev.countersign.receipt.Bundle;
import dev.countersign.receipt.Manifest;
import dev.countersign.receipt.Mode;
import dev.countersign.receipt.Reason;
import dev.countersign.receipt.Receipt;
import dev.countersign.receipt.ReceiptRejected;
import dev.countersign.receipt.Slot;
import dev.countersign.receipt.Verdict;
import java.util.Set;

/**
 * Finds out what this verifier thinks of a receipt, through its own node, with its own models and
 * code. Signs nothing and remembers nothing.
 */
final class Judge {
  /**
   * What time or the order of requests may still change. Such a refusal is not written down, so
   * that a receipt that came too early or too late does not use up its slot.
   */
  private static final Set<Reason> PASSING =
      Set.of(
          Reason.SLOT_IN_FUTURE,
          Reason.TOO_SOON,
          Reason.SLOT_ANSWERED,
          Reason.EXPIRED,
          Reason.NOT_YET_VALID,
          Reason.SLOT_NOT_RISING);

  /** What was answered before for a slot. */
  interface Precedents {
    /**
     * Returns normally only when another receipt may be answered for the subject's slot.
     *
     * @return what the chain says for certain, as far as it was asked
     */
    Finality check(Subject subject) throws Refused, Unable, ChainUnavailable, InterruptedException;
  }

  private final ChainReader chain;
  private final Address gate;
  private final Evaluator evaluator;
  private final Inference inference;

  Judge(ChainReader chain, Address gate, Evaluator evaluator, Inference inference) {
    this.chain = chain;
    this.gate = gate;
    this.evaluator = evaluator;
    this.inference = inference;
  }

  /**
   * Judges a receipt.
   *
   * @param bundle its bundle
   * @param precedents asked before anything expensive is done
   * @param receipt what {@link dev.countersign.receipt.Receipts#checkUncertified} gave for it
   * @throws ReceiptRejected when it deserves no signature at all: a stranger could have made it
   * @throws Unable when this verifier cannot say
   */
  Opinion judge(Bundle bundle, Receipt receipt, Precedents precedents)
      throws ReceiptRejected, Unable, ChainUnavailable, InterruptedException {
    Manifest manifest = bundle.manifest();
    requireHome(manifest);
    BlockRef head = chain.head();
    requireKnown(bundle, head);
    boolean live = receipt.receipt().mode() == Mode.LIVE;
    long lastSlot = live ? new Registration(manifest).require(new PinnedChain(chain, head)) : 0;
    Slot slot = receipt.receipt().slot();
    Window window = Window.open(manifest, slot, head.timestamp());
    Finality finality = Finality.UNKNOWN;
    try {
      SlotRules.check(manifest, slot, head.timestamp());
      window = Evaluator.window(manifest, receipt);
      SlotRules.checkWindow(manifest, slot, window, head.timestamp());
      SlotRules.checkRising(slot, lastSlot);
      finality = precedents.check(subject(manifest, receipt, window));
      Evaluation evaluation = evaluator.reproduce(bundle, receipt, chain, inference);
      long lastThen =
          live ? new Registration(manifest).require(new PinnedChain(chain, evaluation.block())) : 0;
      return new Opinion(
          subject(manifest, receipt, window),
          new Agree(Verdict.of(receipt), receipt.action().isHold(), lastThen),
          finality);
    } catch (Refused e) {
      boolean lasting = !PASSING.contains(e.reason()) && !isPassingFork(e, bundle);
      return new Opinion(
          subject(manifest, receipt, window),
          new Disagree(e.reason(), String.valueOf(e.getMessage()), lasting),
          finality);
    }
  }

  private static Subject subject(Manifest manifest, Receipt receipt, Window window) {
    return new Subject(
        manifest,
        receipt.receipt().mode().signingGate(manifest),
        receipt.receiptId(),
        receipt.receipt().slot(),
        window);
  }

  private void requireHome(Manifest manifest) throws ReceiptRejected {
    if (manifest.chainId() != chain.chainId()) {
      throw new ReceiptRejected(
          Reason.WRONG_CHAIN,
          "the manifest is for chain " + manifest.chainId() + ", not " + chain.chainId());
    }
    if (!manifest.gate().equals(gate)) {
      throw new ReceiptRejected(
          Reason.WRONG_GATE, "the manifest is for the gate " + manifest.gate() + ", not " + gate);
    }
  }

  /** A node that lags cannot tell a slot of the future from one it has not heard of. */
  private static void requireKnown(Bundle bundle, BlockRef head) throws Unable {
    long newest =
        bundle.observations().stream().mapToLong(seen -> seen.block().number()).max().orElse(0);
    if (newest > head.number()) {
      throw new Unable(
          Reason.BLOCK_UNKNOWN,
          "block " + newest + " is not known here yet; the newest is " + head.number());
    }
  }

  /**
   * A block of the receipt that is not on this node's chain may be on a fork, which either side may
   * still leave. Only a block of this chain that is not the slot's is wrong for ever.
   */
  private boolean isPassingFork(Refused refused, Bundle bundle) throws ChainUnavailable {
    if (refused.reason() != Reason.WRONG_BLOCK) {
      return false;
    }
    BlockRef claimed = bundle.observations().getFirst().block();
    return !chain.block(claimed.number()).equals(claimed);
  }
}
