package dev.countersign.tools.crash;

import dev.countersign.network.chain.ChainException;
import dev.countersign.network.chain.EventLog;
import dev.countersign.network.chain.JsonRpc;
import dev.countersign.network.chain.RpcLimits;
import dev.countersign.network.devnet.DevnetFailed;
import dev.countersign.network.devnet.DevnetWorld;
import dev.countersign.network.devnet.SharedWorld;
import dev.countersign.network.gate.Executed;
import dev.countersign.network.gate.Gate;
import dev.countersign.network.spi.PinnedChain;
import dev.countersign.network.spi.Planner.Plan;
import dev.countersign.receipt.Address;
import dev.countersign.receipt.BlockRef;
import dev.countersign.receipt.Bytes;
import dev.countersign.receipt.Bytes32;
import dev.countersign.receipt.Intent;
import dev.countersign.receipt.Manifest;
import dev.countersign.receipt.Slot;
import dev.countersign.receipt.Verdict;
import dev.countersign.tools.devnet.Desk;
import dev.countersign.tools.observe.Balances;
import dev.countersign.tools.outbox.PlannedAction;
import dev.countersign.tools.plan.DefaultPlanner;
import java.io.UncheckedIOException;
import java.math.BigInteger;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;

/**
 * A real local network with a registered agent, whose blocks come every few milliseconds unless
 * they are held back, and which can be set back to its beginning.
 */
final class CrashWorld implements AutoCloseable {
  /** Blocks until something is final; no reorganisation is deeper. */
  static final int CONFIRMATIONS = 2;

  /** An action's time by the chain's clock, which moves a second with each block. */
  static final long TIME = 1_000_000;

  static final long SHORT_TIME = 60;
  private static final long BLOCK_MILLIS = 25;

  private final DevnetWorld world = SharedWorld.get();
  private final Desk desk = new Desk(world);
  private final Manifest agent = desk.agent("crashed");
  private final DefaultPlanner planner = new DefaultPlanner();
  private final ScheduledExecutorService clock = Executors.newSingleThreadScheduledExecutor();
  private final ScheduledFuture<?> ticking;
  private final List<Other> others = new ArrayList<>();
  private final JsonRpc rpc;
  private final String before;
  private String beginning;
  private boolean held = true;

  private CrashWorld() throws Exception {
    rpc = JsonRpc.open(url(), RpcLimits.DEFAULT);
    before = world.snapshot();
    desk.register(agent);
    world.fund(world.keys().guardian().address(), Desk.ether("1"));
    world.mine();
    beginning = world.snapshot();
    ticking = clock.scheduleWithFixedDelay(this::tick, 0, BLOCK_MILLIS, TimeUnit.MILLISECONDS);
  }

  static CrashWorld start() throws Exception {
    return new CrashWorld();
  }

  private synchronized void tick() {
    if (!held) {
      try {
        world.mine();
      } catch (DevnetFailed e) {
        throw new UncheckedIOException(new java.io.IOException("no block could be mined", e));
      }
    }
  }

  /** Blocks come, or are held back. */
  synchronized void hold(boolean back) {
    if (ticking.isDone()) {
      throw new IllegalStateException("no blocks come any more");
    }
    held = back;
  }

  /** Everything is as at the beginning; blocks are held back. */
  synchronized void reset() throws DevnetFailed {
    held = true;
    others.clear();
    ask("anvil_dropAllTransactions"); // Its pool outlives a revert.
    world.revert(beginning);
    beginning = world.snapshot();
  }

  URI url() {
    return world.network().rpc();
  }

  long chainId() {
    return world.chain().chainId();
  }

  String gate() {
    return agent.gate().hex();
  }

  Address payer() {
    return desk.payer().address();
  }

  String payerKey() {
    return world.keys().payer().secret().hex();
  }

  /** Certified actions of slots that follow each other, of one dollar each. */
  List<Job> jobs(int count, long time) throws Exception {
    List<Job> jobs = new ArrayList<>();
    BlockRef head = world.chain().head();
    for (int i = 0; i < count; i++) {
      Slot slot = Slot.of(head.timestamp(), i);
      jobs.add(job(slot, "1", head, time, Bytes32.sha256(new byte[] {1, (byte) i})));
    }
    return jobs;
  }

  /** Another certified action of the same slot. */
  Job rival(Job job) throws Exception {
    return job(
        job.action().slot(), "2", world.chain().head(), TIME, Bytes32.sha256(new byte[] {2}));
  }

