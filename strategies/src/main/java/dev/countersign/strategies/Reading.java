package dev.countersign.strategies;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SortedSet;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * An instruction in plain letters, with what it may name.
 *
 * <p>All patterns go through here: their looks at the text are counted, and a line ends with a line
 * feed and with nothing else.
 */
final class Reading {
  private final String text;
  private final Lexicon lexicon;
  private final Metered.Meter meter;

  Reading(String instruction, SortedSet<String> symbols, SortedSet<String> recipients) {
    this(Legible.plain(instruction), new Lexicon(symbols, recipients), new Metered.Meter());
  }

  private Reading(String text, Lexicon lexicon, Metered.Meter meter) {
    this.text = text;
    this.lexicon = lexicon;
    this.meter = meter;
  }

  /** A part of the text, read for itself at the cost of the whole. */
  Reading part(String sentence) {
    return new Reading(sentence, lexicon, meter);
  }

  String text() {
    return text;
  }

  Lexicon lexicon() {
    return lexicon;
  }

  long looks() {
    return meter.looks();
  }

  /** Compiles it the way all patterns here are read. */
  static Pattern pattern(String regex) {
    return Pattern.compile(regex, Pattern.UNIX_LINES);
  }

  /** The first match in the text. */
  Optional<MatchResult> find(String regex) {
    return find(pattern(regex), text);
  }

  /** The first match in another text, at the cost of this one. */
  Optional<MatchResult> find(Pattern pattern, String other) {
    Matcher matcher = pattern.matcher(new Metered(other, meter));
    return matcher.find() ? Optional.of(matcher.toMatchResult()) : Optional.empty();
  }

  /** Every match in the text. */
  List<MatchResult> all(Pattern pattern) {
    return all(pattern, text);
  }

  /** Every match in another text, at the cost of this one. */
  List<MatchResult> all(Pattern pattern, String other) {
    List<MatchResult> found = new ArrayList<>();
    Matcher matcher = pattern.matcher(new Metered(other, meter));
    while (matcher.find()) {
      found.add(matcher.toMatchResult());
    }
    return found;
  }

  /** The match that begins right there, as if the text began there. */
  Optional<MatchResult> after(int start, Pattern pattern) {
    Matcher matcher = pattern.matcher(new Metered(text, meter)).region(start, text.length());
    return matcher.lookingAt() ? Optional.of(matcher.toMatchResult()) : Optional.empty();
  }

  /** The first match from there on, as if the text began there. */
  Optional<MatchResult> findAfter(int start, Pattern pattern) {
    Matcher matcher = pattern.matcher(new Metered(text, meter)).region(start, text.length());
    return matcher.find() ? Optional.of(matcher.toMatchResult()) : Optional.empty();
  }

  /** Whether it is found as if the text ended there. */
  boolean before(int end, Pattern pattern) {
    return pattern.matcher(new Metered(text, meter)).region(0, end).find();
  }

  /** Another text without what matches, a space for each match. */
  String without(Pattern pattern, String other) {
    return pattern.matcher(new Metered(other, meter)).replaceAll(" ");
  }

  /** The text with as many spaces as each match has characters. */
  String blanked(Pattern pattern) {
    return pattern
        .matcher(new Metered(text, meter))
        .replaceAll(m -> " ".repeat(m.end() - m.start()));
  }
}
