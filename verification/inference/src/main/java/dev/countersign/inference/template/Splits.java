package dev.countersign.inference.template;

import dev.countersign.inference.template.Value.Int;
import dev.countersign.inference.template.Value.Sequence;
import java.util.ArrayList;
import java.util.List;

/** Text taken apart and put together; every character keeps its origin. */
final class Splits {
  private Splits() {}

  static Sequence split(Text text, String name, Arguments given, Rendering run)
      throws TemplateFailed {
    Arguments.Bound bound = given.bind(name, run, "sep", "maxsplit");
    Value separator = bound.or("sep", Value.None.NONE);
    int most = bound.number("maxsplit", -1);
    int limit = most < 0 ? Integer.MAX_VALUE : most;
    boolean right = name.equals("rsplit");
    List<Value> parts;
    if (separator == Value.None.NONE) {
      parts = right ? wordsFromRight(text, limit) : words(text, limit);
    } else if (separator instanceof Text t && !t.isEmpty()) {
      run.search(text, t);
      parts = right ? partsFromRight(text, t.plain(), limit) : parts(text, t.plain(), limit);
    } else {
      throw run.failed("the separator is no text, or empty");
    }
    run.spend(parts.size());
    return Sequence.list(List.copyOf(parts));
  }

  static List<Value> parts(Text text, String separator, int limit) {
    List<Value> parts = new ArrayList<>();
    int from = 0;
    int at = text.plain().indexOf(separator);
    while (at >= 0 && parts.size() < limit) {
      parts.add(text.slice(from, at));
      from = at + separator.length();
      at = text.plain().indexOf(separator, from);
    }
    parts.add(text.slice(from, text.length()));
    return parts;
  }

  private static List<Value> partsFromRight(Text text, String separator, int limit) {
    List<Value> parts = new ArrayList<>();
    int to = text.length();
    int at = text.plain().lastIndexOf(separator);
    while (at >= 0 && parts.size() < limit) {
      parts.add(text.slice(at + separator.length(), to));
      to = at;
      at =
          at < separator.length()
              ? -1
              : text.plain().lastIndexOf(separator, at - separator.length());
    }
    parts.add(text.slice(0, to));
    return parts.reversed();
  }

  private static List<Value> words(Text text, int limit) {
    List<Value> words = new ArrayList<>();
    String plain = text.plain();
    int from = Whitespace.skip(plain, 0);
    while (from < plain.length()) {
      int to = from;
      while (to < plain.length() && !Whitespace.is(plain.charAt(to))) {
        to++;
      }
      if (words.size() == limit) {
        words.add(text.slice(from, plain.length()));
        return words;
      }
      words.add(text.slice(from, to));
      from = Whitespace.skip(plain, to);
    }
    return words;
  }

  private static List<Value> wordsFromRight(Text text, int limit) {
    List<Value> words = new ArrayList<>();
    String plain = text.plain();
    int to = Whitespace.skipBack(plain, 0, plain.length());
    while (to > 0) {
      int from = to;
      while (from > 0 && !Whitespace.is(plain.charAt(from - 1))) {
        from--;
      }
      if (words.size() == limit) {
        words.add(text.slice(0, to));
        return words.reversed();
      }
      words.add(text.slice(from, to));
      to = Whitespace.skipBack(plain, 0, from);
    }
    return words.reversed();
  }

  static Sequence lines(Text text, Arguments given, Rendering run) throws TemplateFailed {
    boolean ends = given.bind("splitlines", run, "keepends").numericFlag("keepends");
    List<Value> lines = new ArrayList<>(lines(text, ends));
    run.spend(lines.size());
    return Sequence.list(List.copyOf(lines));
  }

  static List<Text> lines(Text text, boolean keepEnds) {
    List<Text> lines = new ArrayList<>();
    String plain = text.plain();
    int from = 0;
    while (from < plain.length()) {
      int to = from;
      while (to < plain.length() && !Whitespace.endsLine(plain.charAt(to))) {
        to++;
      }
      int next = Math.min(plain.length(), plain.startsWith("\r\n", to) ? to + 2 : to + 1);
      lines.add(text.slice(from, keepEnds ? next : to));
      from = next;
    }
    return lines;
  }

  static Text replace(Text text, Arguments given, Rendering run) throws TemplateFailed {
    Arguments.Bound bound = given.bind("replace", run, "old", "new", "count");
    return replace(text, bound.text("old"), bound.text("new"), bound.number("count", -1), run);
  }

  static Text replace(Text text, Text old, Text with, int count, Rendering run)
      throws TemplateFailed {
    run.search(text, old);
    int limit = count < 0 ? Integer.MAX_VALUE : count;
    if (old.isEmpty()) {
      return between(text, with, limit, run);
    }
    List<Value> parts = parts(text, old.plain(), limit);
    run.spend(parts.size());
    return join(with, parts, run);
  }

  /** What Python makes of replacing nothing: the new text around every character. */
  private static Text between(Text text, Text with, int limit, Rendering run)
      throws TemplateFailed {
    TextBuilder result = new TextBuilder(run);
    int done = 0;
    for (int at = 0; at < text.length() && done < limit; done++) {
      Text character = Parts.character(text, at);
      result.append(with).append(character);
      at += character.length();
      if (done + 1 == limit || at == text.length()) {
        result.append(text.slice(at, text.length()));
      }
    }
    if (limit == 0) {
      return text;
    }
    return done < limit ? result.append(with).text() : result.text();
  }

  static Text join(Text separator, Value items, Rendering run) throws TemplateFailed {
    List<Value> all = Items.all(items, run);
    for (Value item : all) {
      if (!(item instanceof Text)) {
        throw run.failed("only text can be joined, not " + Names.of(item));
      }
    }
    return join(separator, all, run);
  }

  static Text join(Text separator, List<Value> items, Rendering run) throws TemplateFailed {
    TextBuilder result = new TextBuilder(run);
    boolean first = true;
    for (Value item : items) {
      if (!first) {
        result.append(separator);
      }
      result.append(Printed.output(item, run));
      first = false;
    }
    return result.text();
  }

  static Int count(Text text, Arguments given, Rendering run) throws TemplateFailed {
    Text part = given.bind("count", run, "part").text("part");
    run.search(text, part);
    if (part.isEmpty()) {
      return Int.of(text.plain().codePointCount(0, text.length()) + 1L);
    }
    return Int.of(parts(text, part.plain(), Integer.MAX_VALUE).size() - 1L);
  }
}
