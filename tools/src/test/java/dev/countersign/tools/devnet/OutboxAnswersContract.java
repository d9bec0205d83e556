package dev.countersign.tools.devnet;

import static dev.countersign.tools.devnet.Desk.usdc;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.countersign.network.chain.ChainUnavailable;
import dev.countersign.network.chain.Fees;
import dev.countersign.network.chain.KnownTransaction;
import dev.countersign.network.chain.MinedReceipt;
import dev.countersign.network.devnet.DevnetWorld;
import dev.countersign.network.gate.Gate;
import dev.countersign.receipt.Bytes;
import dev.countersign.tools.outbox.Attempt;
import dev.countersign.tools.outbox.Ending;
import dev.countersign.tools.outbox.Entry;
import dev.countersign.tools.outbox.Outbox;
import dev.countersign.tools.outbox.OutboxFailed;
import dev.countersign.tools.outbox.PlannedAction;
import dev.countersign.tools.outbox.State;
import dev.countersign.tools.policy.GasLimit;
import dev.countersign.tools.store.Database;
import java.math.BigInteger;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/**
 * What a node, the pool, the market or somebody else may do to a transaction: each has its own
 * answer.
 */
abstract class OutboxAnswersContract extends OutboxOnChain {
  OutboxAnswersContract(DevnetWorld world) {
    super(world);
  }

  @Test
  void whatSomebodyElseExecutedIsSettledAndOurOwnNonceUsedUp() throws Exception {
    Ready ready = ready("40");
    outbox.plan(ready.action());
    outbox.certify(ready.action().runId(), ready.calldata());
    outbox.advance(ready.action().runId()); // ours waits in the pool
    desk.sendAs(world.keys().guardian(), agent.gate(), ready.calldata());
    time.eachPause(world::mine);
    Entry settled = outbox.settle(ready.action().runId(), LONG);

    assertThat(settled.state()).isEqualTo(State.SETTLED);
    assertThat(settled.ending().orElseThrow().kind()).isEqualTo(Ending.Kind.EXECUTED_ELSEWHERE);
    assertThat(paid()).isEqualTo(usdc("40"));
    assertThat(world.chain().nonce(desk.payer().address()))
        .isEqualTo(settled.nonce().orElseThrow() + 1);
    assertThat(settled.attempts()).anySatisfy(a -> assertThat(a.cost()).isPresent());
  }

  @Test
  void whatSomebodyElseExecutedBeforeWeSignedCostsUsNothing() throws Exception {
    Ready ready = ready("40");
    outbox.plan(ready.action());
    outbox.certify(ready.action().runId(), ready.calldata());
    desk.sendAs(world.keys().guardian(), agent.gate(), ready.calldata());
    world.mine();
    time.eachPause(world::mine);
    Entry settled = outbox.settle(ready.action().runId(), LONG);

    assertThat(settled.state()).isEqualTo(State.SETTLED);
    assertThat(settled.ending().orElseThrow().kind()).isEqualTo(Ending.Kind.EXECUTED_ELSEWHERE);
    assertThat(settled.attempts()).isEmpty();
    assertThat(settled.sentence()).as("the audit compares it all the same").isEmpty();
  }

  @Test
  void aTransactionThatIsNotMinedIsReplacedWithTheSameNonceAndHigherFees() throws Exception {
    Ready ready = ready("40");
    outbox.plan(ready.action());
    outbox.certify(ready.action().runId(), ready.calldata());
    outbox.execute(ready.action().runId(), TERMS.bumpAfter().plusSeconds(1));
    Entry waiting = outbox.store().find(ready.action().runId()).orElseThrow();
    assertThat(waiting.state()).isEqualTo(State.BROADCAST);
    assertThat(waiting.attempts()).hasSize(2);
    assertThat(waiting.attempts())
        .extracting(Attempt::nonce)
        .containsOnly(waiting.nonce().orElseThrow());
    assertRaised(waiting.attempts());
    assertThat(waiting.attempts().getLast().raw().hex())
        .as("the same intent")
        .contains(ready.calldata().hex().substring(2));

    time.eachPause(world::mine);
    assertThat(outbox.settle(ready.action().runId(), LONG).state()).isEqualTo(State.SETTLED);
    assertThat(paid()).isEqualTo(usdc("40"));
  }

