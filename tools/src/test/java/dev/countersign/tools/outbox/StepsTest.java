package dev.countersign.tools.outbox;

import static dev.countersign.tools.outbox.Entries.NOW;
import static dev.countersign.tools.outbox.Entries.RECEIPT;
import static dev.countersign.tools.outbox.Entries.block;
import static dev.countersign.tools.outbox.Entries.cancel;
import static dev.countersign.tools.outbox.Entries.certified;
import static dev.countersign.tools.outbox.Entries.execute;
import static dev.countersign.tools.outbox.Entries.hash;
import static dev.countersign.tools.outbox.Entries.in;
import static dev.countersign.tools.outbox.Entries.planned;
import static org.assertj.core.api.Assertions.assertThat;

import dev.countersign.tools.outbox.Entries.Says;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What is done next, whatever was running before: a table of disk, chain and time. */
class StepsTest {
  private static final OutboxTerms TERMS = OutboxTerms.DEFAULT;
  private static final Attempt OURS = execute("ours", 7);
  private static final Attempt SENT = OURS.sent(NOW, "ACCEPTED");

  @Test
  void aPlannedActionWaitsForItsCertificateUntilItsTimeIsOver() {
    assertThat(next(planned(), Says.nothing())).isInstanceOf(Step.Wait.class);
    assertThat(next(planned(), Says.nothing().late())).isInstanceOf(Step.Wait.class);
    finishes(next(planned(), Says.nothing().late().beyondRecall()), Event.EXPIRE);
  }

  /**
   * It was certified, the process ended before it wrote that down, and somebody has the verdicts.
   */
  @Test
  void whatSomebodyElseExecutedBeforeWeKnewOfItsCertificateIsSettled() {
    Says elsewhere = Says.nothing().late().beyondRecall().executed(RECEIPT, hash("theirs"), 50);
    assertThat(next(planned(), elsewhere)).isInstanceOf(Step.Wait.class);
    finishes(next(planned(), elsewhere.finalUpTo(50)), Event.SETTLE);
    Says other = Says.nothing().executed(hash("other"), hash("theirs"), 50).finalUpTo(50);
    finishes(next(planned(), other), Event.REPLACE);
  }

  @Test
  void aCertifiedActionIsSignedUnlessItsTimeIsOverOrItsSlotIsPassed() {
    assertThat(next(certified(), Says.nothing())).isEqualTo(new Step.Sign());
    isGivenUp(next(certified(), Says.nothing().late()), "EXPIRED");
    isGivenUp(next(certified(), Says.nothing().overtakenBySlot()), "SLOT_NOT_RISING");
  }

  @ParameterizedTest
  @CsvSource({
    "EXPIRED, EXPIRE",
    "SLOT_NOT_RISING, REFUSE",
    "PAUSED, REFUSE",
    "OVER_GAS_CAP, REFUSE",
    "REVERTED, FAIL",
    "NONCE_LOST, REPLACE"
  })
  void whatWasGivenUpIsWatchedUntilNobodyCanExecuteIt(String reason, Event end) {
    Entry watched = in(State.WATCHED).because(reason, "a sentence");
    assertThat(next(watched, Says.nothing())).isInstanceOf(Step.Wait.class);
    assertThat(next(watched, Says.nothing().late())).as("not final").isInstanceOf(Step.Wait.class);
    assertThat(next(watched, Says.nothing().late().beyondRecall()))
        .isEqualTo(new Step.Finish(end, reason, "a sentence"));
    Ending ending = new Ending(Ending.Kind.EXECUTED_ELSEWHERE, hash("theirs"), block(50));
    assertThat(
            next(
                watched,
                Says.nothing().late().beyondRecall().executed(RECEIPT, hash("theirs"), 50)))
        .as("an execution counts more than any time")
        .isEqualTo(new Step.See(ending));
  }

  @Test
  void whatRevertedAndWasThenExecutedByAnotherSenderIsSettled() {
    Says reverted = Says.nothing().nonce(8).mined(SENT, false, 50).finalUpTo(60);
    Ending revert = new Ending(Ending.Kind.REVERTED, SENT.hash(), block(50));
    Entry watched =
        in(State.WATCHED, SENT).ending(Optional.of(revert)).because("REVERTED", "it did");
    assertThat(next(watched, reverted)).isInstanceOf(Step.Wait.class);
    Says elsewhere = reverted.executed(RECEIPT, hash("theirs"), 55);
    Ending ending = new Ending(Ending.Kind.EXECUTED_ELSEWHERE, hash("theirs"), block(55));
    assertThat(next(watched, elsewhere)).isEqualTo(new Step.See(ending));
    Entry seen = in(State.MINED, SENT).ending(Optional.of(ending));
    finishes(next(seen, elsewhere), Event.SETTLE);
    assertThat(next(seen, reverted)).as("a reorganisation").isEqualTo(new Step.See(revert));
  }

