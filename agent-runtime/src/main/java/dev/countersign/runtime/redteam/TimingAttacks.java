package dev.countersign.runtime.redteam;

import dev.countersign.network.gate.GateError;
import dev.countersign.network.spi.PinnedChain;
import dev.countersign.receipt.Bytes;
import dev.countersign.receipt.Bytes32;
import dev.countersign.receipt.Intent;
import dev.countersign.receipt.Manifest;
import dev.countersign.receipt.Reason;
import dev.countersign.tools.outbox.Outbox;
import dev.countersign.tools.outbox.OutboxFailed;
import dev.countersign.tools.outbox.OutboxTerms;
import dev.countersign.tools.outbox.PlannedAction;
import dev.countersign.tools.store.Database;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** Two of anything, and time that has passed. */
final class TimingAttacks {
  private TimingAttacks() {}

  static List<Attack> list() {
    return List.of(
        attack(
            "two-runtimes",
            "runs two runtimes on one key, both with the certificate",
            TimingAttacks::twoRuntimes,
            Need.ACTION),
        attack(
            "scheduler-twice",
            "has the scheduler fire twice for a slot, with another receipt",
            TimingAttacks::schedulerTwice,
            Need.ACTION),
        attack(
            "stale-feed",
            "trades when the price feed has stopped",
            TimingAttacks::staleFeed,
            Need.VENUE,
            Need.FEED,
            Need.ACTION));
  }

  private static Attack attack(String id, String does, Attack.Plot plot, Need... needs) {
    return Attack.of(id, Family.INFRASTRUCTURE, does, plot, needs);
  }

  /** Both transactions in one block: one effect, and one revert. */
  private static void twoRuntimes(Scene scene) throws Exception {
    Ground ground = scene.ground();
    Bytes certified = scene.order().signedBy(scene.arena().signers());
    String before = ground.world().snapshot();
    ground.send(ground.hotKey(), scene.agent().gate(), certified);
    Map<String, String> once = scene.books();
    ground.world().revert(before);
    long nonce = ground.chain().nonce(ground.hotKey().address());
    Bytes32 first = offer(scene, nonce, certified);
    Bytes32 second = offer(scene, nonce + 1, certified);
    ground.world().mine();
    List<String> differences = Books.differences(once, scene.books());
    if (!ground.sent(first).success()) {
      throw new IllegalStateException("neither of them had an effect");
    }
    scene.attempt(
        Stopper.GATE,
        Scene.names(GateError.SLOT_NOT_RISING),
        () ->
            differences.isEmpty()
                ? Scene.sent(ground.sent(second))
                : Scene.Result.allowed(String.join("; ", differences)));
  }

  private static Bytes32 offer(Scene scene, long nonce, Bytes certified) throws Exception {
    Ground ground = scene.ground();
    return ground.offer(ground.hotKey(), nonce, scene.agent().gate(), certified, Ground.MUCH_GAS);
  }

  private static void schedulerTwice(Scene scene) throws Exception {
    Arena arena = scene.arena();
    try (Database database = Database.file(arena.folder().resolve("outbox"))) {
      Outbox outbox =
          new Outbox(
              database,
              scene.ground().chain(),
              scene.ground().hotKey(),
              OutboxTerms.LOCAL,
              arena.workplace().clock(),
              duration -> TimeUnit.MILLISECONDS.sleep(duration.toMillis()));
      outbox.plan(action(scene, Bytes32.ZERO));
      scene.elsewhere(
          Stopper.OUTBOX,
          OutboxFailed.Kind.SLOT_TAKEN.name(),
          () -> {
            try {
              outbox.plan(action(scene, Bytes32.sha256(new byte[1])));
              return Scene.Result.allowed("planned twice");
            } catch (OutboxFailed e) {
              return Scene.Result.refused(e.kind().name(), String.valueOf(e.getMessage()));
            }
          });
    }
  }

  private static PlannedAction action(Scene scene, Bytes32 receiptId) throws Exception {
    Order order = scene.order();
    return PlannedAction.of(
        scene.agent(),
        order.slot(),
        receiptId,
        order.calls(),
        order.flows(),
        order.validUntil(),
        scene.ground().chain().head().number());
  }

  private static void staleFeed(Scene scene) throws Exception {
    long oldest =
        scene.agent().policy().priceCheck().feeds().stream()
            .mapToLong(Manifest.Feed::maxAge)
            .max()
            .orElseThrow();
    Ground ground = scene.ground();
    ground.world().mineAt(ground.world().time() + oldest + 1);
    Outflow swap = TradeAttacks.small(scene);
    Intent intent = swap.intent();
    scene.policy(
        new PinnedChain(ground.chain(), ground.chain().head()),
        List.of(intent),
        Reason.PRICE_UNAVAILABLE);
    scene.gate(scene.order(swap.plan()), GateError.STALE_FEED);
  }
}
