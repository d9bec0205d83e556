package dev.countersign.network.node;

/**
 * A sentence that may quote what strangers sent: as it goes into the log and over the wire it is
 * one printable line, and not too much of it.
 */
final class Sentence {
  static final int MAX = 400;

  private Sentence() {}

  static String of(Exception e) {
    return of(String.valueOf(e.getMessage()));
  }

  static String of(String text) {
    String some = text.length() <= MAX ? text : text.substring(0, MAX) + "...";
    return some.replaceAll("[^\\x20-\\x7e]+", " ").strip();
  }
}
