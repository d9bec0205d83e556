package dev.countersign.tools.outbox;

import dev.countersign.network.chain.ChainRefused;
import dev.countersign.network.chain.MinedReceipt;
import dev.countersign.receipt.Reason;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * What to do next for an action, given what is on the disk and what the chain shows: a pure
 * function, the same while running and after a crash.
 */
final class Steps {
  private final Entry entry;
  private final ChainView view;
  private final OutboxTerms terms;
  private final Instant now;
  private final Optional<Instant> nonceMissedSince;

  private Steps(
      Entry entry,
      ChainView view,
      OutboxTerms terms,
      Instant now,
      Optional<Instant> nonceMissedSince) {
    this.entry = entry;
    this.view = view;
    this.terms = terms;
    this.now = now;
    this.nonceMissedSince = nonceMissedSince;
  }

  /**
   * The next step.
   *
   * @param now the time by our own clock, only for how long we waited
   * @param nonceMissedSince since when our nonce has been used up while none of our transactions is
   *     mined
   */
  static Step next(
      Entry entry,
      ChainView view,
      OutboxTerms terms,
      Instant now,
      Optional<Instant> nonceMissedSince) {
    return new Steps(entry, view, terms, now, nonceMissedSince).next();
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
  private static Optional<Attempt> mined(Entry entry, ChainView view) {
    return entry.attempts().stream()
        .filter(attempt -> entry.nonce().equals(Optional.of(attempt.nonce())))
        .filter(attempt -> view.receipts().containsKey(attempt.hash()))
        .findFirst();
  }

  private Step next() {
    return switch (entry.state()) {
      case PLANNED -> late() ? expired() : new Step.Wait("no certificate yet");
      case CERTIFIED, SIGNED, BROADCAST, MINED ->
          ending(entry, view).map(this::towards).orElseGet(this::withoutEnding);
      case SETTLED, REFUSED, FAILED, REPLACED, EXPIRED -> new Step.Wait("it has ended");
    };
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
      return clearNonce();
    }
    if (!view.isFinal(ending.block())) {
      return new Step.Wait("block " + ending.block().number() + " may still be replaced");
    }
    if (!booked(ending)) {
      return new Step.Wait("the node does not show yet what our own transaction cost");
    }
    return switch (ending.kind()) {
      case EXECUTED, EXECUTED_ELSEWHERE -> new Step.Finish(ending.whenFinal(), "", "");
      case OVERTAKEN ->
          new Step.Finish(
              ending.whenFinal(),
              Reason.SLOT_NOT_RISING.name(),
              "another receipt had the effect of this slot");
      case REVERTED ->
          new Step.Finish(
              ending.whenFinal(), "REVERTED", "the transaction reverted when it was mined");
      // It was cancelled for an execution elsewhere that a reorganisation undid: it still counts.
      case CANCELLED -> late() || view.overtaken() ? expired() : new Step.Forget(Event.REOPEN);
    };
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
    return late() || view.overtaken() ? clearNonce() : push(entry.latest().orElseThrow());
  }

  private Step withoutNonce() {
    if (late()) {
      return expired();
    }
    if (view.overtaken()) {
      return new Step.Finish(
          Event.REFUSE,
          Reason.SLOT_NOT_RISING.name(),
          "a later slot of this agent has already had its effect");
    }
    return new Step.Sign();
  }

  private Step nonceMissed() {
    if (mined(entry, view).isPresent()) {
      return new Step.Wait("the node shows a receipt, but not what the gate reported");
    }
    if (!missedForLong()) {
      return new Step.Wait("the nonce is used up; waiting for the receipt");
    }
    return late() || view.overtaken()
        ? new Step.Finish(
            Event.REPLACE, "NONCE_LOST", "another transaction of the same key took the nonce")
        : new Step.LoseNonce();
  }

  private boolean missedForLong() {
    return nonceMissedSince
        .map(since -> Duration.between(since, now).compareTo(terms.lostAfter()) >= 0)
        .orElse(false);
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
    return new Steps(entry, view, terms, now, Optional.empty()).sendAgain(latest);
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
    return entry.nonce().isPresent() && view.minedNonce() <= entry.nonce().get();
  }

  private boolean late() {
    return view.head().timestamp() > entry.action().validUntil();
  }

  private static Step expired() {
    return new Step.Finish(
        Event.EXPIRE, Reason.EXPIRED.name(), "its time was over before it was mined");
  }
}
