package dev.countersign.runtime.langchain;

import java.util.ArrayList;
import java.util.List;

/**
 * Finds names and arguments in calls, whatever stands between them: each is an object of a name and
 * of arguments, which are an object too. Only braces outside of strings count.
 */
final class CallScanner {
  private final AnswerReader.Listener listener;
  private final List<AnswerReader.Call> complete = new ArrayList<>();
  private final StringBuilder header = new StringBuilder();
  private final StringBuilder arguments = new StringBuilder();
  private int told;
  private int depth;
  private boolean quoted;
  private boolean escaped;

  CallScanner(AnswerReader.Listener listener) {
    this.listener = listener;
  }

  List<AnswerReader.Call> complete() {
    return List.copyOf(complete);
  }

  void add(CharSequence characters) {
    for (int i = 0; i < characters.length(); i++) {
      add(characters.charAt(i));
    }
    tell();
  }

  private void add(char c) {
    if (!quoted && c == '{') {
      depth++;
    }
    if (depth == 1) {
      header.append(c);
    } else if (depth > 1) {
      arguments.append(c);
    }
    if (quoted) {
      quoted = escaped || c != '"';
      escaped = !escaped && c == '\\';
    } else if (c == '"') {
      quoted = depth > 0;
    } else if (c == '}') {
      depth--;
      if (depth == 1) {
        tell();
      } else if (depth == 0) {
        complete.add(new AnswerReader.Call(name(), arguments.toString()));
        header.setLength(0);
        arguments.setLength(0);
        told = 0;
      }
    }
  }

  /** Tells what is new of the arguments; not blanks, and not a brace that opens, by themselves. */
  private void tell() {
    String part = arguments.substring(told);
    if (!part.isBlank() && !part.equals("{")) {
      told = arguments.length();
      listener.arguments(complete.size(), name(), part);
    }
  }

  /** The header is <code>{"name": "x", "arguments":</code>, and a name has nothing to escape. */
  private String name() {
    return header.toString().split("\"", 5)[3];
  }
}
