package dev.countersign.network.node;

import dev.countersign.network.evaluate.SlotRules;
import dev.countersign.network.evaluate.SlotRules.Answered;
import dev.countersign.network.node.AnswerStore.Near;
import dev.countersign.network.node.Opinion.Agree;
import dev.countersign.network.node.Opinion.Disagree;
import dev.countersign.network.node.Opinion.Subject;
import dev.countersign.network.node.SigningRecord.Decision;
import dev.countersign.network.node.SigningRecord.History;
import dev.countersign.network.node.SigningRecord.Outcome;
import dev.countersign.network.spi.Refused;
import dev.countersign.network.spi.Unable;
import dev.countersign.receipt.Address;
import dev.countersign.receipt.Bytes;
import dev.countersign.receipt.Bytes32;
import dev.countersign.receipt.Manifest;
import dev.countersign.receipt.Mode;
import dev.countersign.receipt.Reason;
import dev.countersign.receipt.Refusal;
import dev.countersign.receipt.VerifierKey;
import java.io.IOException;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * The only holder of the verifier's key. It signs at most one verdict that can still take effect
 * for each slot, and what it signs is on the disk before anyone can see it.
 *
 * <p>Verdicts on paper can take no effect, and anybody can have them: the newest are in memory, so
 * that they cost the others neither time nor room on the disk.
 *
 * <p>Thread-safe: one thread decides, writes and signs, one receipt after the other. That thread is
 * never interrupted, because an interrupt would close the store's file.
 */
final class GuardedSigner implements AutoCloseable {
  private static final long LIMIT_SECONDS = 10;

  private final VerifierKey key;
  private final long chainId;
  private final AnswerStore store;
  private final AnswerStore paper;
  private final ExecutorService thread =
      Executors.newSingleThreadExecutor(
          Thread.ofPlatform().daemon().name("countersign-signer").factory());

  /**
   * @param store where the answers to live receipts are
   * @param paper where those to paper are, in memory
   */
  GuardedSigner(VerifierKey key, long chainId, AnswerStore store, AnswerStore paper) {
    this.key = key;
    this.chainId = chainId;
    this.store = store;
    this.paper = paper;
  }

  private AnswerStore storeOf(Subject subject) {
    return subject.gate().equals(Address.ZERO) ? paper : store;
  }

  Address address() {
    return key.address();
  }

  /** What was answered to a receipt before, if it was. */
  Optional<String> earlier(Mode mode, Bytes32 receiptId) throws Unable, InterruptedException {
    AnswerStore answers = mode == Mode.PAPER ? paper : store;
    return alone(() -> answers.reply(receiptId));
  }

  /** What was answered for the slot of a subject. */
  History ofSlot(Subject subject) throws Unable, InterruptedException {
    return alone(() -> history(subject));
  }

  private History history(Subject subject) throws SQLException {
    AnswerStore answers = storeOf(subject);
    return new History(
        answers.ofSlot(subject.scope(), subject.slot()), answers.forgotten(subject.scope()));
  }

  /**
   * Lets go of some of the records that nobody needs any more.
   *
   * @param finalizedTime unix seconds of a finalized block
   * @return how many; there may be more
   */
  int forget(long finalizedTime) throws Unable, InterruptedException {
    return alone(() -> store.forget(finalizedTime - SigningRecord.KEPT, finalizedTime));
  }

  /**
   * Answers a receipt with what was found out about it, or as it was answered before, or with a
   * refusal because another receipt has the slot.
   *
   * @return the exact reply; the same for the same receipt as long as it can be of use
   */
  String answer(Opinion opinion) throws Unable, InterruptedException {
    return alone(() -> decide(opinion));
  }

  private String decide(Opinion opinion) throws SQLException {
    Subject subject = opinion.subject();
    SigningRecord next =
        new SigningRecord(
            subject.scope(),
            subject.slot(),
            subject.window(),
            subject.receiptId(),
            outcome(opinion.finding()));
    return switch (next.after(history(subject), opinion.finality())) {
      case Decision.Repeat repeat ->
          storeOf(subject)
              .reply(repeat.earlier().receiptId())
              .orElseThrow(() -> new SQLException("a record without its reply"));
      case Decision.Denied denied -> refuse(subject, denied(denied, opinion.finding()));
      case Decision.Allowed allowed -> write(subject, allowed.next(), opinion.finding());
    };
  }

