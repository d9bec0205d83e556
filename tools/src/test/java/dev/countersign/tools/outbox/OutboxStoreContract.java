package dev.countersign.tools.outbox;

import static dev.countersign.tools.outbox.Entries.NOW;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.countersign.receipt.Bytes;
import dev.countersign.receipt.Slot;
import dev.countersign.receipt.VerifierKey;
import dev.countersign.tools.Agents;
import dev.countersign.tools.policy.GasLimit;
import dev.countersign.tools.store.Database;
import dev.countersign.tools.store.Storage;
import dev.countersign.tools.store.StoreFailed;
import dev.countersign.tools.wallet.SignedTransaction;
import dev.countersign.tools.wallet.TransactionSigner;
import dev.countersign.tools.wallet.UnsignedTransaction;
import java.math.BigInteger;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What the outbox asks of any database. */
abstract class OutboxStoreContract {
  private static final TransactionSigner SIGNER =
      new TransactionSigner(VerifierKey.of(BigInteger.TEN), 31337);

  private Database database;
  private OutboxStore store;

  /** A place without tables. */
  abstract Storage storage() throws Exception;

  @BeforeEach
  void open() throws Exception {
    database = storage().open();
    store = new OutboxStore(database);
  }

  @AfterEach
  void close() {
    database.close();
  }

  @Test
  void anEntryReadsBackAsItWasWrittenInEveryState() throws Exception {
    Entry planned = store.insert(Entries.planned(), Optional.empty());
    assertThat(store.find(planned.runId())).contains(planned);

    Entry certified =
        store.save(planned, planned.on(Event.CERTIFY, NOW).certified(new Bytes("0xabcd")));
    assertThat(store.find(planned.runId())).contains(certified);

    Entry signed = sign(certified, 3);
    assertThat(store.find(planned.runId())).contains(signed);
    assertThat(signed.nonce()).contains(3L);

    Attempt attempt = signed.latest().orElseThrow();
    Ending ending = new Ending(Ending.Kind.EXECUTED, attempt.hash(), Entries.block(9));
    Entry mined =
        store.save(
            signed,
            signed
                .on(Event.SEE, NOW.plusMillis(5))
                .ending(Optional.of(ending))
                .tried(
                    List.of(
                        attempt
                            .sent(NOW.plusMillis(1), "ACCEPTED")
                            .costing(Optional.of(BigInteger.TWO)))));
    assertThat(store.find(planned.runId())).contains(mined);
    assertThat(store.findByTransaction(attempt.hash())).contains(mined);
    assertThat(store.open()).containsExactly(mined);

    Entry settled = store.save(mined, mined.on(Event.SETTLE, NOW).because("", ""));
    assertThat(store.find(planned.runId())).contains(settled);
    assertThat(store.open()).isEmpty();
  }

  @Test
  void aRowIsWrittenOnlyOverTheVersionThatWasRead() throws Exception {
    Entry planned = store.insert(Entries.planned(), Optional.empty());
    store.save(planned, planned.on(Event.CERTIFY, NOW).certified(new Bytes("0x01")));
    assertThatThrownBy(() -> store.save(planned, planned.on(Event.EXPIRE, NOW).because("X", "x")))
        .isInstanceOfSatisfying(
            StoreFailed.class, e -> assertThat(e.kind()).isEqualTo(StoreFailed.Kind.CONFLICT));
    assertThat(store.find(planned.runId()).orElseThrow().state()).isEqualTo(State.CERTIFIED);
  }

  @Test
  void noTwoActionsGetTheSameNonceAndNoneIsLeftOut() throws Exception {
    int actions = 24;
    List<Future<Entry>> signed = new ArrayList<>();
    try (ExecutorService threads = Executors.newFixedThreadPool(4)) {
      for (int i = 0; i < actions; i++) {
        Entry certified = certified(i);
        signed.add(threads.submit(() -> sign(certified, 5)));
      }
    }
    List<Long> nonces = new ArrayList<>();
    for (Future<Entry> entry : signed) {
      nonces.add(entry.get().nonce().orElseThrow());
    }
    assertThat(nonces).doesNotHaveDuplicates().hasSize(actions);
    assertThat(nonces).allMatch(nonce -> nonce >= 5 && nonce < 5 + actions);
  }

