package dev.countersign.runtime.langchain;

import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * Reads an answer while it is written: whole characters of text, then calls. What it is given keeps
 * to the grammar of calls, so it looks for structure and checks nothing.
 *
 * <p>Text ends at a stop sequence or where calls begin. What could be the beginning of either is
 * kept back until it is known.
 */
final class AnswerReader {
  /** Hears what was read. */
  interface Listener {
    /** Some text. */
    void text(String part);

    /**
     * Some of a call's arguments.
     *
     * @param index of the call, from 0
     */
    void arguments(int index, String name, String part);
  }

  /** A call as it was spelt. */
  record Call(String name, String arguments) {}

  private final String marker;
  private final List<String> stops;
  private final Listener listener;
  private final CharsetDecoder decoder =
      StandardCharsets.UTF_8
          .newDecoder()
          .onMalformedInput(CodingErrorAction.REPLACE)
          .onUnmappableCharacter(CodingErrorAction.REPLACE);
  private final StringBuilder text = new StringBuilder();
  private final StringBuilder held = new StringBuilder();
  private final CallScanner calls;
  private ByteBuffer rest = ByteBuffer.allocate(0);
  private boolean begun;
  private boolean calling;
  private boolean stopped;

  /**
   * A reader at the beginning of an answer.
   *
   * @param marker where calls begin; where it is empty they begin with a brace at the start
   * @param stops what ends the text
   * @param listener hears it, from the thread that reads
   */
  AnswerReader(String marker, List<String> stops, Listener listener) {
    this.marker = marker;
    this.stops = List.copyOf(stops);
    this.listener = listener;
    this.calls = new CallScanner(listener);
  }

  /** A token's bytes, which may end inside a character. */
  void add(byte[] bytes) {
    ByteBuffer all = ByteBuffer.allocate(rest.remaining() + bytes.length).put(rest).put(bytes);
    all.flip();
    CharBuffer characters = CharBuffer.allocate(all.remaining());
    decoder.decode(all, characters, false);
    rest = all;
    characters.flip();
    if (stopped || characters.isEmpty()) {
      return;
    }
    calling |= !begun && marker.isEmpty() && characters.charAt(0) == '{';
    begun = true;
    if (calling) {
      calls.add(characters);
    } else {
      held.append(characters);
      read();
    }
  }

  /** There is no more. */
  void end() {
    if (!calling && !stopped) {
      speak(held.length());
    }
  }

  /** Whether a stop sequence was met; what follows it is not read. */
  boolean stopped() {
    return stopped;
  }

  /** The text, without a stop sequence and without calls. */
  String text() {
    return text.toString();
  }

  /** The calls that were read to their end. */
  List<Call> calls() {
    return calls.complete();
  }

  private void read() {
    int at = held.length();
    String found = "";
    for (String needle : needles()) {
      int begin = held.indexOf(needle);
      if (begin >= 0 && begin < at) {
        at = begin;
        found = needle;
      }
    }
    if (found.isEmpty()) {
      speak(held.length() - beginning());
      return;
    }
    speak(at);
    held.delete(0, found.length());
    stopped = !found.equals(marker);
    calling = !stopped;
    if (calling) {
      calls.add(held);
    }
    held.setLength(0);
  }

  private void speak(int length) {
    if (length > 0) {
      String part = held.substring(0, length);
      held.delete(0, length);
      text.append(part);
      listener.text(part);
    }
  }

  /** How many characters at the end may be the beginning of what ends the text. */
  private int beginning() {
    int longest = 0;
    for (String needle : needles()) {
      for (int length = Math.min(needle.length() - 1, held.length()); length > longest; length--) {
        if (needle.startsWith(held.substring(held.length() - length))) {
          longest = length;
        }
      }
    }
    return longest;
  }

  private List<String> needles() {
    List<String> needles = new ArrayList<>(stops);
    if (!marker.isEmpty()) {
      needles.add(marker);
    }
    return needles;
  }
}
