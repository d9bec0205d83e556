package dev.countersign.strategies;

import static dev.countersign.strategies.Reading.pattern;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;

/**
 * Nothing reads as another amount, token or recipient than it is: every digit belongs to a number
 * (not so in {@code 1,50} or {@code l00}), and no name or token is a part of something longer (not
 * so in {@code usdc.e} or {@code alice-corp}; {@code weth/dai} names two tokens).
 */
final class Lookalikes {
  private static final Pattern DIGIT = pattern("\\d");

  /** A word with a number behind it, as references have. */
  private static final Pattern NUMBERED = pattern("(?<![\\w.,])([a-z]{2,})\\d+(?!\\w)");

  private static final Pattern LIKE_DIGITS = pattern("[lioszb]+");
  private static final Pattern JOINED_BEFORE = pattern("\\w[-./@+']$");
  private static final Pattern JOINED_AFTER = pattern("[-./@+]\\w");

  private Lookalikes() {}

  static Optional<String> objection(Comparison comparison) {
    Reading reading = comparison.reading();
    List<MatchResult> named = new ArrayList<>();
    for (String name : comparison.lexicon().recipients()) {
      named.addAll(reading.all(pattern(Lexicon.name(name))));
    }
    for (String spelling : comparison.lexicon().tokenWords()) {
      named.addAll(reading.all(pattern(Lexicon.mention(spelling))));
    }
    Optional<String> digit = digit(comparison, named);
    if (digit.isPresent()) {
      return digit;
    }
    Pattern pair = pattern("/(?:" + comparison.lexicon().token() + ")\\b(?![-./@+])");
    Pattern paired = pattern("(?<![a-z_-])(?:" + comparison.lexicon().token() + ")/$");
    return named.stream()
        .filter(
            match ->
                (reading.before(match.start(), JOINED_BEFORE)
                        && !reading.before(match.start(), paired))
                    || (reading.after(match.end(), JOINED_AFTER).isPresent()
                        && reading.after(match.end(), pair).isEmpty()))
        .findFirst()
        .map(match -> "a part of something longer: " + match.group());
  }

  private static Optional<String> digit(Comparison comparison, List<MatchResult> named) {
    Reading reading = comparison.reading();
    Set<String> words = comparison.lexicon().words();
    BitSet known = new BitSet();
    reading.all(Mentions.NUMERAL).forEach(match -> known.set(match.start(), match.end()));
    named.forEach(match -> known.set(match.start(), match.end()));
    for (MatchResult match : reading.all(NUMBERED)) {
      String word = match.group(1);
      if (!words.contains(word)
          && !Strangers.PLAIN_WORDS.contains(word)
          && !LIKE_DIGITS.matcher(word).matches()) {
        known.set(match.start(), match.end());
      }
    }
    return reading.all(DIGIT).stream()
        .filter(match -> !known.get(match.start()))
        .findFirst()
        .map(match -> "a digit that belongs to no number: " + match.group());
  }
}
