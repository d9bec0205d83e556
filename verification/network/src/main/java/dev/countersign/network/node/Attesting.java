package dev.countersign.network.node;

import dev.countersign.network.chain.ChainReader;
import dev.countersign.network.chain.ChainUnavailable;
import dev.countersign.network.gate.Gate;
import dev.countersign.network.node.Opinion.Subject;
import dev.countersign.network.node.SigningRecord.Decision;
import dev.countersign.network.node.SigningRecord.Finality;
import dev.countersign.network.node.SigningRecord.History;
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
import java.time.Duration;
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

  /** A hostile document of 16 MiB takes a good hundred megabytes while it is read. */
  private static final int PARSED_AT_ONCE = 2;

  private final ChainReader chain;
  private final Judge judge;
  private final GuardedSigner signer;
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
  private final Duration patience;
  private final Places parsing;
  private final Places live;
  private final Places paper;

  Attesting(ChainReader chain, Judge judge, GuardedSigner signer, Limits limits) {
    this.chain = chain;
    this.judge = judge;
    this.signer = signer;
    this.patience = limits.patience();
    this.parsing = new Places(PARSED_AT_ONCE, limits.evaluation(), threads);
    this.live = new Places(limits.evaluations(), limits.evaluation(), threads);
    this.paper = live.some(limits.paperEvaluations());
  }

  @Override
  public HttpReply handle(byte[] body) throws InterruptedException {
    try {
      Asked asked = within(parsing, patience, () -> Asked.parse(body));
      Receipt receipt = asked.receipt();
      Optional<String> earlier = signer.earlier(receipt.receipt().mode(), receipt.receiptId());
      if (earlier.isPresent()) {
        return new HttpReply(200, earlier.get());
      }
      return new HttpReply(200, signer.answer(opinion(asked)));
    } catch (ReceiptRejected e) {
      LOG.info("dropped a request: {} {}", e.reason(), Sentence.of(e));
      return HttpReply.error(422, e.reason().name(), String.valueOf(e.getMessage()));
    } catch (Unable e) {
      return abstained(e.reason(), e);
    } catch (ChainUnavailable e) {
      return abstained(reason(e), e);
    } catch (RuntimeException e) {
      return abstained(Reason.INTERNAL, e);
    }
  }

  /** A bundle whose receipt is by the manifest's key and fits the rest of it. */
  private record Asked(Bundle bundle, Receipt receipt) {
    static Asked parse(byte[] body) throws ReceiptRejected {
      Bundle bundle = Bundle.parse(body);
      return new Asked(bundle, Receipts.checkUncertified(bundle));
    }
  }

  /**
   * Anybody can make receipts on paper, as slow to judge as the limit allows; so they have some of
   * the places, and wait for none. A live one of a stranger takes a place for a moment only, until
   * it turns out that its agent is not registered: the others wait for that moment.
   */
  private Opinion opinion(Asked asked)
      throws ReceiptRejected, Unable, ChainUnavailable, InterruptedException {
    Callable<Opinion> judgement = () -> judge.judge(asked.bundle, asked.receipt, this::precedents);
    return switch (asked.receipt.receipt().mode()) {
      case LIVE -> within(live, patience, judgement);
      case PAPER -> within(paper, Duration.ZERO, judgement);
    };
  }

  private static Reason reason(ChainUnavailable e) {
    return switch (e.kind()) {
      case BLOCK_UNKNOWN -> Reason.BLOCK_UNKNOWN;
      case UNREACHABLE, MALFORMED, WRONG_CHAIN, REJECTED, REVERTED -> Reason.CHAIN_UNAVAILABLE;
    };
  }

  private static HttpReply abstained(Reason reason, Exception cause) {
    String detail = Sentence.of(cause);
    switch (reason) {
      case INTERNAL -> {
        LOG.error("abstained because of something unexpected", cause);
        detail = "something unexpected; the verifier's log has more";
      }
      default -> LOG.info("abstained: {} {}", reason, detail);
    }
    return new HttpReply(
        reason == Reason.OVERLOADED ? 503 : 200, new Reply.Abstained(reason, detail).toJson());
  }

  /** Whether another receipt may be answered for a slot; asks the chain only when one was. */
  private Finality precedents(Subject subject)
      throws Refused, Unable, ChainUnavailable, InterruptedException {
    History before = signer.ofSlot(subject);
    Finality finality = before.records().isEmpty() ? Finality.UNKNOWN : finality(subject);
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

  private Finality finality(Subject subject) throws ChainUnavailable {
    BlockRef block = chain.finalized();
    if (subject.gate().equals(Address.ZERO)) {
      return new Finality(block.timestamp(), 0);
    }
    PinnedChain pinned = new PinnedChain(chain, block);
    return new Finality(
        block.timestamp(),
        Gate.state(pinned, subject.gate(), subject.manifest().agentId()).lastSlot());
  }

  private static <T> T within(Places places, Duration patience, Callable<T> work)
      throws ReceiptRejected, Unable, ChainUnavailable, InterruptedException {
    try {
      return places.call(work, patience);
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
