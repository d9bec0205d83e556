package dev.countersign.network.evaluate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.countersign.receipt.Manifest.Schedule;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SchedulesTest {
  private static long at(String instant) {
    return OffsetDateTime.parse(instant).toEpochSecond();
  }

  /** What fires in a stretch of time, both ends included, by asking for one after the other. */
  private static List<Long> between(Schedule schedule, String from, String to) {
    List<Long> fired = new ArrayList<>();
    OptionalLong next = Schedules.next(schedule, at(from) - 1);
    while (next.isPresent() && next.getAsLong() <= at(to)) {
      fired.add(next.getAsLong());
      next = Schedules.next(schedule, next.getAsLong());
    }
    return fired;
  }

  @Nested
  class Cron {
    @ParameterizedTest(name = "{0} fires at {1}: {2}")
    @CsvSource(
        delimiter = '|',
        value = {
          "0 * * * *        | 2024-12-31T13:00:00Z | true",
          "0 * * * *        | 2024-12-31T13:00:01Z | false",
          "0 * * * *        | 2024-12-31T13:01:00Z | false",
          "*/15 * * * *     | 2024-12-31T13:45:00Z | true",
          "*/15 * * * *     | 2024-12-31T13:50:00Z | false",
          "5-20/5 * * * *   | 2024-12-31T13:20:00Z | true",
          "5-20/5 * * * *   | 2024-12-31T13:25:00Z | false",
          "0,30 9-17 * * *  | 2024-12-31T17:30:00Z | true",
          "0,30 9-17 * * *  | 2024-12-31T18:00:00Z | false",
          "0 0 1 * *        | 2024-12-01T00:00:00Z | true",
          "0 0 1 * *        | 2024-12-02T00:00:00Z | false",
          "0 0 * JAN,jul *  | 2024-07-09T00:00:00Z | true",
          "0 0 * jan,jul *  | 2024-08-09T00:00:00Z | false",
          "0 0 * * mon      | 2024-12-30T00:00:00Z | true",
          "0 0 * * 1        | 2024-12-31T00:00:00Z | false",
          "0 0 * * 7        | 2024-12-29T00:00:00Z | true",
          "0 0 * * 0        | 2024-12-29T00:00:00Z | true",
          "0 0 * * fri-6    | 2024-12-28T00:00:00Z | true",
          "0 0 29 2 *       | 2024-02-29T00:00:00Z | true",
          "0 0 13 * fri     | 2024-12-13T00:00:00Z | true",
          "0 0 13 * fri     | 2024-12-20T00:00:00Z | true",
          "0 0 13 * fri     | 2024-11-13T00:00:00Z | true",
          "0 0 13 * fri     | 2024-11-14T00:00:00Z | false",
          "0 0 */2 * fri    | 2024-12-13T00:00:00Z | true",
          "0 0 */2 * fri    | 2024-12-20T00:00:00Z | false"
        })
    void itFiresWhenAllFieldsMatch(String fields, String instant, boolean fires) {
      assertThat(Schedules.fires(Manifests.cron(fields, "UTC"), at(instant))).isEqualTo(fires);
    }

    @ParameterizedTest
    @ValueSource(
        strings = {
          "",
          "* * * *",
          "* * * * * *",
          "60 * * * *",
          "* 24 * * *",
          "* * 0 * *",
          "* * * 13 *",
          "* * * * 8",
          "-1 * * * *",
          "1- * * * *",
          "30-10 * * * *",
          "*/0 * * * *",
          "*/ * * * *",
          "5/5 * * * *",
          "1,,2 * * * *",
          "a * * * *",
          "? * * * *",
          "@hourly",
          "0x1 * * * *",
          "٣ * * * *",
          "0 0 31 2 *"
        })
    void whatIsNotFiveFieldsThatFireHasOneSentence(String fields) {
      Schedule schedule = Manifests.cron(fields, "UTC");

      assertThat(Schedules.problem(schedule)).get().asString().isNotBlank().doesNotContain("\n");
      assertThatIllegalArgumentException().isThrownBy(() -> Schedules.fires(schedule, 0));
    }

    @Test
    void aTimeZoneThatDoesNotExistHasASentence() {
      assertThat(Schedules.problem(Manifests.cron("0 * * * *", "Europe/Atlantis")))
          .get()
          .asString()
          .contains("Europe/Atlantis");
    }

    @Test
    void theTimeZoneDecidesWhatTheClockShows() {
      Schedule berlin = Manifests.cron("0 9 * * *", "Europe/Berlin");

      assertThat(Schedules.fires(berlin, at("2024-12-31T08:00:00Z"))).isTrue();
      assertThat(Schedules.fires(berlin, at("2024-07-31T07:00:00Z"))).isTrue();
      assertThat(Schedules.fires(berlin, at("2024-07-31T08:00:00Z"))).isFalse();
    }

    @Test
    void aFixedTimeThatTheClocksSkipFiresOnceRightAfter() {
      // On 2024-03-31 the clocks of Berlin went from 02:00 to 03:00, which is 01:00 UTC.
      assertThat(
              between(
                  Manifests.cron("15,30 2 * * *", "Europe/Berlin"),
                  "2024-03-30T12:00:00Z",
                  "2024-03-31T12:00:00Z"))
          .containsExactly(at("2024-03-31T01:00:00Z"));
    }

    @Test
    void aFixedTimeThatComesTwiceFiresTheFirstTime() {
      // On 2024-10-27 the clocks of Berlin went from 03:00 back to 02:00, which is 01:00 UTC.
      assertThat(
              between(
                  Manifests.cron("30 2 * * *", "Europe/Berlin"),
                  "2024-10-26T12:00:00Z",
                  "2024-10-27T12:00:00Z"))
          .containsExactly(at("2024-10-27T00:30:00Z"));
    }

    @Test
    void anHourlyScheduleFiresEveryRealHourWhateverTheClocksDo() {
      assertThat(
              between(
                  Manifests.cron("30 * * * *", "Europe/Berlin"),
                  "2024-10-27T00:00:00Z",
                  "2024-10-27T03:00:00Z"))
          .containsExactly(
              at("2024-10-27T00:30:00Z"), at("2024-10-27T01:30:00Z"), at("2024-10-27T02:30:00Z"));
      assertThat(
              between(
                  Manifests.cron("30 * * * *", "Europe/Berlin"),
                  "2024-03-31T00:00:00Z",
                  "2024-03-31T02:00:00Z"))
          .containsExactly(at("2024-03-31T00:30:00Z"), at("2024-03-31T01:30:00Z"));
    }

    @Test
    void aDayThatACountryLeftOutFiresRightAfter() {
      // Samoa had no 2011-12-30: it went from 2011-12-29 24:00 (-10) to 2011-12-31 00:00 (+14).
      Schedule noon = Manifests.cron("0 12 30 12 *", "Pacific/Apia");

      assertThat(between(noon, "2011-12-01T00:00:00Z", "2012-06-01T00:00:00Z"))
          .containsExactly(at("2011-12-30T10:00:00Z"));
      assertThat(Schedules.fires(noon, at("2011-12-30T10:00:00Z"))).isTrue();
    }

    @Test
    void theNextAndTheLatestAreFoundYearsAway() {
      Schedule leap = Manifests.cron("0 0 29 2 *", "UTC");

      assertThat(Schedules.next(leap, at("2096-03-01T00:00:00Z")))
          .hasValue(at("2104-02-29T00:00:00Z"));
      assertThat(Schedules.latest(leap, at("2104-02-28T00:00:00Z")))
          .hasValue(at("2096-02-29T00:00:00Z"));
      assertThat(Schedules.latest(leap, at("2104-02-29T00:00:00Z")))
          .hasValue(at("2104-02-29T00:00:00Z"));
    }

    @Test
    void whatComesNextFiresAndNothingBetween() {
      Schedule schedule = Manifests.cron("7,49 */5 * * *", "America/Sao_Paulo");
      List<Long> fired = between(schedule, "2018-11-03T00:00:00Z", "2018-11-05T00:00:00Z");
      List<Long> asked = new ArrayList<>();
      for (long t = at("2018-11-03T00:00:00Z"); t <= at("2018-11-05T00:00:00Z"); t += 60) {
        if (Schedules.fires(schedule, t)) {
          asked.add(t);
        }
      }
      assertThat(fired).isEqualTo(asked).isNotEmpty();
    }
  }

  @Test
  void everyFiresAtWholeMultiplesSinceTheEpoch() {
    Schedule schedule = Manifests.every(90);

    assertThat(Schedules.fires(schedule, 180)).isTrue();
    assertThat(Schedules.fires(schedule, 181)).isFalse();
    assertThat(Schedules.next(schedule, 180)).hasValue(270);
    assertThat(Schedules.latest(schedule, 180)).hasValue(180);
    assertThat(Schedules.latest(schedule, 269)).hasValue(180);
  }

  @Test
  void onRequestAnySecondWill() {
    assertThat(Schedules.fires(Manifests.ON_REQUEST, 1_735_689_599)).isTrue();
    assertThat(Schedules.next(Manifests.ON_REQUEST, 0)).isEmpty();
    assertThat(Schedules.latest(Manifests.ON_REQUEST, 0)).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "hourly, '', UTC, 0",
    "request, '0 * * * *', UTC, 0",
    "request, '', UTC, 5",
    "request, '', Europe/Berlin, 0",
    "every, '', UTC, 0",
    "every, '', UTC, -5",
    "every, '0 * * * *', UTC, 5",
    "cron, '0 * * * *', UTC, 5",
    "block, '', UTC, 1"
  })
  void aScheduleOfTwoKindsOrOfNoneHasASentence(String on, String cron, String zone, long every) {
    assertThat(Schedules.problem(new Schedule(on, cron, zone, every))).isPresent();
  }
}
