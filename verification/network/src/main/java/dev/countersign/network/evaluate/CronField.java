package dev.countersign.network.evaluate;

import java.util.List;
import java.util.Locale;

/**
 * One field of a cron schedule.
 *
 * @param values bit n is set where n matches
 * @param starred whether it starts with {@code *}
 */
record CronField(long values, boolean starred) {

  /**
   * Reads a comma-separated list of {@code *}, {@code n}, {@code a-b}, each but {@code n} with an
   * optional {@code /step}.
   *
   * @param names names of the values from the lowest that has one, upwards
   * @throws IllegalArgumentException with a sentence
   */
  static CronField parse(String what, String text, int least, int most, List<String> names) {
    long values = 0;
    for (String part : text.split(",", -1)) {
      values |= new Parser(what, part, least, most, names).values();
    }
    return new CronField(values, text.startsWith("*"));
  }

  boolean has(int value) {
    return (values >>> value & 1) == 1;
  }

  private record Parser(String what, String part, int least, int most, List<String> names) {
    long values() {
      String[] stepped = part.split("/", -1);
      String[] range = stepped[0].split("-", -1);
      boolean star = stepped[0].equals("*");
      boolean single = !star && range.length == 1;
      if (stepped.length > 2 || range.length > 2 || (single && stepped.length == 2)) {
        throw wrong();
      }
      int from = star ? least : value(range[0]);
      int to = star ? most : value(range[range.length - 1]);
      int step = stepped.length == 2 ? number(stepped[1]) : 1;
      if (from > to || step < 1) {
        throw wrong();
      }
      long values = 0;
      for (int value = from; value <= to; value += step) {
        values |= 1L << value;
      }
      return values;
    }

    private int value(String text) {
      int named = names.indexOf(text.toLowerCase(Locale.ROOT));
      // Months are counted from 1, weekdays from 0: the lowest value has the first name.
      int value = named >= 0 ? named + least : number(text);
      if (value < least || value > most) {
        throw wrong();
      }
      return value;
    }

    private int number(String text) {
      if (!text.matches("[0-9]{1,2}")) {
        throw wrong();
      }
      return Integer.parseInt(text);
    }

    private IllegalArgumentException wrong() {
      return new IllegalArgumentException(
          "the "
              + what
              + " of a cron schedule is *, a number from "
              + least
              + " to "
              + most
              + ", a range or a list of these, with /step after * or a range; not \""
              + part
              + "\"");
    }
  }
}