  /** A finding that will pass says more than that the slot has an answer. */
  private static Disagree denied(Decision.Denied denied, Opinion.Finding finding) {
    return finding instanceof Disagree disagree && !disagree.lasting()
        ? disagree
        : new Disagree(Reason.SLOT_ANSWERED, denied.sentence(), false);
  }

  private static Outcome outcome(Opinion.Finding finding) {
    return switch (finding) {
      case Agree agree -> agree.hold() ? Outcome.HOLD : Outcome.VERDICT;
      case Disagree disagree -> Outcome.REFUSAL;
    };
  }

  private String write(Subject subject, SigningRecord next, Opinion.Finding finding)
      throws SQLException {
    if (finding instanceof Disagree disagree && !disagree.lasting()) {
      return refuse(subject, disagree);
    }
    Optional<Disagree> outstanding = outstanding(subject, finding);
    Optional<Disagree> tooSoon = tooSoon(subject).or(() -> outstanding);
    if (tooSoon.isPresent()) {
      return refuse(subject, tooSoon.get());
    }
    String reply =
        switch (finding) {
          case Agree agree -> agree(subject, agree);
          case Disagree disagree -> refuse(subject, disagree);
        };
    storeOf(subject).write(next, reply);
    return reply;
  }

  private Optional<Disagree> tooSoon(Subject subject) throws SQLException {
    Manifest manifest = subject.manifest();
    long distance = manifest.minInterval();
    List<Answered> before =
        storeOf(subject)
            .near(
                subject.scope(),
                Near.of(subject.slot().anchor(), distance),
                Near.of(subject.window().opensAt(), distance))
            .stream()
            .map(SigningRecord::answered)
            .toList();
    try {
      SlotRules.checkInterval(manifest, subject.slot(), subject.window(), before);
      return Optional.empty();
    } catch (Refused e) {
      return Optional.of(new Disagree(e.reason(), String.valueOf(e.getMessage()), false));
    }
  }

  /**
   * What was decided at the pinned block knows nothing of a verdict that is executed after it. Two
   * that can both take effect would pay twice what is to be paid once, and act within a cooldown.
   */
  private Optional<Disagree> outstanding(Subject subject, Opinion.Finding finding)
      throws SQLException {
    boolean paper = subject.gate().equals(Address.ZERO);
    if (paper || !(finding instanceof Agree agree) || agree.hold()) {
      return Optional.empty();
    }
    return store
        .outstanding(subject.scope(), agree.lastSlot(), agree.verdict().validAfter())
        .stream()
        .filter(earlier -> !earlier.slot().equals(subject.slot()))
        .findFirst()
        .map(
            earlier ->
                new Disagree(
                    Reason.TOO_SOON,
                    "slot %s may still be executed until %d, and this was decided without it"
                        .formatted(earlier.slot(), earlier.window().closesAt()),
                    false));
  }

  private String agree(Subject subject, Agree agree) {
    Bytes signature = key.sign(agree.verdict().signingHash(chainId, subject.gate()));
    return new Reply.Agreed(agree.verdict(), key.address(), signature).toJson();
  }

  private String refuse(Subject subject, Disagree disagree) {
    Refusal refusal =
        new Refusal(
            subject.receiptId(),
            subject.manifest().agentId(),
            subject.slot(),
            disagree.reason().code());
    Bytes signature = key.sign(refusal.signingHash(chainId, subject.gate()));
    return new Reply.Declined(
            refusal, disagree.reason(), disagree.detail(), key.address(), signature)
        .toJson();
  }

  /** Runs on the one thread, which is left alone when the caller is interrupted or gives up. */
  private <T> T alone(Callable<T> work) throws Unable, InterruptedException {
    Future<T> result = thread.submit(work);
    try {
      return result.get(LIMIT_SECONDS, TimeUnit.SECONDS);
    } catch (TimeoutException e) {
      throw new Unable(Reason.OVERLOADED, "the store did not answer in time", e);
    } catch (ExecutionException e) {
      throw new Unable(Reason.INTERNAL, "the store failed; the log has more", e);
    }
  }

  /** Lets go of the store when the last answer is written. */
  @Override
  public void close() throws SQLException, IOException {
    thread.shutdown();
    try {
      if (!thread.awaitTermination(LIMIT_SECONDS, TimeUnit.SECONDS)) {
        throw new SQLException("the store is still busy; it is left to the end of the process");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new SQLException("interrupted while the store was busy", e);
    }
    paper.close();
    store.close();
  }
}
