package dev.countersign.tools.outbox;

import dev.countersign.network.chain.ChainRefused;
import dev.countersign.network.chain.MinedReceipt;
import dev.countersign.receipt.Reason;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;

/**
 * What to do next for an action, given what is on the disk and what the chain shows: a pure
 * function, the same while running and after a crash.
 */
final class Steps {
  private static final String REVERTED = "REVERTED";
  private static final String NONCE_LOST = "NONCE_LOST";

  /** How what was given up for a reason ends; for any other reason it was refused. */
  private static final Map<String, Event> FROM_WATCHED =
      Map.of(Reason.EXPIRED.name(), Event.EXPIRE, REVERTED, Event.FAIL, NONCE_LOST, Event.REPLACE);

  private final Entry entry;
  private final ChainView view;
  private final OutboxTerms terms;
  private final Instant now;
  private final Since since;

  private Steps(Entry entry, ChainView view, OutboxTerms terms, Instant now, Since since) {
    this.entry = entry;
    this.view = view;
    this.terms = terms;
    this.now = now;
    this.since = since;
  }

  /**
   * Since when something has been so at every look. One look may show what is not so.
   *
   * @param nonceMissed our nonce is used up while none of our transactions is mined
   * @param gap a nonce before ours is neither used up nor anybody's, so that ours never comes to
   *     its turn
   */
  record Since(Optional<Instant> nonceMissed, Optional<Instant> gap) {
    static final Since NEVER = new Since(Optional.empty(), Optional.empty());
  }

  /**
   * The next step.
   *
   * @param now the time by our own clock, only for how long we waited
   */
  static Step next(Entry entry, ChainView view, OutboxTerms terms, Instant now, Since since) {
    return new Steps(entry, view, terms, now, since).next();
  }

  /** Whether it is time to ask why a transaction with our nonce is not mined. */
  static boolean waitsForItsTurn(Entry entry, ChainView view, OutboxTerms terms, Instant now) {
    return nonceOpen(entry, view)
        && view.minedNonce() < entry.nonce().orElseThrow()
        && entry.attempts().stream()
            .filter(attempt -> entry.nonce().equals(Optional.of(attempt.nonce())))
            .findFirst()
            .filter(first -> !now.isBefore(first.signedAt().plus(terms.lostAfter())))
            .isPresent();
  }

  /**
   * Whether the nonce is used up, as far as the node says, and not by a transaction it shows us.
   */
  static boolean missesNonce(Entry entry, ChainView view) {
    return nonceClosed(entry, view) && mined(entry, view).isEmpty();
  }

  private static boolean nonceClosed(Entry entry, ChainView view) {
    return entry.nonce().isPresent() && view.minedNonce() > entry.nonce().get();
  }

  /** The transaction of ours that used up our nonce. */
  static Optional<Attempt> mined(Entry entry, ChainView view) {
    return entry.attempts().stream()
        .filter(attempt -> entry.nonce().equals(Optional.of(attempt.nonce())))
        .filter(attempt -> view.receipts().containsKey(attempt.hash()))
        .findFirst();
  }

  private Step next() {
    return switch (entry.state()) {
      case PLANNED -> withoutCertificate();
      case CERTIFIED, SIGNED, BROADCAST, MINED ->
          ending(entry, view).map(this::towards).orElseGet(this::withoutEnding);
      case WATCHED -> watch();
      case SETTLED, REFUSED, FAILED, REPLACED, EXPIRED -> new Step.Wait("it has ended");
    };
  }

  /** Verifiers may have certified it all the same, and somebody may have their verdicts. */
  private Step withoutCertificate() {
    Optional<Ending> ending = ending(entry, view);
    if (ending.isPresent()) {
      return view.isFinal(ending.get().block()) ? finished(ending.get()) : notFinal(ending.get());
    }
    return view.over()
        ? new Step.Finish(Event.EXPIRE, tooLate().reason(), tooLate().sentence())
        : new Step.Wait("no certificate yet");
  }

