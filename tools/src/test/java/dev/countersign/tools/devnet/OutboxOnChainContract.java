package dev.countersign.tools.devnet;

import static dev.countersign.tools.devnet.Desk.usdc;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.countersign.network.chain.ChainClient;
import dev.countersign.network.devnet.DevnetWorld;
import dev.countersign.network.devnet.SharedWorld;
import dev.countersign.network.gate.Gate;
import dev.countersign.network.spi.PinnedChain;
import dev.countersign.network.spi.Planner;
import dev.countersign.network.spi.Planner.Plan;
import dev.countersign.receipt.Bytes;
import dev.countersign.receipt.Bytes32;
import dev.countersign.receipt.Intent;
import dev.countersign.receipt.Manifest;
import dev.countersign.receipt.Observation;
import dev.countersign.receipt.Slot;
import dev.countersign.receipt.Verdict;
import dev.countersign.tools.observe.Balances;
import dev.countersign.tools.outbox.Attempt;
import dev.countersign.tools.outbox.Ending;
import dev.countersign.tools.outbox.Entry;
import dev.countersign.tools.outbox.Outbox;
import dev.countersign.tools.outbox.OutboxFailed;
import dev.countersign.tools.outbox.OutboxTerms;
import dev.countersign.tools.outbox.PlannedAction;
import dev.countersign.tools.outbox.State;
import dev.countersign.tools.plan.DefaultPlanner;
import dev.countersign.tools.policy.GasLimit;
import dev.countersign.tools.store.Database;
import dev.countersign.tools.store.Storage;
import java.math.BigInteger;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The outbox between a real database and a real node. */
@ExtendWith(SharedWorld.class)
abstract class OutboxOnChainContract {
  private static final Duration LONG = Duration.ofMinutes(5);

  /** A block is mined while the outbox waits a second. */
  private static final OutboxTerms TERMS =
      new OutboxTerms(
          1,
          Duration.ofSeconds(5),
          Duration.ofSeconds(10),
          Duration.ofSeconds(5),
          Duration.ofSeconds(1),
          BigInteger.ONE);

  private final Planner planner = new DefaultPlanner();
  private final DevnetWorld world;
  private final Desk desk;
  private final Manifest agent;
  private final SteppedTime time = new SteppedTime();

  private Storage storage;
  private Database database;
  private Outbox outbox;

  /** A place without tables, another one each time. */
  abstract Storage storage() throws Exception;

  OutboxOnChainContract(DevnetWorld world) {
    this.world = world;
    this.desk = new Desk(world);
    this.agent = desk.agent("carrier");
  }

  @BeforeEach
  void anAgentAndAnOutbox() throws Exception {
    desk.register(agent);
    world.fund(world.keys().guardian().address(), Desk.ether("1"));
    world.mine();
    storage = storage();
    database = storage.open();
    outbox = outbox(database, world.chain());
  }

  @AfterEach
  void close() {
    database.close();
  }

  @Test
  void anActionIsExecutedMinedAndSettled() throws Exception {
    Ready ready = ready("40");
    assertThat(outbox.plan(ready.action()).state()).isEqualTo(State.PLANNED);
    assertThat(outbox.certify(ready.action().runId(), ready.calldata()).state())
        .isEqualTo(State.CERTIFIED);
    time.eachPause(world::mine);
    Entry mined = outbox.execute(ready.action().runId(), LONG);
    assertThat(mined.state()).isEqualTo(State.MINED);
    Entry settled = outbox.settle(ready.action().runId(), LONG);

    assertThat(settled.state()).isEqualTo(State.SETTLED);
    assertThat(settled.sentence()).isEmpty();
    assertThat(settled.attempts()).hasSize(1);
    assertThat(settled.attempts().getFirst().cost()).isPresent();
    assertThat(outbox.store().findByTransaction(settled.attempts().getFirst().hash()))
        .contains(settled);
    assertThat(paid()).isEqualTo(usdc("40"));
    assertThat(outbox.store().open()).isEmpty();
  }

  @Test
  void whateverIsRepeatedIsDoneOnce() throws Exception {
    Ready ready = ready("40");
    outbox.plan(ready.action());
    assertThat(outbox.plan(ready.action()).version()).isZero();
    outbox.certify(ready.action().runId(), ready.calldata());
    time.eachPause(world::mine);
    outbox.settle(ready.action().runId(), LONG);
    assertThat(outbox.plan(ready.action()).state()).isEqualTo(State.SETTLED);
    assertThat(outbox.settle(ready.action().runId(), LONG).attempts()).hasSize(1);
    assertThat(outbox.reconcile()).isEmpty();
    assertThat(paid()).isEqualTo(usdc("40"));
  }

  @Test
  void aSlotHasOneActionUntilItsTimeIsOverWithoutAnEffect() throws Exception {
    Ready first = ready("40");
    outbox.plan(first.action());
    PlannedAction second = later(first.action(), 90);
    assertThatThrownBy(() -> outbox.plan(second))
        .isInstanceOfSatisfying(
            OutboxFailed.class, e -> assertThat(e.kind()).isEqualTo(OutboxFailed.Kind.SLOT_TAKEN));

    world.mineAt(first.action().validUntil() + 1);
    assertThat(outbox.reconcile()).extracting(Entry::state).containsExactly(State.EXPIRED);
    assertThat(outbox.plan(second).state()).isEqualTo(State.PLANNED);
    assertThat(outbox.store().find(second.runId()).orElseThrow().action()).isEqualTo(second);
  }

