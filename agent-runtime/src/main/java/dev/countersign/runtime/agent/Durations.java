package dev.countersign.runtime.agent;

/** Durations as people write them. */
public final class Durations {
  private Durations() {}

  static long seconds(long count, char unit) {
    return switch (unit) {
      case 's' -> count;
      case 'm' -> count * 60;
      case 'h' -> count * 3600;
      case 'd' -> count * 86_400;
      default -> throw new IllegalArgumentException("no unit of time: " + unit);
    };
  }

  /** The shortest form: {@code 1d}, {@code 1h}, {@code 30m}, {@code 90s}. */
  public static String text(long seconds) {
    if (seconds != 0 && seconds % 86_400 == 0) {
      return seconds / 86_400 + "d";
    }
    if (seconds != 0 && seconds % 3600 == 0) {
      return seconds / 3600 + "h";
    }
    return seconds != 0 && seconds % 60 == 0 ? seconds / 60 + "m" : seconds + "s";
  }
}