  @Test
  void aNonceThatTheChainHasUsedUpIsNotTaken() throws Exception {
    assertThat(sign(certified(1), 0).nonce()).contains(0L);
    assertThat(sign(certified(2), 40).nonce()).contains(40L);
    assertThat(sign(certified(3), 7).nonce()).contains(41L);
  }

  /** A node said 40 where 2 were mined: no transaction can pass the nonces between. */
  @Test
  void aGapThatANodeMadeIsClosed() throws Exception {
    assertThat(sign(certified(1), 0).nonce()).contains(0L);
    assertThat(sign(certified(2), 0).nonce()).contains(1L);
    Entry stuck = sign(certified(3), 40);
    Entry behind = sign(certified(4), 0);
    assertThat(List.of(stuck.nonce().orElseThrow(), behind.nonce().orElseThrow()))
        .containsExactly(40L, 41L);
    assertThat(store.hasGap(stuck, 0, NOW)).isTrue();
    assertThat(store.hasGap(stuck, 40, NOW)).isFalse();
    assertThat(store.hasGap(sign(certified(5), 0), 2, NOW)).isTrue();

    Entry without = stuck.on(Event.SEND, NOW).on(Event.LOSE_NONCE, NOW).owning(Optional.empty());
    Entry freed = store.closeGap(stuck, without, 1);
    Entry next = sign(freed, 1);
    assertThat(next.nonce()).as("1 is held by an action, 2 by nobody").contains(2L);
    assertThat(store.hasGap(next, 1, NOW)).isFalse();
    assertThat(store.hasGap(behind, 1, NOW)).as("the one behind it gives way too").isTrue();
    assertThat(sign(certified(6), 0).nonce()).contains(3L);
  }

  @Test
  void noncesThatAreHeldFurtherOnArePassedOver() throws Exception {
    Entry one = sign(certified(1), 3);
    sign(certified(2), 3);
    Entry without = one.on(Event.SEND, NOW).on(Event.LOSE_NONCE, NOW).owning(Optional.empty());
    Entry freed = store.closeGap(one, without, 2);
    assertThat(sign(freed, 2).nonce()).contains(2L);
    assertThat(sign(certified(3), 2).nonce()).contains(3L);
    assertThat(sign(certified(4), 2).nonce()).as("4 is held").contains(5L);
  }

  @Test
  void aNonceThatComesBackIsSignedTheSame() throws Exception {
    Entry one = sign(certified(1), 3);
    Entry without = one.on(Event.SEND, NOW).on(Event.LOSE_NONCE, NOW).owning(Optional.empty());
    Entry again = sign(store.closeGap(one, without, 3), 3);
    assertThat(again.nonce()).isEqualTo(one.nonce());
    assertThat(again.attempts()).isEqualTo(one.attempts());
    assertThat(store.find(again.runId())).contains(again);
  }

  /** A registration and an action of the same key at the same time. */
  @Test
  void aLentNonceIsNoActionsUntilItIsTakenBack() throws Exception {
    Nonces nonces = new Nonces(database, () -> NOW);
    assertThat(nonces.lend(31337, SIGNER.address(), 7)).isEqualTo(7);
    Entry action = sign(certified(1), 7);
    assertThat(action.nonce()).contains(8L);
    assertThat(store.hasGap(action, 7, NOW)).as("what is lent is out").isFalse();
    assertThat(store.hasGap(action, 7, NOW.plus(Duration.ofHours(1)))).as("not for ever").isTrue();
    assertThat(nonces.lend(31337, SIGNER.address(), 7)).isEqualTo(9);
    nonces.takeBack(31337, SIGNER.address(), 9);
    assertThat(sign(certified(2), 7).nonce()).contains(9L);
    assertThat(nonces.lend(1, SIGNER.address(), 7)).as("of another chain").isEqualTo(7);
  }

  @Test
  void theDaysGasIsWhatWasSpentOrMayStillBe() throws Exception {
    Entry one = sign(certified(1), 0);
    Entry two = sign(certified(2), 0);
    BigInteger worst = one.latest().orElseThrow().worstCost();
    assertThat(gas(Entries.hash("nobody"))).isEqualTo(worst.shiftLeft(1));
    assertThat(gas(one.runId())).as("its own does not count").isEqualTo(worst);

    Attempt mined = one.latest().orElseThrow().costing(Optional.of(BigInteger.valueOf(123)));
    store.save(one, one.tried(List.of(mined)));
    assertThat(gas(two.runId())).isEqualTo(BigInteger.valueOf(123));
    assertThat(store.gasToday(Entries.ACTION.agentId(), two.runId(), NOW.plus(Duration.ofDays(1))))
        .as("what is open may still cost it tomorrow")
        .isEqualTo(BigInteger.valueOf(123));
  }