  @Test
  void anActionThatSomebodyElseExecutedIsNotSignedAnyMore() {
    Says elsewhere = Says.nothing().executed(RECEIPT, hash("theirs"), 50);
    Ending ending = new Ending(Ending.Kind.EXECUTED_ELSEWHERE, hash("theirs"), block(50));
    assertThat(next(certified(), elsewhere)).isEqualTo(new Step.See(ending));
    Entry seen = in(State.MINED).ending(Optional.of(ending));
    assertThat(next(seen, elsewhere)).isInstanceOf(Step.Wait.class);
    finishes(next(seen, elsewhere.finalUpTo(50)), Event.SETTLE);
  }

  @Test
  void signedBytesAreSentAlsoAfterACrash() {
    assertThat(next(in(State.SIGNED, OURS), Says.nothing())).isEqualTo(new Step.Send(OURS));
  }

  @Test
  void aTransactionThatWaitsInThePoolIsLeftAlone() {
    assertThat(next(in(State.BROADCAST, SENT), Says.nothing().waiting(SENT)))
        .isInstanceOf(Step.Wait.class);
    assertThat(
            next(
                in(State.BROADCAST, SENT),
                Says.nothing().waiting(SENT),
                NOW.plus(TERMS.resendAfter())))
        .isInstanceOf(Step.Wait.class);
  }

  @Test
  void aDroppedTransactionIsSentAgain() {
    assertThat(next(in(State.BROADCAST, SENT), Says.nothing())).isInstanceOf(Step.Wait.class);
    assertThat(next(in(State.BROADCAST, SENT), Says.nothing(), NOW.plus(TERMS.resendAfter())))
        .isEqualTo(new Step.Send(SENT));
  }

  @Test
  void aTransactionThatWaitsTooLongIsReplaced() {
    assertThat(
            next(
                in(State.BROADCAST, SENT),
                Says.nothing().waiting(SENT),
                NOW.plus(TERMS.bumpAfter())))
        .isEqualTo(new Step.Raise(SENT));
  }

  @Test
  void aTransactionThatTheNodeFindsTooCheapIsReplacedAtOnce() {
    Attempt cheap = OURS.sent(NOW, "UNDERPRICED: transaction underpriced");
    assertThat(next(in(State.BROADCAST, cheap), Says.nothing())).isEqualTo(new Step.Raise(cheap));
  }

  @ParameterizedTest
  @EnumSource(
      value = State.class,
      names = {"SIGNED", "BROADCAST"})
  void pastItsDeadlineANonceIsCancelled(State state) {
    assertThat(next(in(state, SENT), Says.nothing().late())).isEqualTo(new Step.Cancel(SENT));
    assertThat(next(in(state, SENT), Says.nothing().overtakenBySlot()))
        .isEqualTo(new Step.Cancel(SENT));
  }

  @Test
  void aCancellationIsSentRaisedAndSeen() {
    Attempt cancel = cancel("cancel", 7);
    Says late = Says.nothing().late();
    assertThat(next(in(State.BROADCAST, SENT, cancel), late)).isEqualTo(new Step.Send(cancel));
    Attempt sent = cancel.sent(NOW, "ACCEPTED");
    Entry waiting = in(State.BROADCAST, SENT, sent);
    assertThat(next(waiting, late.waiting(sent))).isInstanceOf(Step.Wait.class);
    assertThat(next(waiting, late.waiting(sent), NOW.plus(TERMS.bumpAfter())))
        .isEqualTo(new Step.Raise(sent));
    Says mined = late.nonce(8).mined(sent, true, 60);
    Ending ending = new Ending(Ending.Kind.CANCELLED, sent.hash(), block(60));
    assertThat(next(waiting, mined)).isEqualTo(new Step.See(ending));
    isGivenUp(
        next(in(State.MINED, SENT, sent).ending(Optional.of(ending)), mined.finalUpTo(60)),
        "EXPIRED");
  }

