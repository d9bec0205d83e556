package dev.countersign.inference.language;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Finds added tokens in a text: leftmost first, the longest of those that begin together, as
 * Hugging Face's tokenizers do.
 */
final class AddedTokens {
  private final Map<Character, List<AddedToken>> byFirst = new HashMap<>();

  /**
   * A token in a text.
   *
   * @param token which
   * @param from where it begins, swallowed white space included
   * @param to where it ends, exclusive
   */
  record Match(AddedToken token, int from, int to) {}

  AddedTokens(List<AddedToken> tokens) {
    List<AddedToken> longestFirst =
        tokens.stream()
            .sorted(Comparator.comparingInt((AddedToken t) -> t.content().length()).reversed())
            .toList();
    for (AddedToken token : longestFirst) {
      byFirst.computeIfAbsent(token.content().charAt(0), c -> new ArrayList<>()).add(token);
    }
  }

  /**
   * Adds the tokens that lie in a part of a text. White space is swallowed beyond the part as well,
   * but not before {@code least} or behind {@code most}.
   */
  void find(String text, int from, int to, int least, int most, List<Match> into) {
    int after = least;
    for (int at = from; at < to; at++) {
      AddedToken token = longestAt(text, at, to);
      if (token == null) {
        continue;
      }
      int end = at + token.content().length();
      if (token.singleWord() && !alone(text, at, end)) {
        continue;
      }
      int first = token.leftStrip() ? spaceBefore(text, after, at) : at;
      end = token.rightStrip() ? spaceAfter(text, end, most) : end;
      into.add(new Match(token, first, end));
      after = end;
      at = end - 1;
    }
  }

  private @Nullable AddedToken longestAt(String text, int at, int to) {
    for (AddedToken token : byFirst.getOrDefault(text.charAt(at), List.of())) {
      if (token.content().length() <= to - at && text.startsWith(token.content(), at)) {
        return token;
      }
    }
    return null;
  }

  private static boolean alone(String text, int from, int to) {
    return (from == 0 || !isWord(text.codePointBefore(from)))
        && (to == text.length() || !isWord(text.codePointAt(to)));
  }

  private static boolean isWord(int c) {
    return Character.isLetterOrDigit(c) || c == '_';
  }

  private static int spaceBefore(String text, int least, int at) {
    int from = at;
    while (from > least && isSpace(text.charAt(from - 1))) {
      from--;
    }
    return from;
  }

  private static int spaceAfter(String text, int end, int most) {
    int to = end;
    while (to < most && isSpace(text.charAt(to))) {
      to++;
    }
    return to;
  }

  private static boolean isSpace(char c) {
    return Character.isWhitespace(c) || Character.isSpaceChar(c);
  }
}
