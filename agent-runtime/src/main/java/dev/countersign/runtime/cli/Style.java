package dev.countersign.runtime.cli;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Colours for a terminal, or none. Escape codes are those of ECMA-48. */
record Style(boolean colours) {
  String bold(String text) {
    return code("1", text);
  }

  String dim(String text) {
    return code("2", text);
  }

  String good(String text) {
    return code("32", text);
  }

  String bad(String text) {
    return code("31", text);
  }

  String warn(String text) {
    return code("33", text);
  }

  private String code(String code, String text) {
    return colours ? "\u001b[" + code + "m" + text + "\u001b[0m" : text;
  }

  /** A text padded to a width; what is longer stays whole. */
  static String pad(String text, int width) {
    return text.length() >= width ? text : text + " ".repeat(width - text.length());
  }

  /** A text in lines of at most so many characters, broken at spaces; a longer word stays whole. */
  static List<String> wrapped(String text, int width) {
    List<String> lines = new ArrayList<>();
    StringBuilder line = new StringBuilder();
    for (String word : text.split(" ", -1)) {
      if (!line.isEmpty() && line.length() + 1 + word.length() > width) {
        lines.add(line.toString());
        line.setLength(0);
      }
      line.append(line.isEmpty() ? "" : " ").append(word);
    }
    lines.add(line.toString());
    return lines;
  }

  /** A file's path as somebody in this folder would write it. */
  static String path(String file) {
    Path here = Path.of("").toAbsolutePath();
    Path path = Path.of(file);
    return path.startsWith(here) ? here.relativize(path).toString() : file;
  }
}