  @Test
  void whatEndedIsBookedOnceOnItsDay() throws Exception {
    Entry signed = sign(certified(1), 0);
    Attempt mined = signed.latest().orElseThrow().costing(Optional.of(BigInteger.valueOf(123)));
    Ending ending = new Ending(Ending.Kind.REVERTED, mined.hash(), Entries.block(9));
    Entry seen =
        store.save(
            signed, signed.on(Event.SEE, NOW).ending(Optional.of(ending)).tried(List.of(mined)));
    assertThat(gas(Entries.hash("nobody"))).isEqualTo(BigInteger.valueOf(123));
    Entry watched = store.save(seen, seen.on(Event.GIVE_UP, NOW).because("REVERTED", "it did"));
    assertThat(store.open()).containsExactly(watched);
    assertThat(gas(Entries.hash("nobody"))).isEqualTo(BigInteger.valueOf(123));
    store.save(watched, watched.on(Event.FAIL, NOW).because("REVERTED", "it did"));
    assertThat(gas(Entries.hash("nobody"))).isEqualTo(BigInteger.valueOf(123));
    assertThat(gas(seen.runId())).as("what ended is spent").isEqualTo(BigInteger.valueOf(123));
    assertThat(
            store.gasToday(
                Entries.ACTION.agentId(), Entries.hash("nobody"), NOW.plus(Duration.ofDays(1))))
        .isZero();
  }

  /**
   * Each looks before the other has signed; together they would spend more than the day's limit.
   */
  @Test
  void twoAtOnceDoNotSpendTheDayTwice() throws Exception {
    Entry one = certified(1);
    Entry two = certified(2);
    BigInteger worst = sign(one, 0).latest().orElseThrow().worstCost();
    BigInteger limit = worst.shiftLeft(1).subtract(BigInteger.ONE);
    Entry poor = limited(two, new GasLimit(worst, limit));
    assertThatThrownBy(() -> sign(poor, 0))
        .isInstanceOfSatisfying(
            StoreFailed.class, e -> assertThat(e.kind()).isEqualTo(StoreFailed.Kind.CONFLICT));
    assertThat(store.find(two.runId()).orElseThrow().attempts()).isEmpty();
  }

  private static Entry limited(Entry e, GasLimit gas) {
    PlannedAction a = e.action();
    return new Entry(
        new PlannedAction(
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
            gas),
        e.state(),
        e.version(),
        e.calldata(),
        e.nonce(),
        e.attempts(),
        e.ending(),
        e.reason(),
        e.sentence(),
        e.createdAt(),
        e.changedAt());
  }

  private BigInteger gas(dev.countersign.receipt.Bytes32 but) throws StoreFailed {
    return store.gasToday(Entries.ACTION.agentId(), but, NOW);
  }

  private Entry certified(int number) throws Exception {
    PlannedAction a = Entries.ACTION;
    PlannedAction action =
        new PlannedAction(
            a.agentId(),
            a.agentName(),
            new Slot(a.slot().value() + number),
            a.chainId(),
            a.gate(),
            a.receiptId(),
            a.callsHash(),
            a.flows(),
            a.validUntil(),
            a.pinnedBlock(),
            a.gas());
    Entry planned = store.insert(Entry.planned(action, NOW), Optional.empty());
    return store.save(planned, planned.on(Event.CERTIFY, NOW).certified(new Bytes("0xabcd")));
  }

  private Entry sign(Entry certified, long mined) throws Exception {
    long value = certified.action().slot().value();
    return store.sign(certified, SIGNER.address(), mined, nonce -> signed(nonce, value), NOW);
  }

  private static SignedTransaction signed(long nonce, long value) {
    return SIGNER.sign(
        new UnsignedTransaction(
            31337,
            nonce,
            Agents.ALICE,
            BigInteger.valueOf(value),
            new Bytes("0xabcd"),
            100_000,
            BigInteger.valueOf(1_000_000_000),
            BigInteger.ONE));
  }
}