  @ParameterizedTest
  @EnumSource(
      value = State.class,
      names = {"SIGNED", "BROADCAST"})
  void ourExecutionIsSeenThenFinal(State state) {
    Says done = Says.nothing().nonce(8).executed(RECEIPT, OURS.hash(), 50).mined(SENT, true, 50);
    Ending ending = new Ending(Ending.Kind.EXECUTED, OURS.hash(), block(50));
    assertThat(next(in(state, SENT), done)).isEqualTo(new Step.See(ending));
    Entry seen = in(State.MINED, SENT).ending(Optional.of(ending));
    assertThat(next(seen, done.finalUpTo(49))).isInstanceOf(Step.Wait.class);
    finishes(next(seen, done.finalUpTo(50)), Event.SETTLE);
  }

  @Test
  void aNodeThatCountsNoncesSlowlyDoesNotMakeUsCancelWhatWasExecuted() {
    Says slow = Says.nothing().nonce(7).executed(RECEIPT, OURS.hash(), 50);
    Ending ending = new Ending(Ending.Kind.EXECUTED, OURS.hash(), block(50));
    Entry seen = in(State.MINED, SENT).ending(Optional.of(ending));
    assertThat(next(seen, slow)).isInstanceOf(Step.Wait.class);
  }

  @Test
  void aRevertIsSeenThenFinal() {
    Says reverted = Says.nothing().nonce(8).mined(SENT, false, 50);
    Ending ending = new Ending(Ending.Kind.REVERTED, SENT.hash(), block(50));
    assertThat(next(in(State.BROADCAST, SENT), reverted)).isEqualTo(new Step.See(ending));
    isGivenUp(
        next(in(State.MINED, SENT).ending(Optional.of(ending)), reverted.finalUpTo(50)),
        "REVERTED");
  }

  @Test
  void anExecutionElsewhereCountsMoreThanOurOwnRevert() {
    Says both =
        Says.nothing().nonce(8).mined(SENT, false, 51).executed(RECEIPT, hash("theirs"), 50);
    assertThat(next(in(State.BROADCAST, SENT), both))
        .isEqualTo(
            new Step.See(new Ending(Ending.Kind.EXECUTED_ELSEWHERE, hash("theirs"), block(50))));
  }

  @Test
  void ourOwnTransactionIsCancelledWhenSomebodyElseExecutedBeforeUs() {
    Says elsewhere = Says.nothing().executed(RECEIPT, hash("theirs"), 50).finalUpTo(60);
    Ending ending = new Ending(Ending.Kind.EXECUTED_ELSEWHERE, hash("theirs"), block(50));
    Entry seen = in(State.MINED, SENT).ending(Optional.of(ending));
    assertThat(next(seen, elsewhere)).isEqualTo(new Step.Cancel(SENT));
    Attempt cancel = cancel("cancel", 7).sent(NOW, "ACCEPTED");
    Entry cancelled = in(State.MINED, SENT, cancel).ending(Optional.of(ending));
    finishes(next(cancelled, elsewhere.nonce(8).mined(cancel, true, 51)), Event.SETTLE);
    finishes(next(cancelled, elsewhere.nonce(8).mined(SENT, false, 51)), Event.SETTLE);
  }

  @Test
  void nothingIsSettledBeforeTheNodeShowsWhatOurOwnTransactionCost() {
    Says ours = Says.nothing().nonce(8).executed(RECEIPT, OURS.hash(), 50).finalUpTo(60);
    Ending ending = new Ending(Ending.Kind.EXECUTED, OURS.hash(), block(50));
    Entry seen = in(State.MINED, SENT).ending(Optional.of(ending));
    assertThat(nextMissing(seen, ours, NOW.minus(Duration.ofDays(1))))
        .isInstanceOf(Step.Wait.class);
    finishes(next(seen, ours.mined(SENT, true, 50)), Event.SETTLE);

    Says theirs = Says.nothing().nonce(8).executed(RECEIPT, hash("theirs"), 50).finalUpTo(60);
    Ending elsewhere = new Ending(Ending.Kind.EXECUTED_ELSEWHERE, hash("theirs"), block(50));
    Entry seenTheirs = in(State.MINED, SENT).ending(Optional.of(elsewhere));
    assertThat(next(seenTheirs, theirs)).isInstanceOf(Step.Wait.class);
    finishes(
        nextMissing(seenTheirs, theirs, NOW.minus(TERMS.lostAfter())), Event.SETTLE); // not ours
  }

  @Test
  void aReceiptThatTheCountOfNoncesContradictsIsNotBelieved() {
    Says invented = Says.nothing().nonce(7).mined(SENT, false, 50).finalUpTo(60);
    assertThat(next(in(State.BROADCAST, SENT), invented)).isInstanceOf(Step.Wait.class);
    Attempt cancel = cancel("cancel", 7).sent(NOW, "ACCEPTED");
    assertThat(next(in(State.BROADCAST, SENT, cancel), invented.late().mined(cancel, true, 50)))
        .isInstanceOf(Step.Wait.class);
  }