  @Test
  void pastItsDeadlineATransactionIsCancelled() throws Exception {
    Ready ready = ready("40");
    outbox.plan(ready.action());
    outbox.certify(ready.action().runId(), ready.calldata());
    outbox.advance(ready.action().runId());
    try (Pool pool = new Pool(world)) {
      pool.dropAll();
    }
    world.mineAt(ready.action().validUntil() + 1);
    time.eachPause(world::mine);
    Entry ended = outbox.settle(ready.action().runId(), LONG);

    assertThat(ended.state()).isEqualTo(State.EXPIRED);
    Attempt cancel = ended.attempts().getLast();
    assertThat(cancel.kind()).isEqualTo(Attempt.Kind.CANCEL);
    KnownTransaction sent = world.chain().transaction(cancel.hash()).orElseThrow();
    assertThat(sent.to()).contains(desk.payer().address());
    assertThat(sent.value()).isZero();
    assertThat(sent.data()).isEqualTo(Bytes.EMPTY);
    assertThat(world.chain().nonce(desk.payer().address()))
        .isEqualTo(ended.nonce().orElseThrow() + 1);
    assertThat(paid()).isZero();
  }

  @Test
  void aDroppedTransactionIsSentAgain() throws Exception {
    Ready ready = ready("40");
    outbox.plan(ready.action());
    outbox.certify(ready.action().runId(), ready.calldata());
    outbox.advance(ready.action().runId());
    try (Pool pool = new Pool(world)) {
      pool.dropAll();
    }
    time.eachPause(world::mine);
    Entry ended = outbox.settle(ready.action().runId(), LONG);
    assertThat(ended.state()).isEqualTo(State.SETTLED);
    assertThat(ended.attempts()).hasSize(1);
    assertThat(paid()).isEqualTo(usdc("40"));
  }

  @Test
  void afterAReorganisationItIsExecutedAgainOnTheOtherBranch() throws Exception {
    Ready ready = ready("40");
    outbox.plan(ready.action());
    outbox.certify(ready.action().runId(), ready.calldata());
    time.eachPause(world::mine);
    Entry mined = outbox.execute(ready.action().runId(), LONG);
    assertThat(mined.state()).isEqualTo(State.MINED);
    try (Pool pool = new Pool(world)) {
      pool.reorganise(1); // the node forgets the transaction, as a real one would not
    }
    assertThat(paid()).isZero();
    Entry settled = outbox.settle(ready.action().runId(), LONG);
    assertThat(settled.state()).isEqualTo(State.SETTLED);
    assertThat(paid()).isEqualTo(usdc("40"));
  }

  @Test
  void twoRuntimesWithOneKeyAndDatabasesOfTheirOwnHaveOneEffect() throws Exception {
    Ready ready = ready("40");
    try (Database otherDatabase = storage().open()) {
      Outbox other = outbox(otherDatabase, world.chain());
      for (Outbox each : List.of(outbox, other)) {
        each.plan(ready.action());
        each.certify(ready.action().runId(), ready.calldata());
      }
      outbox.advance(ready.action().runId());
      other.advance(ready.action().runId());
      time.eachPause(world::mine);
      Entry one = outbox.settle(ready.action().runId(), LONG);
      Entry two = other.settle(ready.action().runId(), LONG);
      assertThat(one.state()).isEqualTo(State.SETTLED);
      assertThat(two.state()).isEqualTo(State.SETTLED);
    }
    assertThat(paid()).isEqualTo(usdc("40"));
  }

  @Test
  void aNonceThatAnotherTransactionTookIsGivenUpForAFreshOne() throws Exception {
    Ready ready = ready("40");
    outbox.plan(ready.action());
    outbox.certify(ready.action().runId(), ready.calldata());
    outbox.advance(ready.action().runId());
    try (Pool pool = new Pool(world)) {
      pool.dropAll();
    }
    desk.send(desk.alice(), Bytes.EMPTY); // the same key, the same nonce
    time.eachPause(world::mine);
    Entry settled = outbox.settle(ready.action().runId(), LONG);
    assertThat(settled.state()).isEqualTo(State.SETTLED);
    assertThat(settled.attempts()).extracting(Attempt::nonce).doesNotHaveDuplicates().hasSize(2);
    assertThat(paid()).isEqualTo(usdc("40"));
  }

