package dev.countersign.network.evaluate;

import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.zone.ZoneOffsetTransition;
import java.time.zone.ZoneRules;
import java.util.Arrays;
import java.util.List;
import java.util.NavigableSet;
import java.util.OptionalLong;
import java.util.TreeSet;

/**
 * Five cron fields (minute, hour, day of month, month, day of week) in a time zone, as crontab(5)
 * has them: lists, ranges, steps, the names of months and days, Sunday as 0 or 7. Where both day
 * fields are restricted, either may match; a field that starts with {@code *} is not restricted.
 *
 * <p>Daylight saving as cron(8) has it: with a fixed minute and hour, a time that the clocks skip
 * fires at the first instant after the gap, and a time that comes twice fires the first time; with
 * {@code *} in the minute or hour it fires whenever the clock shows it.
 *
 * <p>Written here because libraries differ on the days when the clocks change, and which instants
 * are slots is something that verifiers must agree on.
 *
 * <p>Which instants those are depends on the Java platform's time zone rules.
 */
final class Cron {
  private static final List<String> MONTHS =
      List.of("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec");
  private static final List<String> DAYS = List.of("sun", "mon", "tue", "wed", "thu", "fri", "sat");

  /** Leap days that fall on a given weekday can be 40 years apart (across 2100). */
  private static final int DAYS_SEARCHED = 41 * 366;

  private final CronField minutes;
  private final CronField hours;
  private final CronField daysOfMonth;
  private final CronField months;
  private final CronField daysOfWeek;
  private final ZoneId zone;

  private Cron(String[] fields, ZoneId zone) {
    this.minutes = CronField.parse("minute", fields[0], 0, 59, List.of());
    this.hours = CronField.parse("hour", fields[1], 0, 23, List.of());
    this.daysOfMonth = CronField.parse("day of month", fields[2], 1, 31, List.of());
    this.months = CronField.parse("month", fields[3], 1, 12, MONTHS);
    this.daysOfWeek = CronField.parse("day of week", fields[4], 0, 7, DAYS);
    this.zone = zone;
  }

  /**
   * Reads five fields.
   *
   * @throws IllegalArgumentException with a sentence when they are not
   */
  static Cron parse(String text, ZoneId zone) {
    String[] fields = text.strip().split("[ \\t]+", -1);
    if (fields.length != 5) {
      throw new IllegalArgumentException(
          "a cron schedule has five fields (minute hour day month weekday), not "
              + fields.length
              + ": "
              + Arrays.toString(fields));
    }
    return new Cron(fields, zone);
  }

  /** Whether it fires at these unix seconds. */
  boolean fires(long at) {
    LocalDate date = dateOf(at);
    // A gap can swallow the end of the day before.
    return instantsOf(date).contains(at) || instantsOf(date.minusDays(1)).contains(at);
  }

  /** The first unix seconds after these; empty when there are none. */
  OptionalLong next(long after) {
    LocalDate first = dateOf(after).minusDays(1);
    for (int i = 0; i < DAYS_SEARCHED; i++) {
      Long found = instantsOf(first.plusDays(i)).higher(after);
      if (found != null) {
        return OptionalLong.of(found);
      }
    }
    return OptionalLong.empty();
  }

  /** The last unix seconds at or before these; empty when there are none. */
  OptionalLong latest(long atOrBefore) {
    LocalDate last = dateOf(atOrBefore);
    for (int i = 0; i < DAYS_SEARCHED; i++) {
      Long found = instantsOf(last.minusDays(i)).floor(atOrBefore);
      if (found != null) {
        return OptionalLong.of(found);
      }
    }
    return OptionalLong.empty();
  }

  private LocalDate dateOf(long at) {
    return java.time.Instant.ofEpochSecond(at).atZone(zone).toLocalDate();
  }

  private NavigableSet<Long> instantsOf(LocalDate date) {
    NavigableSet<Long> instants = new TreeSet<>();
    if (!firesOn(date)) {
      return instants;
    }
    for (int hour = 0; hour < 24; hour++) {
      for (int minute = 0; hours.has(hour) && minute < 60; minute++) {
        if (minutes.has(minute)) {
          addInstants(date.atTime(hour, minute), instants);
        }
      }
    }
    return instants;
  }

  private void addInstants(LocalDateTime time, NavigableSet<Long> instants) {
    ZoneRules rules = zone.getRules();
    boolean fixed = !minutes.starred() && !hours.starred();
    List<ZoneOffset> offsets = rules.getValidOffsets(time);
    if (offsets.isEmpty()) {
      ZoneOffsetTransition gap = rules.getTransition(time);
      if (fixed && gap != null) {
        instants.add(gap.toEpochSecond());
      }
      return;
    }
    for (ZoneOffset offset : fixed ? offsets.subList(0, 1) : offsets) {
      instants.add(time.toEpochSecond(offset));
    }
  }

  private boolean firesOn(LocalDate date) {
    int weekday = date.getDayOfWeek().getValue();
    boolean month = months.has(date.getMonthValue());
    boolean dayOfMonth = daysOfMonth.has(date.getDayOfMonth());
    boolean dayOfWeek = daysOfWeek.has(weekday) || (weekday == 7 && daysOfWeek.has(0));
    boolean both = daysOfMonth.starred() || daysOfWeek.starred();
    return month && (both ? dayOfMonth && dayOfWeek : dayOfMonth || dayOfWeek);
  }
}