  private Job job(Slot slot, String dollars, BlockRef head, long time, Bytes32 receiptId)
      throws Exception {
    PinnedChain pinned = new PinnedChain(world.chain(), head);
    long until = head.timestamp() + time;
    List<Intent> intents =
        List.of(new Intent.Transfer(desk.usdc(), Desk.usdc(dollars), desk.alice()));
    Plan plan = planner.plan(agent, intents, planner.account(agent, pinned), until);
    Verdict v = desk.verdict(agent, plan, slot, slot.anchor(), until);
    Verdict verdict =
        new Verdict(
            receiptId,
            v.agentId(),
            v.slot(),
            v.manifestHash(),
            v.modelDigest(),
            v.inputDigest(),
            v.outputDigest(),
            v.account(),
            v.callsHash(),
            v.validAfter(),
            v.validUntil(),
            v.profile());
    PlannedAction action =
        PlannedAction.of(agent, slot, receiptId, plan.calls(), plan.flows(), until, head.number());
    return new Job(action, desk.certified(agent, plan, verdict));
  }

  /** Somebody else's transaction, before all others of the next block. */
  synchronized void elsewhere(Bytes calldata) throws Exception {
    send(() -> desk.sendAs(world.keys().guardian(), agent.gate(), calldata));
  }

  /** The owner pauses the gate, before all others of the next block. */
  synchronized void pause() throws Exception {
    send(() -> desk.ownerCallsAs(world.keys().guardian(), agent.gate(), Gate.pause()));
  }

  /** The owner lets it go on. */
  synchronized void unpause() throws Exception {
    send(() -> desk.ownerCallsAs(world.keys().guardian(), agent.gate(), Gate.unpause()));
  }

  private interface Sending {
    void send() throws Exception;
  }

  /** A transaction of the guardian's with this nonce, which takes part in a reorganisation. */
  private record Other(long nonce, Sending sending) {}

  private void send(Sending sending) throws Exception {
    others.add(new Other(world.chain().nonce(guardian()), sending));
    sending.send();
  }

  private Address guardian() {
    return world.keys().guardian().address();
  }

  /**
   * A real node puts back into its pool what a reorganisation took from the chain; this one not.
   */
  private void sendOthersAgain() throws Exception {
    for (Other other : others) {
      if (world.chain().pendingNonce(guardian()) <= other.nonce()) {
        other.sending().send();
      }
    }
  }

  synchronized void mine() throws DevnetFailed {
    world.mine();
  }

  /** What waits is forgotten, and the next block comes after an action's time. */
  synchronized void pass(long unixSeconds) throws Exception {
    rpc.call("anvil_dropAllTransactions");
    world.mineAt(unixSeconds + 1);
  }

  /** The node forgets a transaction that waits. */
  synchronized void drop(Bytes32 hash) {
    ask("anvil_dropTransaction", hash.prefixed());
  }

  /** Replaces the newest blocks by empty ones, down to one of a height where that is not final. */
  synchronized void reorganise(long height) {
    try {
      long depth = world.chain().head().number() - height + 1;
      if (depth <= CONFIRMATIONS) {
        rpc.call("anvil_reorg", depth, List.of());
        sendOthersAgain();
      }
    } catch (Exception e) {
      throw new UncheckedIOException(new java.io.IOException("no reorganisation", e));
    }
  }

  private void ask(String method, Object... parameters) {
    try {
      rpc.call(method, parameters);
    } catch (ChainException e) {
      throw new UncheckedIOException(new java.io.IOException(method + " failed", e));
    }
  }

  /**
   * What counts, at the newest block.
   *
   * @param coins of the hot key
   * @param nonce of the hot key
   * @param paid what the recipient has
   */
  record Standing(BigInteger coins, long nonce, BigInteger paid) {}

  Standing standing() throws Exception {
    PinnedChain head = desk.head();
    return new Standing(
        world.chain().balance(payer(), head.block()),
        world.chain().nonce(payer()),
        Balances.read(head, desk.alice(), List.of(desk.usdc()))
            .getOrDefault(desk.usdc(), BigInteger.ZERO));
  }

  /** The gate's account of a slot, and where it is. */
  record Effect(Executed executed, EventLog log) {}

  /** All effects of a slot. */
  List<Effect> effects(PlannedAction action) throws ChainException {
    List<Effect> effects = new ArrayList<>();
    for (EventLog log :
        world
            .chain()
            .logs(agent.gate(), Gate.EXECUTED_TOPIC, action.pinnedBlock(), world.chain().head())) {
      Gate.executed(log)
          .filter(executed -> executed.agentId().equals(action.agentId()))
          .filter(executed -> executed.slot() == action.slot().value())
          .ifPresent(executed -> effects.add(new Effect(executed, log)));
    }
    return effects;
  }

  /** A dollar, in base units. */
  static BigInteger dollars(int whole) {
    return Desk.usdc(Integer.toString(whole));
  }

  @Override
  public void close() {
    ticking.cancel(false);
    clock.shutdownNow();
    rpc.close();
    try {
      synchronized (this) {
        world.revert(before);
      }
    } catch (DevnetFailed e) {
      throw new UncheckedIOException(new java.io.IOException("the network is not as before", e));
    }
  }
}