  @Test
  void whatWasCancelledForAnExecutionElsewhereThatIsGoneIsTriedAgainInTime() {
    Attempt cancel = cancel("cancel", 7).sent(NOW, "ACCEPTED");
    Ending ending = new Ending(Ending.Kind.CANCELLED, cancel.hash(), block(51));
    Entry seen = in(State.MINED, SENT, cancel).ending(Optional.of(ending));
    Says gone = Says.nothing().nonce(8).mined(cancel, true, 51).finalUpTo(60);
    assertThat(next(seen, gone)).isEqualTo(new Step.Forget(Event.REOPEN));
    isGivenUp(next(seen, gone.late()), "EXPIRED");
    isGivenUp(next(seen, gone.overtakenBySlot()), "SLOT_NOT_RISING");
    Entry open = in(State.CERTIFIED, SENT, cancel).owning(Optional.empty());
    assertThat(next(open, gone)).as("the old cancellation is no end").isEqualTo(new Step.Sign());
  }

  @Test
  void higherFeesAreNoAnswerToAUsedNonceOrAnEmptyKey() {
    for (String answer : new String[] {"NONCE_TOO_LOW: nonce too low", "INSUFFICIENT_FUNDS: no"}) {
      Entry entry = in(State.BROADCAST, OURS.sent(NOW, answer));
      assertThat(next(entry, Says.nothing(), NOW.plus(TERMS.bumpAfter())))
          .isEqualTo(new Step.Send(entry.latest().orElseThrow()));
    }
  }

  @Test
  void alreadyKnownIsAsGoodAsAccepted() {
    Attempt known = OURS.sent(NOW, "ALREADY_KNOWN: already known");
    assertThat(next(in(State.BROADCAST, known), Says.nothing().waiting(known)))
        .isInstanceOf(Step.Wait.class);
  }

  @Test
  void anotherReceiptOfTheSlotReplacesOurs() {
    Says other = Says.nothing().executed(hash("other"), hash("theirs"), 50);
    Ending ending = new Ending(Ending.Kind.OVERTAKEN, hash("theirs"), block(50));
    assertThat(next(certified(), other)).isEqualTo(new Step.See(ending));
    finishes(next(in(State.MINED).ending(Optional.of(ending)), other.finalUpTo(50)), Event.REPLACE);
  }

  @Test
  void afterAReorganisationItGoesOnFromBefore() {
    Ending gone = new Ending(Ending.Kind.EXECUTED, OURS.hash(), block(50));
    assertThat(next(in(State.MINED, SENT).ending(Optional.of(gone)), Says.nothing()))
        .isEqualTo(new Step.Forget(Event.REORGANISE));
    assertThat(next(in(State.MINED).ending(Optional.of(gone)), Says.nothing()))
        .isEqualTo(new Step.Forget(Event.REOPEN));
    Says again = Says.nothing().nonce(8).executed(RECEIPT, OURS.hash(), 52);
    assertThat(next(in(State.MINED, SENT).ending(Optional.of(gone)), again))
        .isEqualTo(new Step.See(new Ending(Ending.Kind.EXECUTED, OURS.hash(), block(52))));
  }

  @Test
  void aLostNonceIsBelievedOnlyAfterAWhile() {
    Entry entry = in(State.BROADCAST, SENT);
    Says lost = Says.nothing().nonce(8);
    assertThat(Steps.missesNonce(entry, lost.view())).isTrue();
    assertThat(next(entry, lost)).isInstanceOf(Step.Wait.class);
    Instant since = NOW.minus(TERMS.lostAfter());
    assertThat(nextMissing(entry, lost, since.plusMillis(1))).isInstanceOf(Step.Wait.class);
    assertThat(nextMissing(entry, lost, since)).isEqualTo(new Step.LoseNonce(false));
    isGivenUp(nextMissing(entry, lost.late(), since), "NONCE_LOST");
  }

