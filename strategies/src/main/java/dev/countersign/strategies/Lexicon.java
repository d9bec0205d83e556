package dev.countersign.strategies;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** The policy's tokens and recipients as patterns, and as the words they are written with. */
final class Lexicon {
  /** Matches nothing. */
  private static final String NOTHING = "(?!)";

  /** Only where the policy has no token of that name. */
  private static final Map<String, List<String>> ALIASES = Map.of("WETH", List.of("eth", "ether"));

  private final List<String> symbols;
  private final List<String> recipients;
  private final List<String> upper;

  Lexicon(SortedSet<String> symbols, SortedSet<String> recipients) {
    this.symbols = List.copyOf(symbols);
    this.recipients = List.copyOf(recipients);
    this.upper = this.symbols.stream().map(symbol -> symbol.toUpperCase(Locale.ROOT)).toList();
  }

  List<String> symbols() {
    return symbols;
  }

  List<String> recipients() {
    return recipients;
  }

  /** The spellings by which an instruction may name a token. */
  List<String> spellings(String symbol) {
    List<String> spellings = new ArrayList<>(List.of(symbol.toLowerCase(Locale.ROOT)));
    if (!upper.contains("ETH")) {
      ALIASES.getOrDefault(symbol.toUpperCase(Locale.ROOT), List.of()).stream()
          .filter(alias -> !upper.contains(alias.toUpperCase(Locale.ROOT)))
          .forEach(spellings::add);
    }
    return spellings;
  }

  /** Any spelling of any token, the longest first; an alternation without a group. */
  String token() {
    String pattern =
        symbols.stream()
            .flatMap(symbol -> spellings(symbol).stream())
            .sorted(Comparator.comparingInt(String::length).reversed())
            .map(Pattern::quote)
            .collect(Collectors.joining("|"));
    return pattern.isEmpty() ? NOTHING : pattern;
  }

  /** A token's spelling as a word of its own, or right behind a number. */
  static String mention(String spelling) {
    return "(?<![a-z_-])" + Pattern.quote(spelling) + "(?!\\w)";
  }

  /** The token that a word spells. */
  Optional<String> canonical(String word) {
    String lower = word.toLowerCase(Locale.ROOT);
    return symbols.stream().filter(symbol -> spellings(symbol).contains(lower)).findFirst();
  }

  /** A recipient's name as a word of its own, perhaps with a possessive s. */
  static String name(String name) {
    return parts(name).stream()
        .map(Pattern::quote)
        .collect(Collectors.joining("[ _-]?", "(?<!\\w)", "(?:'?s)?(?!\\w)"));
  }

  /** Any recipient's name; an alternation without a group. */
  String names() {
    return recipients.isEmpty()
        ? NOTHING
        : recipients.stream().map(Lexicon::name).collect(Collectors.joining("|"));
  }

  static List<String> parts(String name) {
    return Arrays.asList(name.toLowerCase(Locale.ROOT).split("[ _-]", -1));
  }

  /** Every spelling of every token. */
  Set<String> tokenWords() {
    return symbols.stream()
        .flatMap(symbol -> spellings(symbol).stream())
        .collect(Collectors.toCollection(HashSet::new));
  }

  /** Every spelling of every token, and every part of every name. */
  Set<String> words() {
    Set<String> words = tokenWords();
    recipients.forEach(name -> words.addAll(parts(name)));
    return words;
  }
}