  /** Nothing of ours is out; what somebody else does with its certificate is its effect. */
  private Step watch() {
    if (view.execution().isPresent()) {
      return new Step.See(ending(entry, view).orElseThrow());
    }
    if (!view.over()) {
      return new Step.Wait("its certificate may still be used by somebody else");
    }
    if (strayWaits()) {
      return new Step.Wait("an earlier transaction of ours may still be mined");
    }
    String reason = entry.reason().orElse("");
    return new Step.Finish(
        FROM_WATCHED.getOrDefault(reason, Event.REFUSE), reason, entry.sentence().orElse(""));
  }

  /** What the chain shows, an execution before anything else. */
  static Optional<Ending> ending(Entry entry, ChainView view) {
    if (view.execution().isPresent()) {
      ChainView.Execution execution = view.execution().get();
      Ending.Kind kind = Ending.Kind.OVERTAKEN;
      if (execution.executed().receiptId().equals(entry.action().receiptId())) {
        kind =
            entry.isOwn(execution.transaction())
                ? Ending.Kind.EXECUTED
                : Ending.Kind.EXECUTED_ELSEWHERE;
      }
      return Optional.of(new Ending(kind, execution.transaction(), execution.block()));
    }
    // A receipt alone may be invented: the node's count of nonces must agree with it.
    return nonceClosed(entry, view)
        ? mined(entry, view).flatMap(attempt -> ending(attempt, view))
        : Optional.empty();
  }

  private static Optional<Ending> ending(Attempt attempt, ChainView view) {
    MinedReceipt receipt = view.receipts().get(attempt.hash());
    if (receipt == null) {
      return Optional.empty();
    }
    return switch (attempt.kind()) {
      case CANCEL ->
          Optional.of(new Ending(Ending.Kind.CANCELLED, attempt.hash(), receipt.block()));
      case EXECUTE ->
          receipt.success()
              ? Optional.empty() // Then the gate has an event, which is what counts.
              : Optional.of(new Ending(Ending.Kind.REVERTED, attempt.hash(), receipt.block()));
    };
  }

  private Step towards(Ending ending) {
    if (!entry.ending().equals(Optional.of(ending))) {
      return new Step.See(ending);
    }
    if (nonceOpen() && !usesOwnNonce(ending)) {
      return gap() ? new Step.LoseNonce(true) : clearNonce();
    }
    if (!view.isFinal(ending.block())) {
      return notFinal(ending);
    }
    if (!booked(ending) || strayWaits()) {
      return new Step.Wait("the node does not show yet what our own transactions cost");
    }
    return finished(ending);
  }

  private static Step notFinal(Ending ending) {
    return new Step.Wait("block " + ending.block().number() + " may still be replaced");
  }

  private Step finished(Ending ending) {
    return switch (ending.kind()) {
      case EXECUTED, EXECUTED_ELSEWHERE -> new Step.Finish(Event.SETTLE, "", "");
      case OVERTAKEN ->
          new Step.Finish(
              Event.REPLACE,
              Reason.SLOT_NOT_RISING.name(),
              "another receipt had the effect of this slot");
      case REVERTED -> new Step.GiveUp(REVERTED, "the transaction reverted when it was mined");
      // It was cancelled for an execution elsewhere that a reorganisation undid: it still counts.
      case CANCELLED -> late() || view.overtaken() ? tooLate() : new Step.Forget(Event.REOPEN);
    };
  }

  /**
   * A transaction of ours still waits, perhaps with a nonce that was given up; it may come to its
   * turn, and would cost gas. The node's count of nonces does not tell: it may be what is wrong.
   */
  private boolean strayWaits() {
    return !elapsed(entry.changedAt(), terms.bumpAfter().multipliedBy(2))
        && entry.attempts().stream()
            .filter(attempt -> view.pending().contains(attempt.hash()))
            .anyMatch(attempt -> !minedWith(attempt.nonce()));
  }

  private boolean minedWith(long nonce) {
    return entry.attempts().stream()
        .anyMatch(each -> each.nonce() == nonce && view.receipts().containsKey(each.hash()));
  }

  /** Whether the receipt of the transaction that used up our nonce is there, if one of ours did. */
  private boolean booked(Ending ending) {
    if (entry.isOwn(ending.transaction())) {
      return view.receipts().containsKey(ending.transaction());
    }
    return !missesNonce(entry, view) || missedForLong();
  }