  @Test
  void aNonceThatNeverComesToItsTurnIsGivenUpAfterAWhile() {
    Entry entry = in(State.BROADCAST, SENT);
    Says before = Says.nothing().nonce(5);
    assertThat(Steps.waitsForItsTurn(entry, before.view(), TERMS, NOW)).isFalse();
    Instant later = NOW.plus(TERMS.lostAfter());
    assertThat(Steps.waitsForItsTurn(entry, before.view(), TERMS, later)).isTrue();
    assertThat(Steps.waitsForItsTurn(entry, Says.nothing().view(), TERMS, later))
        .as("it is its turn")
        .isFalse();
    Instant since = NOW.minus(TERMS.lostAfter());
    assertThat(nextWithGap(entry, before, since.plusMillis(1))).isInstanceOf(Step.Wait.class);
    assertThat(nextWithGap(entry, before, since)).isEqualTo(new Step.LoseNonce(true));
    assertThat(nextWithGap(entry, before.late(), since)).isEqualTo(new Step.LoseNonce(true));

    Ending theirs = new Ending(Ending.Kind.EXECUTED_ELSEWHERE, hash("theirs"), block(50));
    Says elsewhere = before.executed(RECEIPT, hash("theirs"), 50);
    assertThat(nextWithGap(in(State.MINED, SENT).ending(Optional.of(theirs)), elsewhere, since))
        .isEqualTo(new Step.LoseNonce(true));
  }

  /** Whatever the node counts: a count that was wrong is why it has another nonce. */
  @ParameterizedTest
  @ValueSource(longs = {6, 8, 9})
  void whatItsOwnEarlierTransactionCostsIsWaitedFor(long nonce) {
    Attempt stray = execute("stray", nonce).sent(NOW, "ACCEPTED");
    Says done = Says.nothing().nonce(8).executed(RECEIPT, OURS.hash(), 50).mined(SENT, true, 50);
    Ending ending = new Ending(Ending.Kind.EXECUTED, OURS.hash(), block(50));
    Entry seen = in(State.MINED, stray, SENT).ending(Optional.of(ending));
    assertThat(next(seen, done.finalUpTo(60).waiting(stray))).isInstanceOf(Step.Wait.class);
    finishes(next(seen, done.finalUpTo(60)), Event.SETTLE);
    finishes(
        next(seen, done.finalUpTo(60).waiting(stray), NOW.plus(TERMS.bumpAfter().multipliedBy(2))),
        Event.SETTLE);
  }

  /** Executed by an earlier transaction of ours; a false count says that the newest is used up. */
  @Test
  void aTransactionThatWaitsIsNotForgottenForOneFalseCount() {
    Attempt newest = execute("newest", 9).sent(NOW, "ACCEPTED");
    Says done = Says.nothing().executed(RECEIPT, OURS.hash(), 50).mined(SENT, true, 50);
    Ending ending = new Ending(Ending.Kind.EXECUTED, OURS.hash(), block(50));
    Entry seen = in(State.MINED, SENT, newest).ending(Optional.of(ending));
    Says lying = done.finalUpTo(60).waiting(newest).nonce(12);
    assertThat(next(seen, lying)).isInstanceOf(Step.Wait.class);
    assertThat(next(seen, lying.nonce(8))).isEqualTo(new Step.Cancel(newest));
  }

  @Test
  void aReceiptWithoutTheGatesEventIsNoLostNonce() {
    Says contradicting = Says.nothing().nonce(8).mined(SENT, true, 50);
    assertThat(nextMissing(in(State.BROADCAST, SENT), contradicting, NOW.minus(Duration.ofDays(1))))
        .isInstanceOf(Step.Wait.class);
  }

  @ParameterizedTest
  @EnumSource(
      value = State.class,
      names = {"SETTLED", "REFUSED", "FAILED", "REPLACED", "EXPIRED"})
  void whatHasEndedStaysAsItIs(State state) {
    assertThat(next(in(state, SENT), Says.nothing().late())).isInstanceOf(Step.Wait.class);
  }

  private static Step next(Entry entry, Says says) {
    return next(entry, says, NOW);
  }

  private static Step next(Entry entry, Says says, Instant now) {
    return Steps.next(entry, says.view(), TERMS, now, Steps.Since.NEVER);
  }

  private static Step nextMissing(Entry entry, Says says, Instant since) {
    return Steps.next(
        entry, says.view(), TERMS, NOW, new Steps.Since(Optional.of(since), Optional.empty()));
  }

  private static Step nextWithGap(Entry entry, Says says, Instant since) {
    return Steps.next(
        entry, says.view(), TERMS, NOW, new Steps.Since(Optional.empty(), Optional.of(since)));
  }

  private static void isGivenUp(Step step, String reason) {
    assertThat(step)
        .isInstanceOfSatisfying(
            Step.GiveUp.class, given -> assertThat(given.reason()).isEqualTo(reason));
  }

  private static void finishes(Step step, Event event) {
    assertThat(step)
        .isInstanceOfSatisfying(
            Step.Finish.class, finish -> assertThat(finish.event()).isEqualTo(event));
  }
}