  @Test
  void aTransactionThatANodeAlreadyKnowsIsOut() throws Exception {
    Ready ready = ready("40");
    outbox.plan(ready.action());
    outbox.certify(ready.action().runId(), ready.calldata());
    FaultyChain twice = new FaultyChain(world.chain()).sending(FaultyChain.Sending.ARRIVES_TWICE);
    Entry sent = outbox(database, twice).advance(ready.action().runId());
    assertThat(sent.state()).isEqualTo(State.BROADCAST);
    assertThat(sent.latest().orElseThrow().answer().orElseThrow()).startsWith("ALREADY_KNOWN");
    time.eachPause(world::mine);
    Entry settled = outbox.settle(ready.action().runId(), LONG);
    assertThat(settled.state()).isEqualTo(State.SETTLED);
    assertThat(settled.attempts()).hasSize(1);
  }

  @Test
  void aNonceThatIsTooLowIsGivenUpAndNotOutbid() throws Exception {
    Ready ready = ready("40");
    outbox.plan(ready.action());
    outbox.certify(ready.action().runId(), ready.calldata());
    FaultyChain lossy = new FaultyChain(world.chain()).sending(FaultyChain.Sending.LOST_ONCE);
    outbox(database, lossy).advance(ready.action().runId());
    desk.send(desk.alice(), Bytes.EMPTY); // the same key, the same nonce
    FaultyChain behind = new FaultyChain(world.chain()).countingNonces(-1);
    Outbox misled = outbox(database, behind);
    misled.execute(ready.action().runId(), TERMS.resendAfter().plus(TERMS.bumpAfter()));
    Entry stuck = outbox.store().find(ready.action().runId()).orElseThrow();
    assertThat(stuck.latest().orElseThrow().answer().orElseThrow()).startsWith("NONCE_TOO_LOW");
    assertThat(stuck.attempts()).as("no higher fee helps").hasSize(1);

    time.eachPause(world::mine);
    Entry settled = outbox.settle(ready.action().runId(), LONG);
    assertThat(settled.state()).isEqualTo(State.SETTLED);
    assertThat(settled.attempts()).extracting(Attempt::nonce).doesNotHaveDuplicates().hasSize(2);
    assertThat(paid()).isEqualTo(usdc("40"));
  }

  @Test
  void anUnderpricedTransactionIsRaisedAtOnceUntilTheNodeTakesIt() throws Exception {
    Ready ready = ready("40");
    outbox.plan(ready.action());
    outbox.certify(ready.action().runId(), ready.calldata());
    FaultyChain lossy = new FaultyChain(world.chain()).sending(FaultyChain.Sending.LOST_ONCE);
    Entry signed = outbox(database, lossy).advance(ready.action().runId());
    occupy(signed.latest().orElseThrow()); // another transaction of the same key and nonce waits
    time.pass(TERMS.resendAfter());
    Entry raised = outbox.advance(ready.action().runId());
    assertThat(raised.attempts()).hasSizeGreaterThan(1);
    assertThat(raised.attempts())
        .extracting(Attempt::nonce)
        .containsOnly(signed.nonce().orElseThrow());
    assertThat(raised.attempts().getFirst().answer().orElseThrow()).startsWith("UNDERPRICED");
    assertThat(raised.latest().orElseThrow().answer()).contains("ACCEPTED");
    assertRaised(raised.attempts());
    time.eachPause(world::mine);
    assertThat(outbox.settle(ready.action().runId(), LONG).state()).isEqualTo(State.SETTLED);
    assertThat(paid()).isEqualTo(usdc("40"));
  }

