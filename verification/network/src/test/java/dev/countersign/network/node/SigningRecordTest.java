package dev.countersign.network.node;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.countersign.network.evaluate.Window;
import dev.countersign.network.node.SigningRecord.Decision;
import dev.countersign.network.node.SigningRecord.Finality;
import dev.countersign.network.node.SigningRecord.History;
import dev.countersign.network.node.SigningRecord.Outcome;
import dev.countersign.receipt.Bytes32;
import dev.countersign.receipt.Slot;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class SigningRecordTest {
  private static final Bytes32 AGENT = Bytes32.sha256(new byte[] {1});
  private static final Slot SLOT = Slot.of(1000, 0);

  private static SigningRecord record(long window, int receipt, Outcome outcome) {
    return new SigningRecord(
        AGENT,
        SLOT,
        new Window(window, 1000 + window * 90, 1090 + window * 90),
        Bytes32.sha256(new byte[] {2, (byte) receipt}),
        outcome);
  }

  private static History nothingForgotten(SigningRecord... records) {
    return new History(List.of(records), SigningRecord.NONE_FORGOTTEN);
  }

  private static String name(Decision decision) {
    return switch (decision) {
      case Decision.Allowed allowed -> "ALLOWED";
      case Decision.Repeat repeat -> "REPEAT";
      case Decision.Denied denied -> "DENIED";
    };
  }

  @Test
  void theFirstReceiptOfASlotIsAllowedAndIsWhatIsWrittenDown() {
    SigningRecord first = record(0, 1, Outcome.VERDICT);

    assertThat(first.after(nothingForgotten(), Finality.UNKNOWN))
        .isEqualTo(new Decision.Allowed(first));
  }

  @ParameterizedTest
  @EnumSource(Outcome.class)
  void theSameReceiptGetsTheSameAnswerWhateverItWas(Outcome outcome) {
    SigningRecord earlier = record(0, 1, outcome);
    SigningRecord again = record(0, 1, Outcome.VERDICT);

    assertThat(again.after(nothingForgotten(earlier), Finality.UNKNOWN))
        .isEqualTo(new Decision.Repeat(earlier));
  }

  @ParameterizedTest
  @CsvSource({
    // earlier outcome, next window, finalized time, finalized last slot, decision
    "VERDICT, 0,    0,      0, DENIED",
    "VERDICT, 0, 9999,      0, DENIED",
    "VERDICT, 1,    0,      0, DENIED",
    "VERDICT, 1, 1090,      0, DENIED",
    "VERDICT, 1, 1091,      0, ALLOWED",
    "VERDICT, 9, 1091,      0, ALLOWED",
    "VERDICT, 1, 1091, 255999, ALLOWED",
    "VERDICT, 1, 1091, 256000, DENIED",
    "VERDICT, 1, 1091, 256001, DENIED",
    "HOLD,    0, 9999,      0, DENIED",
    "HOLD,    1, 9999,      0, DENIED",
    "REFUSAL, 0, 9999,      0, DENIED",
    "REFUSAL, 1, 9999,      0, DENIED"
  })
  void anotherReceiptIsAllowedOnlyWhenTheFirstCanNeverBeExecuted(
      Outcome earlier, long window, long time, long lastSlot, String decision) {
    SigningRecord next = record(window, 2, Outcome.VERDICT);

    assertThat(
            name(next.after(nothingForgotten(record(0, 1, earlier)), new Finality(time, lastSlot))))
        .isEqualTo(decision);
  }

  @Test
  void everyEarlierAnswerMustAgree() {
    History before = nothingForgotten(record(0, 1, Outcome.VERDICT), record(2, 2, Outcome.VERDICT));

    // Window 0 is over at 1091, window 2 only after 1270.
    assertThat(name(record(3, 3, Outcome.VERDICT).after(before, new Finality(1270, 0))))
        .isEqualTo("DENIED");
    assertThat(name(record(3, 3, Outcome.VERDICT).after(before, new Finality(1271, 0))))
        .isEqualTo("ALLOWED");
    assertThat(name(record(1, 3, Outcome.VERDICT).after(before, new Finality(9999, 0))))
        .isEqualTo("DENIED");
    assertThat(name(record(2, 2, Outcome.VERDICT).after(before, new Finality(0, 0))))
        .isEqualTo("REPEAT");
  }

  @Test
  void aRefusalMayNotFollowAVerdictEither() {
    assertThat(
            name(
                record(0, 2, Outcome.REFUSAL)
                    .after(nothingForgotten(record(0, 1, Outcome.VERDICT)), Finality.UNKNOWN)))
        .isEqualTo("DENIED");
  }

  @ParameterizedTest
  @CsvSource({"255999, ALLOWED", "256000, DENIED", "256001, DENIED"})
  void aSlotThatMayHaveHadAnAnswerIsDenied(long forgotten, String decision) {
    SigningRecord next = record(9, 2, Outcome.VERDICT);

    assertThat(name(next.after(new History(List.of(), forgotten), new Finality(9999, 0))))
        .isEqualTo(decision);
  }

  @Test
  void whatIsStillKnownOfSuchASlotIsRepeated() {
    SigningRecord earlier = record(0, 1, Outcome.VERDICT);

    assertThat(
            record(0, 1, Outcome.VERDICT)
                .after(new History(List.of(earlier), 256_001), Finality.UNKNOWN))
        .isEqualTo(new Decision.Repeat(earlier));
  }

  @Test
  void recordsOfAnotherSlotAreAMistakeOfTheCaller() {
    SigningRecord other =
        new SigningRecord(
            AGENT, Slot.of(2000, 0), new Window(0, 2000, 2090), AGENT, Outcome.VERDICT);

    assertThatIllegalArgumentException()
        .isThrownBy(
            () -> record(0, 1, Outcome.VERDICT).after(nothingForgotten(other), Finality.UNKNOWN));
  }
}
