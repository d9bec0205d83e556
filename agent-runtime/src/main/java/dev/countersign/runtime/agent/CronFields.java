package dev.countersign.runtime.agent;

import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The form of a five-field calendar (crontab(5)): minute, hour, day of month, month, day of week (0
 * to 7, both ends Sunday); lists, ranges and steps of numbers.
 */
final class CronFields {
  private static final Pattern PART =
      Pattern.compile("(?:\\*|([0-9]{1,2})(?:-([0-9]{1,2}))?)(?:/([0-9]{1,2}))?");
  private static final List<Field> FIELDS =
      List.of(
          new Field("minute", 0, 59),
          new Field("hour", 0, 23),
          new Field("day of month", 1, 31),
          new Field("month", 1, 12),
          new Field("day of week", 0, 7));

  private record Field(String name, int least, int most) {}

  private CronFields() {}

  /** What is wrong with an expression, if anything. */
  static Optional<String> problem(String expression) {
    String[] given = expression.split(" ", -1);
    if (given.length != FIELDS.size()) {
      return Optional.of(
          "five fields are needed (minute, hour, day of month, month, day of week), not "
              + given.length);
    }
    for (int i = 0; i < given.length; i++) {
      Field field = FIELDS.get(i);
      for (String part : given[i].split(",", -1)) {
        if (!holds(field, part)) {
          return Optional.of(
              "the "
                  + field.name()
                  + " \""
                  + given[i]
                  + "\" is not within "
                  + field.least()
                  + " to "
                  + field.most());
        }
      }
    }
    return Optional.empty();
  }

  private static boolean holds(Field field, String part) {
    Matcher matcher = PART.matcher(part);
    if (!matcher.matches()) {
      return false;
    }
    String from = matcher.group(1);
    String to = matcher.group(2);
    String step = matcher.group(3);
    boolean first = from == null || within(field, Integer.parseInt(from));
    boolean second =
        to == null
            || (within(field, Integer.parseInt(to))
                && Integer.parseInt(from) <= Integer.parseInt(to));
    boolean steps =
        step == null
            || (Integer.parseInt(step) >= 1
                && Integer.parseInt(step) <= field.most()
                && (from == null || to != null));
    return first && second && steps;
  }

  private static boolean within(Field field, int value) {
    return value >= field.least() && value <= field.most();
  }
}