  @Test
  void feesAreRaisedOnlyWithinTheLimitOfTheAction() throws Exception {
    Ready ready = ready("40");
    BigInteger once = aLittleMoreThanItCosts();
    PlannedAction frugal = limited(ready.action(), new GasLimit(once, once));
    outbox.plan(frugal);
    outbox.certify(frugal.runId(), ready.calldata());
    outbox.execute(frugal.runId(), TERMS.bumpAfter().multipliedBy(20));
    Entry waiting = outbox.store().find(frugal.runId()).orElseThrow();
    assertThat(waiting.attempts())
        .hasSizeGreaterThan(1)
        .allSatisfy(each -> assertThat(each.worstCost()).isLessThanOrEqualTo(once));
    time.eachPause(world::mine);
    assertThat(outbox.settle(frugal.runId(), LONG).state()).isEqualTo(State.SETTLED);
  }

  @Test
  void aGasSpikeIsPaidWithinTheLimitAndOnlyThen() throws Exception {
    Ready ready = ready("40");
    outbox.plan(ready.action());
    outbox.certify(ready.action().runId(), ready.calldata());
    Entry cheap = outbox.advance(ready.action().runId());
    BigInteger spike = cheap.latest().orElseThrow().maxFee().multiply(BigInteger.TEN);
    try (Pool pool = new Pool(world)) {
      pool.baseFee(spike);
      world.mine();
      assertThat(outbox.advance(ready.action().runId()).state()).isEqualTo(State.BROADCAST);
      time.eachPause(world::mine);
      Entry settled = outbox.settle(ready.action().runId(), LONG);
      assertThat(settled.state()).isEqualTo(State.SETTLED);
      assertThat(settled.attempts()).extracting(Attempt::nonce).containsOnly(nonce(cheap));
      assertThat(settled.latest().orElseThrow().maxFee())
          .isGreaterThan(cheap.latest().orElseThrow().maxFee());
    }
    assertThat(paid()).isEqualTo(usdc("40"));
  }

  @Test
  void aSpikeBeyondTheLimitEndsInACancellationThatCostsLess() throws Exception {
    Ready ready = ready("40");
    BigInteger once = aLittleMoreThanItCosts();
    PlannedAction frugal = limited(ready.action(), new GasLimit(once, once));
    outbox.plan(frugal);
    outbox.certify(frugal.runId(), ready.calldata());
    Entry cheap = outbox.advance(frugal.runId());
    try (Pool pool = new Pool(world)) {
      pool.baseFee(cheap.latest().orElseThrow().maxFee().multiply(BigInteger.TWO));
      world.mineAt(frugal.validUntil() + 1);
    }
    time.eachPause(world::mine);
    Entry ended = outbox.settle(frugal.runId(), LONG);
    assertThat(ended.state()).isEqualTo(State.EXPIRED);
    assertThat(ended.cost()).isPositive().isLessThan(once);
    assertThat(paid()).isZero();
  }

  @Test
  void transactionsThatArriveInAnotherOrderAreBothExecuted() throws Exception {
    Ready first = ready("40");
    Ready second = ready("2", 1);
    FaultyChain lossy = new FaultyChain(world.chain()).sending(FaultyChain.Sending.LOST_ONCE);
    Outbox between = outbox(database, lossy);
    for (Ready each : List.of(first, second)) {
      between.plan(each.action());
      between.certify(each.action().runId(), each.calldata());
    }
    Entry lost = between.advance(first.action().runId());
    Entry ahead = between.advance(second.action().runId()); // It arrives, and waits for the other.
    assertThat(nonce(ahead)).isEqualTo(nonce(lost) + 1);
    time.eachPause(world::mine);
    assertThat(between.settle(first.action().runId(), LONG).state()).isEqualTo(State.SETTLED);
    assertThat(between.settle(second.action().runId(), LONG).state()).isEqualTo(State.SETTLED);
    assertThat(paid()).isEqualTo(usdc("42"));
  }

