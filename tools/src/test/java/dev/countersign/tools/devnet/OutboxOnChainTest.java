package dev.countersign.tools.devnet;

import static dev.countersign.tools.devnet.Desk.usdc;
import static org.assertj.core.api.Assertions.assertThat;

import dev.countersign.network.devnet.DevnetWorld;
import dev.countersign.network.devnet.SharedWorld;
import dev.countersign.network.gate.Gate;
import dev.countersign.network.spi.PinnedChain;
import dev.countersign.network.spi.Planner;
import dev.countersign.network.spi.Planner.Plan;
import dev.countersign.receipt.Bytes;
import dev.countersign.receipt.Intent;
import dev.countersign.receipt.Manifest;
import dev.countersign.receipt.Observation;
import dev.countersign.receipt.Slot;
import dev.countersign.receipt.Verdict;
import dev.countersign.tools.outbox.Entry;
import dev.countersign.tools.outbox.Outbox;
import dev.countersign.tools.outbox.OutboxTerms;
import dev.countersign.tools.outbox.PlannedAction;
import dev.countersign.tools.outbox.State;
import dev.countersign.tools.plan.DefaultPlanner;
import dev.countersign.tools.store.Database;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** The outbox between a real database and a real node. */
@ExtendWith(SharedWorld.class)
class OutboxOnChainTest {
  private static final Duration LONG = Duration.ofMinutes(5);

  private final Planner planner = new DefaultPlanner();
  private final DevnetWorld world;
  private final Desk desk;
  private final Manifest agent;
  private final SteppedTime time = new SteppedTime();

  @TempDir private Path folder;
  private Database database;
  private Outbox outbox;

  OutboxOnChainTest(DevnetWorld world) {
    this.world = world;
    this.desk = new Desk(world);
    this.agent = desk.agent("carrier");
  }

  @BeforeEach
  void anAgentAndAnOutbox() throws Exception {
    desk.register(agent);
    database = Database.file(folder.resolve("db"));
    outbox = outbox();
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

  private Outbox outbox() {
    return new Outbox(database, world.chain(), desk.payer(), OutboxTerms.LOCAL, time, time::pass);
  }

  private java.math.BigInteger paid() throws Exception {
    return dev.countersign.tools.observe.Balances.read(
            desk.head(), desk.alice(), List.of(desk.usdc()))
        .getOrDefault(desk.usdc(), java.math.BigInteger.ZERO);
  }

  /** Whether the gate took the slot. */
  boolean taken(Slot slot) throws Exception {
    return Gate.state(desk.head(), agent.gate(), agent.agentId()).lastSlot() == slot.value();
  }
}
