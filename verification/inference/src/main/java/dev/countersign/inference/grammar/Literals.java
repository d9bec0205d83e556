package dev.countersign.inference.grammar;

import dev.countersign.inference.grammar.GrammarRefused.Code;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.NavigableSet;
import java.util.TreeSet;

/** Makes the words of a grammar, keeps them within bounds, and knows what characters they need. */
final class Literals {
  /** The most words in one grammar. */
  static final int MOST_WORDS = 65_536;

  /** The most characters in all words together. */
  static final int MOST_CHARACTERS = 1 << 22;

  private final NavigableSet<Integer> characters = new TreeSet<>();
  private int words;
  private int length;

  Rule word(String word) throws GrammarRefused {
    return words(List.of(word));
  }

  Rule words(Collection<String> several) throws GrammarRefused {
    for (String word : several) {
      words++;
      length += word.length();
      if (words > MOST_WORDS || length > MOST_CHARACTERS) {
        throw new GrammarRefused(
            Code.TOO_LARGE,
            "the tools have more than "
                + MOST_WORDS
                + " names and values, or more than "
                + MOST_CHARACTERS
                + " characters in them");
      }
      word.codePoints().forEach(characters::add);
    }
    return Words.of(several);
  }

  /** Characters that something else than a word needs. */
  void need(String more) {
    more.codePoints().forEach(characters::add);
  }

  /** Every character that a vocabulary must be able to write. */
  NavigableSet<Integer> characters() {
    return Collections.unmodifiableNavigableSet(characters);
  }

  /** The string as JSON: only what must be escaped is, as {@code ensure_ascii=False} does. */
  static String quoted(String text, String where) throws GrammarRefused {
    if (hasHalfPair(text)) {
      throw new GrammarRefused(Code.SCHEMA, where + ": a text with half a surrogate pair");
    }
    StringBuilder json = new StringBuilder(text.length() + 2);
    quote(json, text);
    return json.toString();
  }

  static void quote(StringBuilder json, String text) {
    json.append('"');
    for (int i = 0; i < text.length(); i++) {
      appendEscaped(json, text.charAt(i));
    }
    json.append('"');
  }

  static boolean hasHalfPair(String text) {
    return text.codePoints()
        .anyMatch(c -> c >= Character.MIN_SURROGATE && c <= Character.MAX_SURROGATE);
  }

  private static void appendEscaped(StringBuilder json, char c) {
    switch (c) {
      case '"', '\\' -> json.append('\\').append(c);
      case '\b' -> json.append("\\b");
      case '\f' -> json.append("\\f");
      case '\n' -> json.append("\\n");
      case '\r' -> json.append("\\r");
      case '\t' -> json.append("\\t");
      default -> {
        if (c < ' ') {
          json.append("\\u00").append(c < 16 ? '0' : '1').append(Character.forDigit(c & 15, 16));
        } else {
          json.append(c);
        }
      }
    }
  }
}
