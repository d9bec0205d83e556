package dev.countersign.runtime.schedule;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.countersign.receipt.Bytes32;
import dev.countersign.receipt.Manifest;
import dev.countersign.runtime.agent.Agent.Misfire;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What is done with an anchor whose time has come, by the time it is then. */
class DueTest {
  private static final long DEADLINE = 90;

  private static SlotTimes every(long seconds) {
    return new SlotTimes(
        new Manifest.Schedule("every", "", "UTC", seconds), 0, Bytes32.sha256(new byte[] {1}));
  }

  /** Every 3600 seconds, with a deadline of 90; the anchor that fired is 7200. */
  @ParameterizedTest(name = "{0}, at {1}: {2}")
  @CsvSource({
    "SKIP, 7100, early 7200",
    "SKIP, 7198, run 7200",
    "SKIP, 7200, run 7200",
    "SKIP, 7290, run 7200",
    "SKIP, 7291, missed 7200-7200",
    "SKIP, 10799, missed 7200-7200",
    "SKIP, 10800, run 10800",
    "SKIP, 10890, run 10800",
    "SKIP, 10891, missed 7200-10800",
    "SKIP, 90000, run 90000",
    "RUN_ONCE, 7291, run 7200",
    "RUN_ONCE, 10799, run 7200",
    "RUN_ONCE, 10891, run 10800",
    "RUN_ONCE, 93599, run 90000"
  })
  void itIsRunInItsFirstWindowAndOverWhenTheNextHasCome(
      Misfire misfire, long now, String expected) {
    assertThat(said(Due.of(every(3600), misfire, DEADLINE, 7200, now))).isEqualTo(expected);
  }

  /**
   * Every 5 seconds: windows of 90 seconds overlap, and the newest anchor is the one that counts.
   */
  @ParameterizedTest(name = "{0}, at {1}: {2}")
  @CsvSource({
    "SKIP, 100, run 100",
    "SKIP, 104, run 100",
    "SKIP, 105, run 105",
    "SKIP, 119, run 115"
  })
  void whereWindowsOverlapTheNewestRuns(Misfire misfire, long now, String expected) {
    assertThat(said(Due.of(every(5), misfire, DEADLINE, 100, now))).isEqualTo(expected);
  }

  @Test
  void aBlockMayBeAheadOfThisMachinesClock() {
    SlotTimes blocks =
        new SlotTimes(
            new Manifest.Schedule("block", "", "UTC", 0), 0, Bytes32.sha256(new byte[] {1}));

    assertThat(said(Due.of(blocks, Misfire.SKIP, DEADLINE, 1000, 900))).isEqualTo("run 1000");
    assertThat(said(Due.of(blocks, Misfire.SKIP, DEADLINE, 1000, 1091)))
        .isEqualTo("missed 1000-1000");
  }

  @Test
  void nobodyCatchesUp() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Due.of(every(5), Misfire.CATCH_UP, DEADLINE, 100, 100));
  }

  private static String said(Due due) {
    return switch (due) {
      case Due.Run run -> "run " + run.anchor();
      case Due.Missed missed -> "missed " + missed.from() + "-" + missed.to();
      case Due.Early early -> "early " + early.anchor();
    };
  }
}