  /**
   * Ends the process at each question to the node, first, second, third, and so on, and starts it
   * again on the same database. Between two questions lies at most one durable write.
   */
  @Test
  void aCrashAtAnyMomentLosesNothingAndDoublesNothing() throws Exception {
    int crashes = 0;
    boolean crashed = true;
    for (int at = 1; crashed; at++) {
      Ready ready = ready("1");
      BigInteger before = paid();
      FaultyChain faulty = new FaultyChain(world.chain()).crashingAt(at);
      time.eachPause(world::mine);
      crashed = false;
      try {
        Outbox dying = outbox(database, faulty);
        dying.plan(ready.action());
        dying.certify(ready.action().runId(), ready.calldata());
        dying.settle(ready.action().runId(), LONG);
      } catch (FaultyChain.Crash e) {
        crashed = true;
        crashes++;
      }
      reopen();
      outbox.reconcile();
      Entry settled = outbox.settle(ready.action().runId(), LONG);
      assertThat(settled.state()).as("crash at question %d", at).isEqualTo(State.SETTLED);
      assertThat(paid().subtract(before)).as("crash at question %d", at).isEqualTo(usdc("1"));
      assertThat(settled.attempts()).hasSize(1);
    }
    assertThat(crashes).isGreaterThan(15);
  }

  @ParameterizedTest
  @EnumSource(FaultyChain.Sending.class)
  void whateverANodeSaysToATransactionOnlyTheChainDecides(FaultyChain.Sending sending)
      throws Exception {
    Ready ready = ready("40");
    Outbox between = outbox(database, new FaultyChain(world.chain()).sending(sending));
    between.plan(ready.action());
    between.certify(ready.action().runId(), ready.calldata());
    time.eachPause(world::mine);
    Entry ended = between.settle(ready.action().runId(), LONG);

    assertThat(ended.state()).isEqualTo(State.SETTLED);
    assertThat(paid()).isEqualTo(usdc("40"));
    assertThat(ended.attempts()).hasSize(1);
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
    assertThat(waiting.attempts().getLast().maxFee())
        .isGreaterThan(waiting.attempts().getFirst().maxFee());

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
    assertThat(ended.attempts().getLast().kind()).isEqualTo(Attempt.Kind.CANCEL);
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
  void whatTheGateWouldRefuseIsNotSigned() throws Exception {
    Ready ready = ready("40");
    outbox.plan(ready.action());
    outbox.certify(ready.action().runId(), ready.calldata());
    desk.ownerCalls(agent.gate(), Gate.pause());
    Entry refused = outbox.execute(ready.action().runId(), LONG);
    assertThat(refused.state()).isEqualTo(State.REFUSED);
    assertThat(refused.reason()).contains("PAUSED");
    assertThat(refused.sentence()).contains("the gate would refuse it: the gate is paused");
    assertThat(refused.attempts()).isEmpty();
  }

  @Test
  void gasStaysWithinThePolicy() throws Exception {
    Ready ready = ready("40");
    PlannedAction poor = limited(ready.action(), new GasLimit(BigInteger.ONE, BigInteger.TEN));
    outbox.plan(poor);
    outbox.certify(poor.runId(), ready.calldata());
    Entry refused = outbox.execute(poor.runId(), LONG);
    assertThat(refused.state()).isEqualTo(State.REFUSED);
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

  private record Ready(PlannedAction action, Bytes calldata) {}

  private Ready ready(String dollars) throws Exception {
    PinnedChain pinned = desk.head();
    long until = pinned.block().timestamp() + 90;
    Slot slot = Slot.of(pinned.block().timestamp(), 0);
    List<Intent> intents = List.of(new Intent.Transfer(desk.usdc(), usdc(dollars), desk.alice()));
    List<Observation> seen = planner.account(agent, pinned);
    Plan plan = planner.plan(agent, intents, seen, until);
    Verdict verdict = desk.verdict(agent, plan, slot, slot.anchor(), until);
    return new Ready(
        PlannedAction.of(
            agent,
            slot,
            verdict.receiptId(),
            plan.calls(),
            plan.flows(),
            until,
            pinned.block().number()),
        desk.certified(agent, plan, verdict));
  }

  private Outbox outbox(Database rows, ChainClient chain) {
    return new Outbox(rows, chain, desk.payer(), TERMS, time, time::pass);
  }

  private void reopen() throws Exception {
    database.close();
    database = storage.open();
    outbox = outbox(database, world.chain());
  }

  /** The same slot, decided in a later window. */
  private static PlannedAction later(PlannedAction a, long seconds) {
    return new PlannedAction(
        a.agentId(),
        a.agentName(),
        a.slot(),
        a.chainId(),
        a.gate(),
        Bytes32.sha256(a.receiptId().toArray()),
        a.callsHash(),
        a.flows(),
        a.validUntil() + seconds,
        a.pinnedBlock(),
        a.gas());
  }

  private static PlannedAction limited(PlannedAction a, GasLimit gas) {
    return new PlannedAction(
        a.agentId(),
        a.agentName(),
        a.slot(),
        a.chainId(),
        a.gate(),
        a.receiptId(),
        a.callsHash(),
        a.flows(),
        a.validUntil(),
        a.pinnedBlock(),
        gas);
  }

  private BigInteger paid() throws Exception {
    return Balances.read(desk.head(), desk.alice(), List.of(desk.usdc()))
        .getOrDefault(desk.usdc(), BigInteger.ZERO);
  }
}
