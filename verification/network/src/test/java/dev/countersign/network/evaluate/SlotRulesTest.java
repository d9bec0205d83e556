package dev.countersign.network.evaluate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.countersign.network.evaluate.SlotRules.Answered;
import dev.countersign.network.spi.Refused;
import dev.countersign.receipt.Manifest;
import dev.countersign.receipt.Reason;
import dev.countersign.receipt.Slot;
import java.util.List;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SlotRulesTest {
  private static final Manifest ON_REQUEST = Manifests.of(Manifests.ON_REQUEST, 90, 60, 2);
  private static final Manifest EVERY = Manifests.of(Manifests.every(100), 90, 60, 1);

  private static String outcome(ThrowingCallable rule) {
    Refused refused = catchThrowableOfType(Refused.class, rule);
    return refused == null ? "" : refused.reason().name();
  }

  @ParameterizedTest
  @CsvSource({
    // anchor, ordinal, chain time, outcome
    "1000, 0, 1000, ''",
    "1000, 0, 5000, ''",
    "1000, 0,  999, SLOT_IN_FUTURE",
    "1001, 0, 1001, SLOT_OFF_SCHEDULE",
    "1001, 0,  999, SLOT_IN_FUTURE",
    "1000, 1, 1000, SLOT_OFF_SCHEDULE",
  })
  void aSlotHasComeAndIsOnTheSchedule(long anchor, int ordinal, long now, String outcome) {
    assertThat(outcome(() -> SlotRules.check(EVERY, Slot.of(anchor, ordinal), now)))
        .isEqualTo(outcome);
  }

  @Test
  void theTurnsOfARunAreThoseTheManifestAllows() {
    assertThat(outcome(() -> SlotRules.check(ON_REQUEST, Slot.of(1000, 1), 1000))).isEmpty();
    assertThat(outcome(() -> SlotRules.check(ON_REQUEST, Slot.of(1000, 2), 1000)))
        .isEqualTo("SLOT_OFF_SCHEDULE");
  }

  @Test
  void aScheduleThatMakesNoSenseIsRefused() {
    Manifest manifest = Manifests.of(Manifests.cron("61 * * * *", "UTC"), 90, 0, 1);

    assertThat(outcome(() -> SlotRules.check(manifest, Slot.of(1000, 0), 1000)))
        .isEqualTo("SCHEMA");
  }

  @ParameterizedTest
  @CsvSource({
    // chain time, open window, opens, closes
    "1000, 0, 1000, 1090",
    "1001, 0, 1000, 1090",
    "1090, 0, 1000, 1090",
    "1091, 1, 1090, 1180",
    "1180, 1, 1090, 1180",
    "1181, 2, 1180, 1270",
    " 900, 0, 1000, 1090",
    "901000, 9999, 900910, 901000"
  })
  void theOpenWindowIsTheFirstThatHasNotClosed(long now, long index, long opens, long closes) {
    Window window = Window.open(ON_REQUEST, Slot.of(1000, 0), now);

    assertThat(window).isEqualTo(new Window(index, opens, closes));
    assertThat(Window.opening(ON_REQUEST, Slot.of(1000, 0), opens)).hasValue(window);
  }

  @ParameterizedTest
  @CsvSource({
    // window, chain time, outcome
    "0, 1000, ''",
    "0, 1090, ''",
    "0, 1091, EXPIRED",
    "1, 1090, NOT_YET_VALID",
    "1, 1091, ''",
    "1, 1180, ''",
    "1, 1181, EXPIRED",
    "7, 1000, NOT_YET_VALID"
  })
  void onlyTheOpenWindowMayBeAnswered(long index, long now, String outcome) {
    Slot slot = Slot.of(1000, 0);
    Window window = Window.of(ON_REQUEST, slot, index);

    assertThat(outcome(() -> SlotRules.checkWindow(ON_REQUEST, slot, window, now)))
        .isEqualTo(outcome);
  }

  /** Without it whoever owns a runtime could use up the anchors of all the years before. */
  @ParameterizedTest
  @CsvSource({
    // anchor, window (each 90 seconds; the schedule every 100), outcome
    "1000, 0, ''",
    "1000, 1, ''",
    "1000, 2, EXPIRED",
    "   0, 11, EXPIRED",
  })
  void aSlotIsOverWhenTheNextHasCome(long anchor, long index, String outcome) {
    Slot slot = Slot.of(anchor, 0);
    Manifest daily = Manifests.of(Manifests.cron("0 0 * * *", "UTC"), 90, 0, 1);

    assertThat(outcome(() -> SlotRules.checkCurrent(EVERY, slot, Window.of(EVERY, slot, index))))
        .isEqualTo(outcome);
    assertThat(
            outcome(
                () -> SlotRules.checkCurrent(ON_REQUEST, slot, Window.of(ON_REQUEST, slot, index))))
        .isEmpty();
    Window late = Window.of(ON_REQUEST, slot, 960);
    assertThat(outcome(() -> SlotRules.checkCurrent(ON_REQUEST, slot, late))).isEqualTo("EXPIRED");
    Slot midnight = Slot.of(0, 0);
    assertThat(
            outcome(() -> SlotRules.checkCurrent(daily, midnight, Window.of(daily, midnight, 959))))
        .isEmpty();
    assertThat(
            outcome(() -> SlotRules.checkCurrent(daily, midnight, Window.of(daily, midnight, 960))))
        .isEqualTo("EXPIRED");
  }

  @Test
  void aSlotOnABlockPinsNoLaterBlock() {
    Manifest onBlock = Manifests.of(Manifests.ON_BLOCK, 90, 0, 1);

    assertThat(outcome(() -> SlotRules.checkCurrentBlock(onBlock, Slot.of(1000, 0), 1000)))
        .isEmpty();
    assertThat(outcome(() -> SlotRules.checkCurrentBlock(onBlock, Slot.of(1000, 0), 1012)))
        .isEqualTo("EXPIRED");
    assertThat(outcome(() -> SlotRules.checkCurrentBlock(EVERY, Slot.of(1000, 0), 1012))).isEmpty();
  }

  @Test
  void noWindowOpensBetweenWindows() {
    Slot slot = Slot.of(1000, 0);

    assertThat(Window.opening(ON_REQUEST, slot, 1001)).isEmpty();
    assertThat(Window.opening(ON_REQUEST, slot, 910)).isEmpty();
    assertThatIllegalArgumentException().isThrownBy(() -> Window.of(ON_REQUEST, slot, -1));
  }

  @ParameterizedTest
  @CsvSource({
    // anchor, window opens, anchor answered, its window opened, outcome
    "1000, 1000,  940,  940, ''",
    "1000, 1000,  941,  941, TOO_SOON",
    "1000, 1000, 1059, 1059, TOO_SOON",
    "1000, 1000, 1060, 1060, ''",
    "1000, 1000, 1000, 1000, ''",
    "1000, 1090, 1000, 1000, ''",
    "1000, 9010,  500, 9050, TOO_SOON",
    "1000, 9010,  500, 9070, ''"
  })
  void runsOnRequestKeepTheirDistance(
      long anchor, long opens, long otherAnchor, long otherOpens, String outcome) {
    Window window = new Window(0, opens, opens + 90);
    Answered before = new Answered(Slot.of(otherAnchor, 0), otherOpens);

    assertThat(
            outcome(
                () ->
                    SlotRules.checkInterval(
                        ON_REQUEST, Slot.of(anchor, 1), window, List.of(before))))
        .isEqualTo(outcome);
  }

  @Test
  void runsOnAScheduleNeedNoDistance() {
    assertThat(
            outcome(
                () ->
                    SlotRules.checkInterval(
                        EVERY,
                        Slot.of(1000, 0),
                        new Window(0, 1000, 1090),
                        List.of(new Answered(Slot.of(1001, 0), 1001)))))
        .isEmpty();
  }

  @ParameterizedTest
  @CsvSource({"256001, 256000, ''", "256000, 256000, SLOT_NOT_RISING", "1, 0, ''"})
  void theGateTakesSlotsOnlyInRisingOrder(long slot, long lastSlot, String outcome) {
    assertThat(outcome(() -> SlotRules.checkRising(new Slot(slot), lastSlot))).isEqualTo(outcome);
  }

  @Test
  void aScheduleOnBlocksWantsABlockAtTheAnchor() {
    Manifest onBlock = Manifests.of(Manifests.ON_BLOCK, 90, 0, 1);

    assertThat(outcome(() -> SlotRules.checkAnchorBlock(onBlock, Slot.of(1000, 0), 1000)))
        .isEmpty();
    assertThat(outcome(() -> SlotRules.checkAnchorBlock(onBlock, Slot.of(1000, 0), 999)))
        .isEqualTo(Reason.SLOT_OFF_SCHEDULE.name());
    assertThat(outcome(() -> SlotRules.checkAnchorBlock(ON_REQUEST, Slot.of(1000, 0), 999)))
        .isEmpty();
  }
}
