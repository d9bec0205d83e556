package dev.countersign.tools.devnet;

import static dev.countersign.tools.devnet.Desk.usdc;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.countersign.network.devnet.DevnetWorld;
import dev.countersign.tools.outbox.Entry;
import dev.countersign.tools.outbox.Outbox;
import dev.countersign.tools.outbox.OutboxFailed;
import dev.countersign.tools.outbox.PlannedAction;
import dev.countersign.tools.outbox.State;
import java.math.BigInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** From planned to settled, and through a crash at any moment. */
abstract class OutboxPathContract extends OutboxOnChain {
  OutboxPathContract(DevnetWorld world) {
    super(world);
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
    outbox.reconcile();
    assertThatThrownBy(() -> outbox.plan(second))
        .as("not for good")
        .isInstanceOf(OutboxFailed.class);
    world.mine();
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
}
