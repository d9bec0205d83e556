package dev.countersign.network.evaluate;

import dev.countersign.receipt.Manifest.Schedule;
import java.time.DateTimeException;
import java.time.ZoneId;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * Which unix seconds are anchors of a manifest's schedule. Pure functions, the same for the
 * scheduler that fires and for the verifier that checks.
 *
 * <p>{@code request}: any second. {@code every}: whole multiples of the period since the epoch.
 * {@code cron}: five fields as in crontab(5), in a time zone, with cron's own rules for daylight
 * saving. {@code block}: the timestamps of blocks, which only the chain knows; here every second
 * passes.
 */
public final class Schedules {
  private Schedules() {}

  /** What is wrong with a schedule, in a sentence; empty when nothing is. */
  public static Optional<String> problem(Schedule schedule) {
    boolean cron = schedule.on().equals("cron");
    boolean every = schedule.on().equals("every");
    if (!cron && !schedule.cron().isEmpty()) {
      return Optional.of("a schedule on " + schedule.on() + " has no cron fields");
    }
    if (every ? schedule.every() < 1 : schedule.every() != 0) {
      return Optional.of(
          "a schedule on " + schedule.on() + " cannot run every " + schedule.every() + " seconds");
    }
    return switch (schedule.on()) {
      case "request", "every", "block" ->
          schedule.timezone().equals("UTC")
              ? Optional.empty()
              : Optional.of("only a cron schedule has a time zone other than UTC");
      case "cron" -> cronProblem(schedule);
      default ->
          Optional.of(
              "a schedule is on request, cron, every or block, not \"" + schedule.on() + "\"");
    };
  }

  private static Optional<String> cronProblem(Schedule schedule) {
    try {
      return cron(schedule).next(0).isPresent()
          ? Optional.empty()
          : Optional.of("the cron schedule \"" + schedule.cron() + "\" never fires");
    } catch (IllegalArgumentException | DateTimeException e) {
      return Optional.of(String.valueOf(e.getMessage()));
    }
  }

  /**
   * Whether these unix seconds are an anchor.
   *
   * @throws IllegalArgumentException when the schedule has a {@link #problem}
   */
  public static boolean fires(Schedule schedule, long at) {
    return switch (checked(schedule).on()) {
      case "cron" -> cron(schedule).fires(at);
      case "every" -> at % schedule.every() == 0;
      default -> true;
    };
  }

  /**
   * The first anchor after these unix seconds; empty where only a request or a block makes one.
   *
   * @throws IllegalArgumentException when the schedule has a {@link #problem}
   */
  public static OptionalLong next(Schedule schedule, long after) {
    return switch (checked(schedule).on()) {
      case "cron" -> cron(schedule).next(after);
      case "every" -> OptionalLong.of((after / schedule.every() + 1) * schedule.every());
      default -> OptionalLong.empty();
    };
  }

  /**
   * The last anchor at or before these unix seconds; empty where only a request or a block makes
   * one.
   *
   * @throws IllegalArgumentException when the schedule has a {@link #problem}
   */
  public static OptionalLong latest(Schedule schedule, long atOrBefore) {
    return switch (checked(schedule).on()) {
      case "cron" -> cron(schedule).latest(atOrBefore);
      case "every" -> OptionalLong.of(atOrBefore / schedule.every() * schedule.every());
      default -> OptionalLong.empty();
    };
  }

  private static Schedule checked(Schedule schedule) {
    problem(schedule)
        .ifPresent(
            sentence -> {
              throw new IllegalArgumentException(sentence);
            });
    return schedule;
  }

  private static Cron cron(Schedule schedule) {
    return Cron.parse(schedule.cron(), ZoneId.of(schedule.timezone()));
  }
}
