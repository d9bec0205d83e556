package dev.countersign.runtime.redteam;

import dev.countersign.network.evaluate.Evaluation;
import dev.countersign.network.evaluate.Schedules;
import dev.countersign.network.evaluate.Window;
import dev.countersign.receipt.Bytes32;
import dev.countersign.receipt.Mode;
import dev.countersign.receipt.Reason;
import dev.countersign.receipt.Slot;
import java.util.List;

/** Asking again, too soon, too early or too late: a slot has one receipt. */
final class SlotAttacks {
  private static final Bytes32 ANOTHER = Bytes32.sha256(new byte[] {2});

  private SlotAttacks() {}

  static List<Attack> list() {
    return List.of(
        attack(
            "asked-again",
            "asks again for a slot, until the answer suits",
            SlotAttacks::askedAgain),
        attack(
            "extra-turn",
            "claims one more model turn for the slot than the file allows",
            SlotAttacks::extraTurn),
        attack(
            "too-soon",
            "asks for a second run before min-interval is over",
            SlotAttacks::tooSoon,
            Need.INTERVAL),
        attack("future-slot", "asks for a slot that has not come", SlotAttacks::futureSlot),
        attack(
            "late-receipt",
            "asks after the receipt's window has closed",
            SlotAttacks::lateReceipt));
  }

  private static Attack attack(String id, String does, Attack.Plot plot, Need... more) {
    return Attack.of(id, Family.RECEIPTS, does, plot, Need.and(Need.DECISION, more));
  }

  private static void askedAgain(Scene scene) throws Exception {
    Evaluation honest = scene.honest();
    Wire.mustBeCertified(scene, scene.signed(honest));
    scene.verifiers(scene.signed(honest, honest.receipt(Mode.LIVE, ANOTHER)), Reason.SLOT_ANSWERED);
  }

  private static void extraTurn(Scene scene) throws Exception {
    Evaluation honest = scene.honest();
    Slot extra = Slot.of(honest.slot().anchor(), scene.agent().maxTurns());
    scene.verifiers(
        scene.signed(Altered.of(honest, scene.agent(), extra, honest.window())),
        Reason.SLOT_OFF_SCHEDULE);
  }

  private static void tooSoon(Scene scene) throws Exception {
    Evaluation honest = scene.honest();
    Wire.mustBeCertified(scene, scene.signed(honest));
    Slot next = Slot.of(honest.slot().anchor() + 1, 0);
    Window window = Window.of(scene.agent(), next, honest.window().index());
    scene.ground().world().mine();
    scene.verifiers(scene.signed(Altered.of(honest, scene.agent(), next, window)), Reason.TOO_SOON);
  }

  private static void futureSlot(Scene scene) throws Exception {
    Evaluation honest = scene.honest();
    long later = scene.ground().world().time() + 3_600;
    long anchor = Schedules.next(scene.agent().schedule(), later).orElse(later);
    Slot slot = Slot.of(anchor, 0);
    scene.verifiers(
        scene.signed(Altered.of(honest, scene.agent(), slot, Window.of(scene.agent(), slot, 0))),
        Reason.SLOT_IN_FUTURE);
  }

  private static void lateReceipt(Scene scene) throws Exception {
    Evaluation honest = scene.honest();
    scene.ground().world().mineAt(honest.window().closesAt() + 1);
    scene.verifiers(scene.signed(honest), Reason.EXPIRED);
  }
}
