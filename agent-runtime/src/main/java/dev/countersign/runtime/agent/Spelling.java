package dev.countersign.runtime.agent;

import java.util.Collection;
import java.util.Comparator;
import java.util.Optional;

/** What somebody probably meant. */
final class Spelling {
  private Spelling() {}

  /** The closest of the words, where one is close enough to be meant. */
  static Optional<String> nearest(String word, Collection<String> words) {
    if (word.length() > 64) {
      return Optional.empty();
    }
    int limit = Math.max(1, word.length() / 3);
    return words.stream()
        .filter(candidate -> distance(word, candidate) <= limit)
        .min(
            Comparator.<String>comparingInt(candidate -> distance(word, candidate))
                .thenComparing(Comparator.naturalOrder()));
  }

  /** {@code "; did you mean X?"}, or the words there are, or nothing. */
  static String hint(String word, Collection<String> words) {
    return nearest(word, words)
        .map(meant -> "; did you mean \"" + meant + "\"?")
        .orElse(words.isEmpty() ? "" : "; known are " + String.join(", ", words));
  }

  /** Edits (insert, delete, replace, swap neighbours) from one word to the other. */
  private static int distance(String a, String b) {
    int[][] d = new int[a.length() + 1][b.length() + 1];
    for (int i = 0; i <= a.length(); i++) {
      d[i][0] = i;
    }
    for (int j = 0; j <= b.length(); j++) {
      d[0][j] = j;
    }
    for (int i = 1; i <= a.length(); i++) {
      for (int j = 1; j <= b.length(); j++) {
        int replace = d[i - 1][j - 1] + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
        d[i][j] = Math.min(replace, Math.min(d[i - 1][j], d[i][j - 1]) + 1);
        if (i > 1
            && j > 1
            && a.charAt(i - 1) == b.charAt(j - 2)
            && a.charAt(i - 2) == b.charAt(j - 1)) {
          d[i][j] = Math.min(d[i][j], d[i - 2][j - 2] + 1);
        }
      }
    }
    return d[a.length()][b.length()];
  }
}
