package dev.countersign.strategies;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** The lists of words and patterns beside this class, one a line. */
final class WordLists {
  private WordLists() {}

  /** The lines of a list that belongs to this program. */
  static List<String> lines(String name) {
    try (InputStream list = WordLists.class.getResourceAsStream("wording/" + name)) {
      if (list == null) {
        throw new IllegalStateException("the program lacks its list " + name);
      }
      return new String(list.readAllBytes(), StandardCharsets.UTF_8).lines().toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