  @Test
  void whatSomebodyElseExecutedAndAReorganisationUndidIsExecutedByUs() throws Exception {
    Ready ready = ready("40");
    outbox.plan(ready.action());
    outbox.certify(ready.action().runId(), ready.calldata());
    outbox.advance(ready.action().runId());
    desk.sendAs(world.keys().guardian(), agent.gate(), ready.calldata());
    world.mine();
    Entry seen = outbox.advance(ready.action().runId());
    assertThat(seen.ending().orElseThrow().kind()).isEqualTo(Ending.Kind.EXECUTED_ELSEWHERE);
    try (Pool pool = new Pool(world)) {
      pool.reorganise(1);
    }
    assertThat(paid()).isZero();
    time.eachPause(world::mine);
    Entry settled = outbox.settle(ready.action().runId(), LONG);
    assertThat(settled.state()).isEqualTo(State.SETTLED);
    assertThat(settled.ending().orElseThrow().kind()).isEqualTo(Ending.Kind.EXECUTED);
    assertThat(paid()).isEqualTo(usdc("40"));
    BigInteger booked = settled.attempts().getFirst().cost().orElse(BigInteger.ZERO);
    assertThat(settled.cost()).as("the reorganised branch costs nothing").isEqualTo(booked);
  }

  @Test
  void theAuditNamesWhatTheGateMeasuredOtherwise() throws Exception {
    Ready ready = ready("40");
    PlannedAction wrong = expecting(ready.action(), usdc("41").negate());
    outbox.plan(wrong);
    outbox.certify(wrong.runId(), ready.calldata());
    time.eachPause(world::mine);
    Entry settled = outbox.settle(wrong.runId(), LONG);
    assertThat(settled.state()).isEqualTo(State.SETTLED);
    assertThat(settled.sentence())
        .contains(desk.usdc() + " changed by -40000000; expected was -41000000");
  }

  @Test
  void twoRuntimesOnOneDatabaseHaveOneEffectAndOneTransaction() throws Exception {
    Ready ready = ready("40");
    try (Database same = storage.open()) {
      Outbox other = outbox(same, world.chain());
      for (Outbox each : List.of(outbox, other)) {
        each.plan(ready.action());
        each.certify(ready.action().runId(), ready.calldata());
      }
      outbox.advance(ready.action().runId());
      other.advance(ready.action().runId());
      time.eachPause(world::mine);
      Entry one = outbox.settle(ready.action().runId(), LONG);
      assertThat(other.settle(ready.action().runId(), LONG)).isEqualTo(one);
      assertThat(one.state()).isEqualTo(State.SETTLED);
      assertThat(one.attempts()).hasSize(1);
    }
    assertThat(paid()).isEqualTo(usdc("40"));
  }

  @Test
  void aReceiptThatCannotBeIsNotBooked() throws Exception {
    Ready ready = ready("40");
    FaultyChain lying =
        new FaultyChain(world.chain())
            .showing(
                r ->
                    new MinedReceipt(
                        r.transaction(),
                        r.block(),
                        r.index(),
                        r.from(),
                        r.to(),
                        r.deployed(),
                        r.success(),
                        r.gasUsed() * 1000,
                        r.gasPrice(),
                        r.logs()));
    Outbox deceived = outbox(database, lying);
    deceived.plan(ready.action());
    deceived.certify(ready.action().runId(), ready.calldata());
    time.eachPause(world::mine);
    assertThatThrownBy(() -> deceived.settle(ready.action().runId(), Duration.ofSeconds(10)))
        .isInstanceOf(ChainUnavailable.class)
        .hasMessageContaining("costs more than was signed");
    Entry settled = outbox.settle(ready.action().runId(), LONG);
    assertThat(settled.state()).isEqualTo(State.SETTLED);
    assertThat(settled.cost()).isLessThan(settled.latest().orElseThrow().worstCost());
  }

  /** The node says that it reverted, and it was executed. */
  @Test
  void aRevertThatTheNodeInventsEndsNothing() throws Exception {
    Ready ready = ready("40");
    FaultyChain lying =
        new FaultyChain(world.chain())
            .showing(
                r ->
                    new MinedReceipt(
                        r.transaction(),
                        r.block(),
                        r.index(),
                        r.from(),
                        r.to(),
                        r.deployed(),
                        false,
                        r.gasUsed(),
                        r.gasPrice(),
                        List.of()));
    Outbox deceived = outbox(database, lying);
    deceived.plan(ready.action());
    deceived.certify(ready.action().runId(), ready.calldata());
    time.eachPause(world::mine);
    Entry settled = deceived.settle(ready.action().runId(), LONG);
    assertThat(settled.state())
        .as("the gate's event counts, not the status")
        .isEqualTo(State.SETTLED);
    assertThat(paid()).isEqualTo(usdc("40"));
  }