  private Step withoutEnding() {
    if (entry.state() == State.MINED) {
      return new Step.Forget(entry.nonce().isPresent() ? Event.REORGANISE : Event.REOPEN);
    }
    if (entry.nonce().isEmpty()) {
      return withoutNonce();
    }
    if (!nonceOpen()) {
      return nonceMissed();
    }
    if (gap()) {
      return new Step.LoseNonce(true);
    }
    return late() || view.overtaken() ? clearNonce() : push(entry.latest().orElseThrow());
  }

  private Step withoutNonce() {
    return late() || view.overtaken() ? tooLate() : new Step.Sign();
  }

  private Step nonceMissed() {
    if (mined(entry, view).isPresent()) {
      return new Step.Wait("the node shows a receipt, but not what the gate reported");
    }
    if (!missedForLong()) {
      return new Step.Wait("the nonce is used up; waiting for the receipt");
    }
    return late() || view.overtaken()
        ? new Step.GiveUp(NONCE_LOST, "another transaction of the same key took the nonce")
        : new Step.LoseNonce(false);
  }

  private boolean gap() {
    return lasts(since.gap());
  }

  private boolean missedForLong() {
    return lasts(since.nonceMissed());
  }

  private boolean lasts(Optional<Instant> from) {
    return from.map(begin -> elapsed(begin, terms.lostAfter())).orElse(false);
  }

  /** Whatever is out with our nonce can have no good effect any more. */
  private Step clearNonce() {
    Attempt latest = entry.latest().orElseThrow();
    return latest.kind() == Attempt.Kind.CANCEL ? push(latest) : new Step.Cancel(latest);
  }

  private Step push(Attempt latest) {
    if (latest.sentAt().isEmpty()) {
      return new Step.Send(latest);
    }
    if (said(latest, ChainRefused.Reason.UNDERPRICED)) {
      return new Step.Raise(latest);
    }
    // Higher fees help neither a nonce that is used up nor a key without funds.
    boolean helpless =
        said(latest, ChainRefused.Reason.NONCE_TOO_LOW)
            || said(latest, ChainRefused.Reason.INSUFFICIENT_FUNDS);
    if (!helpless && elapsed(latest.signedAt(), terms.bumpAfter())) {
      return new Step.Raise(latest);
    }
    return sendAgain(latest);
  }

  private static boolean said(Attempt attempt, ChainRefused.Reason reason) {
    return attempt.answer().orElse("").startsWith(reason.name());
  }

  /** The next step where the fees cannot be raised any further. */
  static Step withoutRaising(
      Attempt latest, Entry entry, ChainView view, OutboxTerms terms, Instant now) {
    return new Steps(entry, view, terms, now, Since.NEVER).sendAgain(latest);
  }

  /** Sends a transaction again that the node does not have: it was dropped, or never arrived. */
  private Step sendAgain(Attempt latest) {
    boolean unknown = !view.pending().contains(latest.hash());
    return unknown && elapsed(latest.sentAt().orElse(Instant.MIN), terms.resendAfter())
        ? new Step.Send(latest)
        : new Step.Wait("not mined yet");
  }

  private boolean elapsed(Instant since, Duration wait) {
    return !now.isBefore(since.plus(wait));
  }

  /** A node may count nonces more slowly than it shows receipts. */
  private boolean usesOwnNonce(Ending ending) {
    return entry.attempts().stream()
        .filter(attempt -> attempt.hash().equals(ending.transaction()))
        .anyMatch(attempt -> entry.nonce().equals(Optional.of(attempt.nonce())));
  }

  private boolean nonceOpen() {
    return nonceOpen(entry, view);
  }

  private static boolean nonceOpen(Entry entry, ChainView view) {
    return entry.nonce().isPresent() && view.minedNonce() <= entry.nonce().get();
  }

  private boolean late() {
    return view.head().timestamp() > entry.action().validUntil();
  }

  /** Why it is not tried (again): its time is over, or a later slot was executed. */
  private Step.GiveUp tooLate() {
    return late()
        ? new Step.GiveUp(Reason.EXPIRED.name(), "its time was over before it was mined")
        : new Step.GiveUp(
            Reason.SLOT_NOT_RISING.name(), "a later slot of this agent has already had its effect");
  }
}
