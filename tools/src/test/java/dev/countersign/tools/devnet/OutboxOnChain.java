package dev.countersign.tools.devnet;

import static dev.countersign.tools.devnet.Desk.usdc;
import static org.assertj.core.api.Assertions.assertThat;

import dev.countersign.network.chain.ChainClient;
import dev.countersign.network.devnet.DevnetWorld;
import dev.countersign.network.devnet.SharedWorld;
import dev.countersign.network.spi.PinnedChain;
import dev.countersign.network.spi.Planner;
import dev.countersign.network.spi.Planner.Plan;
import dev.countersign.receipt.Bytes;
import dev.countersign.receipt.Bytes32;
import dev.countersign.receipt.Flow;
import dev.countersign.receipt.Intent;
import dev.countersign.receipt.Manifest;
import dev.countersign.receipt.Observation;
import dev.countersign.receipt.Slot;
import dev.countersign.receipt.Verdict;
import dev.countersign.tools.observe.Balances;
import dev.countersign.tools.outbox.Attempt;
import dev.countersign.tools.outbox.Entry;
import dev.countersign.tools.outbox.Outbox;
import dev.countersign.tools.outbox.OutboxTerms;
import dev.countersign.tools.outbox.PlannedAction;
import dev.countersign.tools.plan.DefaultPlanner;
import dev.countersign.tools.policy.GasLimit;
import dev.countersign.tools.store.Database;
import dev.countersign.tools.store.Storage;
import dev.countersign.tools.wallet.UnsignedTransaction;
import java.math.BigInteger;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.extension.ExtendWith;

/** An outbox between a database and a local network whose blocks come when a test says so. */
@ExtendWith(SharedWorld.class)
abstract class OutboxOnChain {
  static final Duration LONG = Duration.ofMinutes(5);

  /** A block is mined while the outbox waits a second. */
  static final OutboxTerms TERMS =
      new OutboxTerms(
          1,
          Duration.ofSeconds(5),
          Duration.ofSeconds(10),
          Duration.ofSeconds(5),
          Duration.ofSeconds(1),
          BigInteger.ONE);

  final Planner planner = new DefaultPlanner();
  final DevnetWorld world;
  final Desk desk;
  final Manifest agent;
  final SteppedTime time = new SteppedTime();

  Storage storage;
  Database database;
  Outbox outbox;

  /** A place without tables, another one each time. */
  abstract Storage storage() throws Exception;

  OutboxOnChain(DevnetWorld world) {
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

  /** Both fees of each are at least an eighth above those before: what every node asks for. */
  static void assertRaised(List<Attempt> attempts) {
    for (int i = 1; i < attempts.size(); i++) {
      Attempt before = attempts.get(i - 1);
      Attempt after = attempts.get(i);
      assertThat(after.nonce()).isEqualTo(before.nonce());
      assertThat(after.maxFee()).isGreaterThan(before.maxFee().add(before.maxFee().shiftRight(3)));
      assertThat(after.tip()).isGreaterThan(before.tip().add(before.tip().shiftRight(3)));
    }
  }

  static long nonce(Entry entry) {
    return entry.nonce().orElseThrow();
  }

  /** Somebody with the same key sent a transaction of the same nonce for a little more. */
  void occupy(Attempt attempt) throws Exception {
    UnsignedTransaction other =
        new UnsignedTransaction(
            world.chain().chainId(),
            attempt.nonce(),
            desk.alice(),
            BigInteger.ZERO,
            Bytes.EMPTY,
            21_000,
            attempt.maxFee().multiply(BigInteger.TWO),
            attempt.tip().add(BigInteger.TWO));
    world.chain().sendRaw(desk.payer().sign(other).raw());
  }

  static PlannedAction expecting(PlannedAction a, BigInteger delta) {
    return new PlannedAction(
        a.agentId(),
        a.agentName(),
        a.slot(),
        a.chainId(),
        a.gate(),
        a.receiptId(),
        a.callsHash(),
        List.of(new Flow(a.flows().getFirst().token(), delta)),
        a.validUntil(),
        a.pinnedBlock(),
        a.gas());
  }

  record Ready(PlannedAction action, Bytes calldata) {}

  Ready ready(String dollars) throws Exception {
    return ready(dollars, 0);
  }

  Ready ready(String dollars, int ordinal) throws Exception {
    PinnedChain pinned = desk.head();
    long until = pinned.block().timestamp() + 90;
    Slot slot = Slot.of(pinned.block().timestamp(), ordinal);
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

  Outbox outbox(Database rows, ChainClient chain) {
    return new Outbox(rows, chain, desk.payer(), TERMS, time, time::pass);
  }

  void reopen() throws Exception {
    database.close();
    database = storage.open();
    outbox = outbox(database, world.chain());
  }

  /** The same slot, decided in a later window. */
  static PlannedAction later(PlannedAction a, long seconds) {
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

  static PlannedAction limited(PlannedAction a, GasLimit gas) {
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

  BigInteger paid() throws Exception {
    return Balances.read(desk.head(), desk.alice(), List.of(desk.usdc()))
        .getOrDefault(desk.usdc(), BigInteger.ZERO);
  }
}
