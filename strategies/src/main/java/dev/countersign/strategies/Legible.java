package dev.countersign.strategies;

import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * Which instructions are read at all: short ones, in characters that look like what they are.
 *
 * <p>Allowed are printable ASCII without the tilde and the backslash, line feeds (a carriage return
 * only before one), tabs, the typographic marks that a keyboard or a word processor puts in, a few
 * signs that the rules know, and a few friendly emoji. Everything else is refused: letters that
 * resemble others, digits of other scripts, invisible and directional marks, combining characters.
 * Recipients and tokens are written in ASCII, so nothing that could be carried out is lost.
 */
final class Legible {
  /** How long an instruction may be, in UTF-16 units; the planner was trained on no longer ones. */
  static final int LONGEST = 400;

  /** How many spaces and line ends may follow one another; more would move text out of sight. */
  static final int WIDEST = 16;

  /** How many runs of digits there may be; an amount with commas has several. */
  static final int MOST_DIGIT_RUNS = 64;

  private static final Pattern DIGITS = Pattern.compile("[0-9]+");

  private static final Map<Integer, String> STRAIGHT =
      Map.ofEntries(
          Map.entry((int) '\t', " "),
          Map.entry((int) '\r', ""),
          Map.entry(0x00a0, " "), // no-break space
          Map.entry(0x2010, "-"), // hyphen
          Map.entry(0x2011, "-"), // no-break hyphen
          Map.entry(0x2013, "-"), // en dash
          Map.entry(0x2014, "-"), // em dash
          Map.entry(0x2212, "-"), // minus
          Map.entry(0x2018, "'"),
          Map.entry(0x2019, "'"),
          Map.entry(0x201c, "\""),
          Map.entry(0x201d, "\""),
          Map.entry(0x2022, "*"), // bullet
          Map.entry(0x2026, "..."), // ellipsis
          Map.entry(0x2192, "->")); // arrow

  /** Signs that a rule objects to, so that its reason is given: pound, yen, times, euro. */
  private static final Set<Integer> SIGNS = Set.of(0x00a3, 0x00a5, 0x00d7, 0x20ac);

  /** Emoji that say neither yes nor no nor how much; each reads as a space. */
  private static final Set<Integer> FRIENDLY =
      ("\uD83D\uDE4F\uD83D\uDC4D\uD83D\uDC4B\uD83D\uDE4C\uD83D\uDC4F\uD83D\uDCAA" // hands
              + "\uD83D\uDE00\uD83D\uDE01\uD83D\uDE02\uD83D\uDE03\uD83D\uDE04\uD83D\uDE05"
              + "\uD83D\uDE06\uD83D\uDE09\uD83D\uDE0A\uD83D\uDE0B\uD83D\uDE0D\uD83D\uDE0E"
              + "\uD83D\uDE42\uD83E\uDD23\uD83E\uDD70\uD83E\uDD73" // faces
              + "\u2764\u2728\uD83C\uDF89\uD83C\uDF81\uD83C\uDF82\uD83D\uDE80\u2615\uD83C\uDF55")
          .codePoints()
          .boxed()
          .collect(Collectors.toUnmodifiableSet());

  private static final int EMOJI_STYLE = 0xfe0f;
  private static final int LIGHTEST_SKIN = 0x1f3fb;
  private static final int DARKEST_SKIN = 0x1f3ff;

  private Legible() {}

  /** Why an instruction is not read, or nothing. */
  static Optional<String> objection(String text) {
    if (text.length() > LONGEST) {
      return Optional.of("it is longer than " + LONGEST + " characters");
    }
    int before = 0;
    int spaces = 0;
    for (int i = 0; i < text.length(); ) {
      int point = text.codePointAt(i);
      i += Character.charCount(point);
      int after = i < text.length() ? text.codePointAt(i) : 0;
      if (!allowed(before, point, after)) {
        return Optional.of(String.format(Locale.ROOT, "it holds the character U+%04X", point));
      }
      spaces = isSpace(point) ? spaces + 1 : 0;
      if (spaces > WIDEST) {
        return Optional.of("it has a gap of more than " + WIDEST + " spaces and line ends");
      }
      before = point;
    }
    return DIGITS.matcher(text).results().count() > MOST_DIGIT_RUNS
        ? Optional.of("it holds too many numbers")
        : Optional.empty();
  }

  private static boolean allowed(int before, int point, int after) {
    return switch (point) {
      case '~', '\\' -> false;
      case '\r' -> after == '\n';
      case '\n' -> true;
      case EMOJI_STYLE -> FRIENDLY.contains(before);
      default ->
          (point >= ' ' && point < 0x7f)
              || STRAIGHT.containsKey(point)
              || SIGNS.contains(point)
              || FRIENDLY.contains(point)
              || (isSkin(point) && FRIENDLY.contains(before));
    };
  }

  private static boolean isSkin(int point) {
    return point >= LIGHTEST_SKIN && point <= DARKEST_SKIN;
  }

  private static boolean isSpace(int point) {
    return point == ' ' || point == '\n' || point == '\t' || point == '\r' || point == 0x00a0;
  }

  /**
   * What the patterns read: lower case, straight quotes and dashes, spaces for tabs and emoji. What
   * is left is ASCII and four signs, so that cases, words and digits mean the same in every locale.
   */
  static String plain(String text) {
    StringBuilder plain = new StringBuilder(text.length());
    text.codePoints()
        .forEach(
            point -> {
              String straight = STRAIGHT.get(point);
              if (straight != null) {
                plain.append(straight);
              } else if (FRIENDLY.contains(point) || point == EMOJI_STYLE || isSkin(point)) {
                plain.append(' ');
              } else {
                plain.appendCodePoint(point);
              }
            });
    return plain.toString().toLowerCase(Locale.ROOT);
  }
}
