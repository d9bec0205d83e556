package dev.countersign.inference.template;

import java.util.ArrayList;
import java.util.List;

/**
 * Text that remembers which of its characters are trusted. It equals any text of the same
 * characters.
 */
final class Text implements Value.Plain {
  private static final int[] ONE_RUN = {};

  static final Text EMPTY = new Text("", true, ONE_RUN);

  private final String text;
  private final boolean startsTrusted;

  /** Where trust changes, ascending; each strictly inside the text. */
  private final int[] changes;

  Text(String text, boolean startsTrusted, int[] changes) {
    this.text = text;
    this.startsTrusted = startsTrusted;
    this.changes = changes;
  }

  static Text of(String text, boolean trusted) {
    return text.isEmpty() ? EMPTY : new Text(text, trusted, ONE_RUN);
  }

  String plain() {
    return text;
  }

  int length() {
    return text.length();
  }

  boolean isEmpty() {
    return text.isEmpty();
  }

  /** Whether all of it is trusted. */
  boolean trusted() {
    return startsTrusted && changes.length == 0;
  }

  /** The same characters in another form; trusted where all of them were. */
  Text as(String changed) {
    return of(changed, trusted());
  }

  Text slice(int from, int to) {
    if (from >= to) {
      return EMPTY;
    }
    if (changes.length == 0) {
      return new Text(text.substring(from, to), startsTrusted, ONE_RUN);
    }
    int first = 0;
    while (first < changes.length && changes[first] <= from) {
      first++;
    }
    int last = first;
    while (last < changes.length && changes[last] < to) {
      last++;
    }
    int[] inside = new int[last - first];
    for (int i = 0; i < inside.length; i++) {
      inside[i] = changes[first + i] - from;
    }
    return new Text(text.substring(from, to), startsTrusted == (first % 2 == 0), inside);
  }

  List<Span> spans() {
    List<Span> spans = new ArrayList<>();
    boolean trusted = startsTrusted;
    int from = 0;
    for (int change : changes) {
      spans.add(new Span(text.substring(from, change), trusted));
      from = change;
      trusted = !trusted;
    }
    if (from < text.length()) {
      spans.add(new Span(text.substring(from), trusted));
    }
    return List.copyOf(spans);
  }

  /** Calls back with every run in order. */
  void eachRun(Run run) throws TemplateFailed {
    boolean trusted = startsTrusted;
    int from = 0;
    for (int i = 0; i <= changes.length; i++) {
      int to = i < changes.length ? changes[i] : text.length();
      run.take(from, to, trusted);
      from = to;
      trusted = !trusted;
    }
  }

  /** A stretch of one origin. */
  interface Run {
    void take(int from, int to, boolean trusted) throws TemplateFailed;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Text t && t.text.equals(text);
  }

  @Override
  public int hashCode() {
    return text.hashCode();
  }

  @Override
  public String toString() {
    return text;
  }
}