  @Test
  void whatTheGateWouldRefuseIsNotSigned() throws Exception {
    Ready ready = ready("40");
    outbox.plan(ready.action());
    outbox.certify(ready.action().runId(), ready.calldata());
    desk.ownerCalls(agent.gate(), Gate.pause());
    Entry refused = outbox.execute(ready.action().runId(), LONG);
    assertThat(refused.state()).isEqualTo(State.WATCHED);
    assertThat(refused.reason()).contains("PAUSED");
    assertThat(refused.sentence()).contains("the gate would refuse it: the gate is paused");
    assertThat(refused.attempts()).isEmpty();

    world.mineAt(ready.action().validUntil() + 1);
    assertThat(outbox.reconcile())
        .as("its time is over, and not yet for good")
        .extracting(Entry::state)
        .containsExactly(State.WATCHED);
    world.mine();
    assertThat(outbox.reconcile()).extracting(Entry::state).containsExactly(State.REFUSED);
  }

  @Test
  void whatWasRefusedAndThenExecutedByAnotherSenderIsSettled() throws Exception {
    Ready ready = ready("40");
    outbox.plan(ready.action());
    outbox.certify(ready.action().runId(), ready.calldata());
    desk.ownerCalls(agent.gate(), Gate.pause());
    outbox.execute(ready.action().runId(), LONG);
    desk.ownerCalls(agent.gate(), Gate.unpause());
    desk.sendAs(world.keys().guardian(), agent.gate(), ready.calldata());
    time.eachPause(world::mine);
    assertSettledElsewhere(outbox.settle(ready.action().runId(), LONG));
    assertThat(paid()).isEqualTo(usdc("40"));
  }

  @Test
  void whatRevertedAndWasThenExecutedByAnotherSenderIsSettled() throws Exception {
    Ready ready = ready("40");
    outbox.plan(ready.action());
    outbox.certify(ready.action().runId(), ready.calldata());
    outbox.advance(ready.action().runId()); // signed and out, not mined
    desk.ownerCallsAs(world.keys().guardian(), agent.gate(), Gate.pause());
    time.eachPause(world::mine);
    Entry reverted = outbox.conclude(ready.action().runId(), LONG);
    assertThat(reverted.state()).isEqualTo(State.WATCHED);
    assertThat(reverted.reason()).contains("REVERTED");
    assertThatThrownBy(() -> outbox.plan(later(ready.action(), 90)))
        .as("no other action of the slot may hide its effect")
        .isInstanceOfSatisfying(
            OutboxFailed.class, e -> assertThat(e.kind()).isEqualTo(OutboxFailed.Kind.SLOT_TAKEN));

    desk.ownerCallsAs(world.keys().guardian(), agent.gate(), Gate.unpause());
    world.mine();
    desk.sendAs(world.keys().guardian(), agent.gate(), ready.calldata());
    world.mine();
    reopen(); // The next start finds it.
    outbox.reconcile();
    Entry settled = outbox.settle(ready.action().runId(), LONG);
    assertSettledElsewhere(settled);
    assertThat(settled.cost()).as("the revert's gas is booked too").isPositive();
    assertThat(paid()).isEqualTo(usdc("40"));
  }

  private static void assertSettledElsewhere(Entry settled) {
    assertThat(settled.state()).isEqualTo(State.SETTLED);
    assertThat(settled.ending().orElseThrow().kind()).isEqualTo(Ending.Kind.EXECUTED_ELSEWHERE);
    assertThat(settled.reason()).isEmpty();
  }

