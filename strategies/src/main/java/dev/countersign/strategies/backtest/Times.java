package dev.countersign.strategies.backtest;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;

/** Reads the time of a row. */
final class Times {
  /** How a time was written. */
  enum Unit {
    SECONDS("seconds", 1),
    MILLISECONDS("milliseconds", 1_000),
    MICROSECONDS("microseconds", 1_000_000),
    NANOSECONDS("nanoseconds", 1_000_000_000),
    DATE("dates", 1);

    private final String words;
    private final long perSecond;

    Unit(String words, long perSecond) {
      this.words = words;
      this.perSecond = perSecond;
    }

    String words() {
      return words;
    }

    /** By size: each holds the years 1973 to 5138. */
    static Unit of(long time) {
      return time < 100_000_000_000L
          ? SECONDS
          : time < 100_000_000_000_000L
              ? MILLISECONDS
              : time < 100_000_000_000_000_000L ? MICROSECONDS : NANOSECONDS;
    }
  }

  private static final DateTimeFormatter SPACED =
      DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm[:ss]");

  private final Decimal number = new Decimal();

  /** Unix seconds of the last one that was read, rounded down. */
  long seconds;

  /** Whether nothing was rounded. */
  boolean whole;

  /** How it was written. */
  Unit unit = Unit.SECONDS;

  /**
   * Reads one.
   *
   * @return what is wrong with it, null when nothing is
   */
  @org.jspecify.annotations.Nullable
  String read(byte[] text, int from, int to) {
    String wrong = number.read(text, from, to);
    if (wrong == null && number.decimals == 0 && number.digits >= 0) {
      unit = Unit.of(number.digits);
      seconds = number.digits / unit.perSecond;
      whole = number.digits % unit.perSecond == 0;
      return null;
    }
    if (wrong == null) {
      return "is not a whole number";
    }
    String written = new String(text, from, to - from, java.nio.charset.StandardCharsets.UTF_8);
    try {
      Instant instant = instant(written.strip());
      unit = Unit.DATE;
      seconds = instant.getEpochSecond();
      whole = instant.getNano() == 0;
      return seconds < 0 ? "is before 1970" : null;
    } catch (DateTimeException e) {
      return "is neither unix time nor a date like 2024-01-31 23:00";
    }
  }

  private static Instant instant(String text) {
    if (text.length() == 10) {
      return LocalDate.parse(text).atStartOfDay(ZoneOffset.UTC).toInstant();
    }
    String iso = text.endsWith(" UTC") ? text.substring(0, text.length() - 4) : text;
    boolean zoned = iso.endsWith("Z") || iso.lastIndexOf('+') > 10 || iso.lastIndexOf('-') > 10;
    if (zoned) {
      return OffsetDateTime.parse(
              iso.replace(' ', 'T').replaceFirst("([+-]\\d\\d)(\\d\\d)$", "$1:$2"))
          .toInstant();
    }
    return (iso.contains("T")
            ? LocalDateTime.parse(iso)
            : LocalDateTime.parse(trimmed(iso), SPACED))
        .toInstant(ZoneOffset.UTC);
  }

  /** Without a fraction of zeros. */
  private static String trimmed(String text) {
    return text.replaceFirst("\\.0+$", "");
  }
}
