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

  /**
   * Seconds of a duration such as {@code 2d}.
   *
   * @throws IllegalArgumentException where the text is none
   */
  public static long parse(String text) {
    if (!text.matches("[0-9]{1,9}[smhd]")) {
      throw new IllegalArgumentException(
          "\"" + text + "\" is no duration; write one as 90s, 30m, 12h or 2d");
    }
    int last = text.length() - 1;
    return seconds(Long.parseLong(text.substring(0, last)), text.charAt(last));
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