  /** Its nonce is too high, and would never come to its turn. */
  @Test
  void aNodeThatCountsTooManyNoncesHoldsUpNothing() throws Exception {
    Ready first = ready("40");
    Outbox misled = outbox(database, new FaultyChain(world.chain()).countingNonces(7));
    misled.plan(first.action());
    misled.certify(first.action().runId(), first.calldata());
    Entry stuck = misled.advance(first.action().runId());
    assertThat(nonce(stuck)).isEqualTo(world.chain().nonce(desk.payer().address()) + 7);

    Ready second = ready("2", 1);
    outbox.plan(second.action());
    outbox.certify(second.action().runId(), second.calldata());
    time.eachPause(world::mine);
    assertThat(outbox.settle(first.action().runId(), LONG).state()).isEqualTo(State.SETTLED);
    assertThat(outbox.settle(second.action().runId(), LONG).state()).isEqualTo(State.SETTLED);
    assertThat(paid()).isEqualTo(usdc("42"));
  }

  /** One false answer is not enough: what is higher than known is asked for twice. */
  @Test
  void aNodeThatCountsTooManyNoncesOnceMakesNoGap() throws Exception {
    Ready ready = ready("40");
    Outbox misled = outbox(database, new FaultyChain(world.chain()).countingNonces(7, 1));
    misled.plan(ready.action());
    misled.certify(ready.action().runId(), ready.calldata());
    assertThat(nonce(misled.advance(ready.action().runId())))
        .isEqualTo(world.chain().nonce(desk.payer().address()));
  }

  /** The node says that it is used up, for as long as anybody asks. */
  @Test
  void aNonceThatWasGivenUpForANodesCountIsTheNextActions() throws Exception {
    Ready first = ready("40");
    outbox.plan(first.action());
    outbox.certify(first.action().runId(), first.calldata());
    long own = nonce(outbox.advance(first.action().runId()));
    try (Pool pool = new Pool(world)) {
      pool.dropAll();
    }
    world.mineAt(first.action().validUntil() + 1);
    time.eachPause(world::mine);
    Outbox misled = outbox(database, new FaultyChain(world.chain()).countingNonces(3));
    Entry lost = misled.settle(first.action().runId(), LONG);
    assertThat(lost.state()).isEqualTo(State.REPLACED);
    assertThat(lost.reason()).contains("NONCE_LOST");

    Ready second = ready("2", 1);
    outbox.plan(second.action());
    outbox.certify(second.action().runId(), second.calldata());
    assertThat(nonce(outbox.advance(second.action().runId()))).isEqualTo(own);
    assertThat(outbox.settle(second.action().runId(), LONG).state()).isEqualTo(State.SETTLED);
    assertThat(paid()).isEqualTo(usdc("2"));
  }

  @Test
  void gasStaysWithinThePolicy() throws Exception {
    Ready ready = ready("40");
    PlannedAction poor = limited(ready.action(), new GasLimit(BigInteger.ONE, BigInteger.TEN));
    outbox.plan(poor);
    outbox.certify(poor.runId(), ready.calldata());
    Entry refused = outbox.execute(poor.runId(), LONG);
    assertThat(refused.state()).isEqualTo(State.WATCHED);
    assertThat(refused.reason()).contains("OVER_GAS_CAP");
    assertThat(refused.sentence().orElseThrow()).contains("the limit of one action is");
  }

  @Test
  void aRevertIsBookedAsGas() throws Exception {
    Ready ready = ready("40");
    outbox.plan(ready.action());
    outbox.certify(ready.action().runId(), ready.calldata());
    outbox.advance(ready.action().runId()); // signed and out, not mined
    desk.ownerCallsAs(world.keys().guardian(), agent.gate(), Gate.pause());
    time.eachPause(world::mine);
    Entry failed = outbox.settle(ready.action().runId(), LONG);
    assertThat(failed.state()).isEqualTo(State.FAILED);
    assertThat(failed.reason()).contains("REVERTED");
    assertThat(failed.attempts().getFirst().cost().orElseThrow()).isPositive();
    assertThat(paid()).isZero();
  }

  /** Wei: the action needs about 200,000 units of gas. */
  private BigInteger aLittleMoreThanItCosts() throws Exception {
    Fees fees = world.chain().fees();
    return fees.baseFee()
        .shiftLeft(1)
        .add(fees.priorityFee())
        .multiply(BigInteger.valueOf(300_000));
  }
}
