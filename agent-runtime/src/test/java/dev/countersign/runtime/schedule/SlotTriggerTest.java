package dev.countersign.runtime.schedule;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import dev.countersign.network.evaluate.Schedules;
import dev.countersign.receipt.Bytes32;
import dev.countersign.receipt.Manifest;
import dev.countersign.receipt.Slot;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Date;
import java.util.List;
import java.util.OptionalLong;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.quartz.TriggerBuilder;

/** When Quartz fires, by stepping its trigger, and what verifiers say of the slots. */
@SuppressWarnings("JavaUtilDate") // Quartz speaks it.
class SlotTriggerTest {
  private static final Bytes32 AGENT = Bytes32.sha256(new byte[] {7});

  private static SlotTrigger trigger(SlotTimes times, Instant from) {
    return TriggerBuilder.newTrigger()
        .withIdentity("agent")
        .startAt(Date.from(from))
        .withSchedule(new SlotSchedule(times))
        .build();
  }

  private static Manifest.Schedule cron(String fields, String zone) {
    return new Manifest.Schedule("cron", fields, zone, 0);
  }

  /** As a scheduler would: it fires, and only then the next time is known. */
  private static List<Instant> fired(SlotTrigger trigger, int times) {
    List<Instant> fired = new ArrayList<>();
    Date next = trigger.computeFirstFireTime(null);
    while (fired.size() < times && next != null) {
      fired.add(next.toInstant());
      trigger.triggered(null);
      next = trigger.getNextFireTime();
    }
    return fired;
  }

  @ParameterizedTest(name = "{0} {1} from {2}: {3}")
  @CsvSource(
      delimiter = '|',
      value = {
        // The clocks of Berlin skip 02:00-03:00 on 2027-03-28, and show it twice on 2027-10-31.
        "30 2 * * * | Europe/Berlin | 2027-03-27T00:00:00Z |"
            + " 2027-03-27T01:30:00Z 2027-03-28T01:00:00Z 2027-03-29T00:30:00Z",
        "30 2 * * * | Europe/Berlin | 2027-10-30T00:00:00Z |"
            + " 2027-10-30T00:30:00Z 2027-10-31T00:30:00Z 2027-11-01T01:30:00Z",
        "30 * * * * | Europe/Berlin | 2027-10-31T00:00:00Z |"
            + " 2027-10-31T00:30:00Z 2027-10-31T01:30:00Z 2027-10-31T02:30:00Z",
        "0 0 29 2 * | UTC | 2027-01-01T00:00:00Z |"
            + " 2028-02-29T00:00:00Z 2032-02-29T00:00:00Z 2036-02-29T00:00:00Z",
        "0 12 31 * * | UTC | 2027-01-31T12:00:01Z |"
            + " 2027-03-31T12:00:00Z 2027-05-31T12:00:00Z 2027-07-31T12:00:00Z",
        "59 23 31 12 * | UTC | 2027-01-01T00:00:00Z |"
            + " 2027-12-31T23:59:00Z 2028-12-31T23:59:00Z 2029-12-31T23:59:00Z",
        "0 9 * * mon-fri | America/New_York | 2027-03-12T00:00:00Z |"
            + " 2027-03-12T14:00:00Z 2027-03-15T13:00:00Z 2027-03-16T13:00:00Z"
      })
  void daysWhenTheClocksChangeLeapDaysAndMonthEnds(
      String fields, String zone, Instant from, String expected) {
    SlotTrigger trigger = trigger(new SlotTimes(cron(fields, zone), 0, AGENT), from);

    List<Instant> instants =
        List.of(expected.strip().split(" ", -1)).stream().map(Instant::parse).toList();
    assertThat(fired(trigger, 3)).isEqualTo(instants);
  }

  @Test
  void jitterDelaysTheStartAndNeverTheSlot() {
    SlotTimes times = new SlotTimes(new Manifest.Schedule("every", "", "UTC", 60), 30, AGENT);
    List<Instant> fired = fired(trigger(times, Instant.ofEpochSecond(6_000)), 200);

    for (int i = 0; i < fired.size(); i++) {
      long anchor = 6_000 + 60L * i;
      long start = fired.get(i).toEpochMilli();
      assertThat(times.anchorOf(start)).hasValue(anchor);
      assertThat(start - anchor * 1000).isBetween(0L, 30_000L);
    }
    assertThat(fired.stream().map(start -> start.toEpochMilli() % 60_000).distinct())
        .as("different delays")
        .hasSizeGreaterThan(190);
    assertThat(fired(trigger(times, Instant.ofEpochSecond(6_000)), 200))
        .as("another scheduler comes to the same")
        .isEqualTo(fired);
  }

  @Test
  void aStartOfAnotherScheduleHasNoAnchor() {
    SlotTimes times = new SlotTimes(new Manifest.Schedule("every", "", "UTC", 60), 5, AGENT);

    assertThat(times.anchorOf(times.start(600) + 1)).isEmpty();
    assertThat(times.anchorOf(630_000)).isEmpty();
  }

  /** Schedules drawn at random: verifiers take every slot that fires, and miss none. */
  @Test
  void whatFiresIsWhatVerifiersTake() {
    long seed = new Random().nextLong();
    Random random = new Random(seed);
    List<String> zones = ZoneId.getAvailableZoneIds().stream().sorted().toList();
    for (int i = 0; i < 60; i++) {
      Manifest.Schedule schedule = drawn(random, zones);
      int jitter = random.nextInt(3) * 20;
      SlotTimes times = new SlotTimes(schedule, jitter, AGENT);
      long from = 1_700_000_000L + random.nextInt(400_000_000);
      String as = "seed " + seed + ", " + schedule + ", jitter " + jitter + ", from " + from;
      OptionalLong expected = Schedules.next(schedule, from - 1);
      for (Instant start : fired(trigger(times, Instant.ofEpochSecond(from)), 20)) {
        OptionalLong anchor = times.anchorOf(start.toEpochMilli());
        assertThat(anchor).as(as).isEqualTo(expected).isPresent();
        assertThat(Schedules.fires(schedule, anchor.getAsLong())).as(as).isTrue();
        assertThatCode(() -> Slot.of(anchor.getAsLong(), 0)).as(as).doesNotThrowAnyException();
        expected = Schedules.next(schedule, anchor.getAsLong());
      }
    }
  }

  private static Manifest.Schedule drawn(Random random, List<String> zones) {
    if (random.nextInt(4) == 0) {
      return new Manifest.Schedule("every", "", "UTC", 1 + random.nextInt(86_400));
    }
    String minute =
        random.nextBoolean() ? "*/" + (1 + random.nextInt(59)) : "" + random.nextInt(60);
    String hour =
        random.nextInt(3) == 0 ? "*" : random.nextInt(12) + "-" + (12 + random.nextInt(12));
    String day = random.nextBoolean() ? "*" : "" + (1 + random.nextInt(31));
    String weekday = random.nextBoolean() ? "*" : "" + random.nextInt(8);
    return cron(
        minute + " " + hour + " " + day + " * " + weekday, zones.get(random.nextInt(zones.size())));
  }
}
