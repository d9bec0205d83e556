package dev.countersign.strategies;

import static dev.countersign.strategies.Reading.pattern;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;

/**
 * The numbers of an instruction, in the order in which they stand.
 *
 * @param found amounts
 * @param strange numbers that are neither amounts nor references
 * @param markers numbers that count items, as in {@code 1. this 2. that}
 * @param gone the amounts that words like "no wait" take back
 */
record Mentions(
    List<Mention> found, List<String> strange, List<Mention> markers, Set<Mention> gone) {
  static final Pattern NUMERAL = pattern("(?<![\\w.,])(?:\\d{1,3}(?:,\\d{3})+|\\d+)(?:\\.\\d+)?");
  private static final Pattern PERCENT = pattern("\\s*(?:%|percent\\b|per cent\\b|pct\\b)");
  private static final Pattern REFERENCE_BEFORE =
      pattern(
          "(?:#|\\b(?:no|nr|inv|invoice|number|ref|reference|order|receipt|ticket|po|case|room|unit"
              + "|flat|apartment|apt|suite|desk|week|step|item|part|point|page|chapter|version|table)"
              + "\\b\\.?)\\s*:?\\s*#?\\s*$");
  private static final Pattern COUNTED_AFTER =
      pattern(
          "\\s*(?:people|persons|guests|boxes|hours|nights|days|weeks|months|tickets|chairs|kids|bags"
              + "|items|transfers|payments|things|orders|friends|colleagues)\\b");
  private static final Pattern MARKER_BEFORE = pattern("(?:^|[\\n;:,.]|\\band)\\s*\\(?$");
  private static final Pattern MARKER_AFTER = pattern("[.)]\\s|\\)");
  private static final Pattern LIST_BEFORE = pattern("(?:^|\\n|[:;,] )$");
  private static final Pattern LIST_AFTER = pattern(":\\s");
  private static final Pattern SPACE_BEFORE = pattern("\\s$");
  private static final Pattern BRACKET_AFTER = pattern("\\)\\s");
  private static final Pattern MONEY_BEFORE = pattern("[$\u20ac\u00a3]\\s?$|-$");
  private static final Pattern FRACTION_AFTER = pattern("\\.\\d");
  private static final Pattern DIVIDED_AFTER = pattern("[/:%]\\d");
  private static final Pattern DIVIDED_BEFORE = pattern("\\d[/:.]$");

  private static final Map<Pattern, String> SHARES = shares();
  private static final Pattern NOT_ALL =
      pattern(
          "\\b(?:that'?s|that is|is|was|after|first of|at|above|dear|hi|hello|you|them|it'?s|we'?re"
              + "|they'?re|both|thank|thanks|not) all\\b"
              + "|\\ball (?:good|the best|week|day|month|year|night|set|right|done|in\\b|the time"
              + "|along|settled|for (?:now|today)|my (?:love|thanks))"
              + "|\\bbefore (?:anything|everything|all) else\\b"
              + "|\\bthe whole (?:time|thing|story|week|day|month|team)\\b"
              + "|\\b(?:all|whole|entire) (?:team|week|day|month)\\b"
              + "|\\bfollowing all\\b|(?<=\\d, )all\\b|(?<=\\d )all\\b"
              + "|(?:half|quarter|%|percent|per cent|pct) of"
              + " (?:all|everything|(?:the|our|my) (?:entire|whole|full))\\b");

  private static final int LONGEST_CORRECTION = 40;
  private static final Pattern CORRECTION =
      pattern(
          "^\\W*(?:\\w{1,6}\\W+)?(?:no\\b|wait\\b|sorry\\b|i mean\\b|actually\\b"
              + "|make (?:that|it)\\s*$|oops\\b|correction\\b|scratch that\\b|or rather\\b|er\\b"
              + "|hmm no\\b|i meant\\b)");

  private static Map<Pattern, String> shares() {
    Map<Pattern, String> shares = new LinkedHashMap<>();
    shares.put(pattern("\\bthree[ -]quarters\\b"), "75%");
    shares.put(
        pattern("\\bhalf\\b(?!\\s+(?:a|an|past|hour|million|dozen|day|way|time)\\b)"), "50%");
    shares.put(
        pattern(
            "(?<!three )(?<!three-)(?<!this )(?<!last )(?<!next )(?<!per )(?<!first )(?<!second )"
                + "(?<!third )(?<!fourth )\\bquarter\\b"),
        "25%");
    shares.put(
        pattern(
            "\\b(?:all|everything|entire|whole|every (?:last|single|bit|cent|penny|drop))\\b"
                + "|\\bfull (?:\\w+ )?(?:balance|amount|position|holdings|stash|stack)\\b"),
        "100%");
    return shares;
  }

  static Mentions in(Reading reading) {
    List<Mention> found = new ArrayList<>();
    List<String> strange = new ArrayList<>();
    List<Mention> markers = new ArrayList<>();
    Pattern named = pattern("\\s*(?:" + reading.lexicon().token() + ")\\b");
    Pattern glued = pattern("(?:" + reading.lexicon().token() + ")\\b");
    for (MatchResult match : reading.all(NUMERAL)) {
      String value = match.group().replace(",", "");
      int start = match.start();
      int end = match.end();
      Mention mention = new Mention(value, start, end);
      var percent = reading.after(end, PERCENT);
      if (reading.before(start, MONEY_BEFORE) || reading.after(end, FRACTION_AFTER).isPresent()) {
        strange.add(match.group());
      } else if (percent.isPresent()) {
        found.add(new Mention(value + "%", start, percent.get().end()));
      } else if (reading.after(end, named).isPresent()) {
        found.add(mention);
      } else if (isLetter(reading.text(), end) && reading.after(end, glued).isEmpty()) {
        strange.add(match.group());
      } else if (reading.after(end, DIVIDED_AFTER).isPresent()
          || reading.before(start, DIVIDED_BEFORE)) {
        strange.add(match.group());
      } else if (isMarker(reading, mention)) {
        markers.add(mention);
      } else if (!isReference(reading, mention)) {
        found.add(mention);
      }
    }
    addShares(reading, found);
    found.sort(
        Comparator.comparingInt(Mention::start)
            .thenComparing(Comparator.comparingInt(Mention::end).reversed()));
    return new Mentions(
        List.copyOf(found), List.copyOf(strange), List.copyOf(markers), gone(reading, found));
  }

  private static boolean isLetter(String text, int at) {
    return at < text.length() && text.charAt(at) >= 'a' && text.charAt(at) <= 'z';
  }

  private static boolean isReference(Reading reading, Mention number) {
    return reading.before(number.start(), REFERENCE_BEFORE)
        || reading.after(number.end(), COUNTED_AFTER).isPresent();
  }

  private static boolean isMarker(Reading reading, Mention number) {
    if (number.value().length() > 2 || isReference(reading, number)) {
      return false;
    }
    int start = number.start();
    int end = number.end();
    return (reading.before(start, MARKER_BEFORE) && reading.after(end, MARKER_AFTER).isPresent())
        || (reading.before(start, LIST_BEFORE) && reading.after(end, LIST_AFTER).isPresent())
        || (reading.before(start, SPACE_BEFORE)
            && reading.after(end, BRACKET_AFTER).isPresent()
            && count(reading.text(), '(', start) <= count(reading.text(), ')', start));
  }

  private static long count(String text, char bracket, int end) {
    return text.chars().limit(end).filter(c -> c == bracket).count();
  }

  private static void addShares(Reading reading, List<Mention> found) {
    String masked = reading.blanked(NOT_ALL);
    SHARES.forEach(
        (pattern, value) ->
            reading
                .all(pattern, masked)
                .forEach(match -> found.add(new Mention(value, match.start(), match.end()))));
  }

  private static Set<Mention> gone(Reading reading, List<Mention> found) {
    Set<Mention> gone = new HashSet<>();
    for (int i = 0; i + 1 < found.size(); i++) {
      Mention first = found.get(i);
      Mention second = found.get(i + 1);
      String between =
          second.start() > first.end() ? reading.text().substring(first.end(), second.start()) : "";
      if (between.length() <= LONGEST_CORRECTION
          && first.share() == second.share()
          && reading.find(CORRECTION, between).isPresent()) {
        gone.add(first);
      }
    }
    return Set.copyOf(gone);
  }

  /** The amounts that were not taken back. */
  List<Mention> wanted() {
    return found.stream().filter(mention -> !gone.contains(mention)).toList();
  }

  /** The amounts without repetition, the first mention first; none that is zero. */
  List<String> amounts() {
    return found.stream()
        .map(Mention::value)
        .filter(value -> Mention.number(value).signum() > 0)
        .distinct()
        .toList();
  }
}
