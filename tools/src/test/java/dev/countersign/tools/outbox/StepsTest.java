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
import org.junit.jupiter.params.provider.EnumSource;

/** What is done next, whatever was running before: a table of disk, chain and time. */
class StepsTest {
  private static final OutboxTerms TERMS = OutboxTerms.DEFAULT;
  private static final Attempt OURS = execute("ours", 7);
  private static final Attempt SENT = OURS.sent(NOW, "ACCEPTED");

  @Test
  void aPlannedActionWaitsForItsCertificateUntilItsTimeIsOver() {
    assertThat(next(planned(), Says.nothing())).isInstanceOf(Step.Wait.class);
    finishes(next(planned(), Says.nothing().late()), Event.EXPIRE);
  }

  @Test
  void aCertifiedActionIsSignedUnlessItsTimeIsOverOrItsSlotIsPassed() {
    assertThat(next(certified(), Says.nothing())).isEqualTo(new Step.Sign());
    finishes(next(certified(), Says.nothing().late()), Event.EXPIRE);
    finishes(next(certified(), Says.nothing().overtakenBySlot()), Event.REFUSE);
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
    finishes(
        next(in(State.MINED, SENT, sent).ending(Optional.of(ending)), mined.finalUpTo(60)),
        Event.EXPIRE);
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
    finishes(
        next(in(State.MINED, SENT).ending(Optional.of(ending)), reverted.finalUpTo(50)),
        Event.FAIL);
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
    finishes(next(seen, gone.late()), Event.EXPIRE);
    finishes(next(seen, gone.overtakenBySlot()), Event.EXPIRE);
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
    assertThat(nextMissing(entry, lost, since)).isEqualTo(new Step.LoseNonce());
    finishes(nextMissing(entry, lost.late(), since), Event.REPLACE);
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
    return Steps.next(entry, says.view(), TERMS, now, Optional.empty());
  }

  private static Step nextMissing(Entry entry, Says says, Instant since) {
    return Steps.next(entry, says.view(), TERMS, NOW, Optional.of(since));
  }

  private static void finishes(Step step, Event event) {
    assertThat(step)
        .isInstanceOfSatisfying(
            Step.Finish.class, finish -> assertThat(finish.event()).isEqualTo(event));
  }
}
