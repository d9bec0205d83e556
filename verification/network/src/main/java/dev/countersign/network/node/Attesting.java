package dev.countersign.network.node;

import dev.countersign.network.chain.ChainReader;
import dev.countersign.network.chain.ChainUnavailable;
import dev.countersign.network.gate.Gate;
import dev.countersign.network.node.Opinion.Subject;
import dev.countersign.network.node.SigningRecord.Decision;
import dev.countersign.network.node.SigningRecord.Finality;
import dev.countersign.network.node.SigningRecord.Outcome;
import dev.countersign.network.spi.PinnedChain;
import dev.countersign.network.spi.Refused;
import dev.countersign.network.spi.Unable;
import dev.countersign.receipt.Address;
import dev.countersign.receipt.BlockRef;
import dev.countersign.receipt.Bundle;
import dev.countersign.receipt.Reason;
import dev.countersign.receipt.Receipt;
import dev.countersign.receipt.ReceiptRejected;
import dev.countersign.receipt.Receipts;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Answers {@code POST /v1/attest}: looks whether the receipt was answered before, judges it, and
 * has the answer signed. Whatever goes wrong is an abstention; nothing but a finished judgement is
 * ever signed.
 */
final class Attesting implements HttpServing.Handler, AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Attesting.class);

  private final ChainReader chain;
  private final Judge judge;
  private final GuardedSigner signer;
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
  private final Places places;

  Attesting(ChainReader chain, Judge judge, GuardedSigner signer, Limits limits) {
    this.chain = chain;
    this.judge = judge;
    this.signer = signer;
    this.places = new Places(limits.evaluations(), limits.evaluation(), threads);
  }

  @Override
  public HttpReply handle(byte[] body) throws InterruptedException {
    try {
      Bundle bundle = Bundle.parse(body);
      Receipt receipt = Receipts.checkUncertified(bundle);
      Optional<String> earlier = signer.earlier(receipt.receiptId());
      if (earlier.isPresent()) {
        return new HttpReply(200, earlier.get());
      }
      Opinion opinion = within(() -> judge.judge(bundle, receipt, this::precedents));
      return new HttpReply(200, signer.answer(opinion));
    } catch (ReceiptRejected e) {
      LOG.info("dropped a request: {} {}", e.reason(), line(e));
      return HttpReply.error(422, e.reason().name(), String.valueOf(e.getMessage()));
    } catch (Unable e) {
      return abstained(e.reason(), e);
    } catch (ChainUnavailable e) {
      return abstained(reason(e), e);
    } catch (RuntimeException e) {
      return abstained(Reason.INTERNAL, e);
    }
  }

  private static Reason reason(ChainUnavailable e) {
    return switch (e.kind()) {
      case BLOCK_UNKNOWN -> Reason.BLOCK_UNKNOWN;
      case UNREACHABLE, MALFORMED, WRONG_CHAIN, REJECTED, REVERTED -> Reason.CHAIN_UNAVAILABLE;
    };
  }

  private static HttpReply abstained(Reason reason, Exception cause) {
    String detail = String.valueOf(cause.getMessage());
    switch (reason) {
      case INTERNAL -> {
        LOG.error("abstained because of something unexpected", cause);
        detail = "something unexpected; the verifier's log has more";
      }
      default -> LOG.info("abstained: {} {}", reason, line(cause));
    }
    return new HttpReply(
        reason == Reason.OVERLOADED ? 503 : 200, new Reply.Abstained(reason, detail).toJson());
  }

  /** What strangers sent must not make lines of its own in the log. */
  private static String line(Exception e) {
    return String.valueOf(e.getMessage()).replaceAll("[^\\x20-\\x7e]+", " ");
  }

  /** Whether another receipt may be answered for a slot; asks the chain only when one was. */
  private Finality precedents(Subject subject)
      throws Refused, Unable, ChainUnavailable, InterruptedException {
    List<SigningRecord> before = signer.ofSlot(subject);
    if (before.isEmpty()) {
      return Finality.UNKNOWN;
    }
    BlockRef block = chain.finalized();
    long lastSlot = 0;
    if (!subject.gate().equals(Address.ZERO)) {
      PinnedChain pinned = new PinnedChain(chain, block);
      lastSlot = Gate.state(pinned, subject.gate(), subject.manifest().agentId()).lastSlot();
    }
    Finality finality = new Finality(block.timestamp(), lastSlot);
    SigningRecord next =
        new SigningRecord(
            subject.scope(),
            subject.slot(),
            subject.window(),
            subject.receiptId(),
            Outcome.VERDICT);
    if (next.after(before, finality) instanceof Decision.Denied denied) {
      throw new Refused(Reason.SLOT_ANSWERED, denied.sentence());
    }
    return finality;
  }

  private Opinion within(Callable<Opinion> judgement)
      throws ReceiptRejected, Unable, ChainUnavailable, InterruptedException {
    try {
      return places.call(judgement);
    } catch (ExecutionException e) {
      throw unwrapped(e);
    }
  }

  private static Unable unwrapped(ExecutionException e)
      throws ReceiptRejected, Unable, ChainUnavailable, InterruptedException {
    return switch (e.getCause()) {
      case ReceiptRejected rejected -> throw rejected;
      case Unable unable -> throw unable;
      case ChainUnavailable unavailable -> throw unavailable;
      case InterruptedException interrupted -> throw interrupted;
      case null, default -> new Unable(Reason.INTERNAL, "the judgement failed", e);
    };
  }

  @Override
  public void close() {
    threads.shutdownNow();
  }
}
