package dev.countersign.inference.template;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The filter {@code tojson} as transformers defines it: Python's {@code json.dumps}. */
final class Json {
  private final TextBuilder out;
  private final Rendering run;
  private final Layout layout;

  /**
   * How the parts are set.
   *
   * @param indent what a level is indented by; null for one line
   */
  private record Layout(
      @Nullable Text indent, Text item, Text key, boolean ascii, boolean sorted) {}

  private Json(Layout layout, Rendering run) {
    this.out = new TextBuilder(run);
    this.run = run;
    this.layout = layout;
  }

  static Value filter(Value value, Arguments arguments, Rendering run) throws TemplateFailed {
    Arguments.Bound bound =
        arguments.bind("tojson", run, "ensure_ascii", "indent", "separators", "sort_keys");
    Text indent = indent(bound, run);
    Text item = Text.of(indent == null ? ", " : ",", true);
    Text key = Text.of(": ", true);
    Value separators = bound.find("separators");
    if (separators instanceof Value.Sequence s
        && s.items().size() == 2
        && s.items().getFirst() instanceof Text first
        && s.items().getLast() instanceof Text second) {
      item = first;
      key = second;
    } else if (separators != null && separators != Value.None.NONE) {
      throw run.failed("tojson: 'separators' are not two texts");
    }
    boolean ascii = bound.flag("ensure_ascii");
    Json json = new Json(new Layout(indent, item, key, ascii, bound.flag("sort_keys")), run);
    json.write(value, 0);
    return json.out.text();
  }

  private static @Nullable Text indent(Arguments.Bound bound, Rendering run) throws TemplateFailed {
    Value indent = bound.find("indent");
    if (indent == null || indent == Value.None.NONE) {
      return null;
    }
    if (indent instanceof Text text) {
      return text;
    }
    int width = Math.max(0, bound.number("indent", 0));
    run.characters(width, width);
    return Text.of(" ".repeat(width), true);
  }

  private void write(Value value, int level) throws TemplateFailed {
    run.enter();
    switch (value) {
      case Value.None n -> words("null");
      case Value.Bool b -> words(b.value() ? "true" : "false");
      case Value.Int i -> words(i.value().toString());
      case Value.Real r -> words(Printed.real(r.value()));
      case Text t -> quote(t);
      case Value.Sequence s when s.kind() != Value.Sequence.Kind.RANGE -> list(s.items(), level);
      case Value.Mapping m -> mapping(m, level);
      default -> throw run.failed(Names.of(value) + " has no JSON");
    }
    run.leave();
  }

  private void list(List<Value> items, int level) throws TemplateFailed {
    if (items.isEmpty()) {
      words("[]");
      return;
    }
    words("[");
    boolean first = true;
    for (Value item : items) {
      between(first, level + 1);
      write(item, level + 1);
      first = false;
    }
    newLine(level);
    words("]");
  }

  private void mapping(Value.Mapping mapping, int level) throws TemplateFailed {
    if (mapping.entries().isEmpty()) {
      words("{}");
      return;
    }
    List<Map.Entry<Text, Value>> entries = new ArrayList<>(mapping.entries().entrySet());
    if (layout.sorted()) {
      run.spend(entries.size());
      entries.sort(Map.Entry.comparingByKey(Comparator.comparing(Text::plain, Json::codePoints)));
    }
    words("{");
    boolean first = true;
    for (Map.Entry<Text, Value> entry : entries) {
      between(first, level + 1);
      quote(entry.getKey());
      out.append(layout.key());
      write(entry.getValue(), level + 1);
      first = false;
    }
    newLine(level);
    words("}");
  }

  private static int codePoints(String a, String b) {
    return Relations.byCodePoint(a, b);
  }

  private void between(boolean first, int level) throws TemplateFailed {
    if (!first) {
      out.append(layout.item());
    }
    newLine(level);
  }

  private void newLine(int level) throws TemplateFailed {
    if (layout.indent() != null) {
      words("\n");
      for (int i = 0; i < level; i++) {
        out.append(layout.indent());
      }
    }
  }

  private void words(String words) throws TemplateFailed {
    out.append(words, true);
  }

  private void quote(Text text) throws TemplateFailed {
    words("\"");
    text.eachRun(
        (from, to, trusted) -> {
          run.spend(to - from);
          StringBuilder escaped = new StringBuilder();
          for (int i = from; i < to; i++) {
            escape(text.plain().charAt(i), escaped);
          }
          out.append(escaped.toString(), trusted);
        });
    words("\"");
  }

  private void escape(char c, StringBuilder escaped) {
    switch (c) {
      case '"' -> escaped.append("\\\"");
      case '\\' -> escaped.append("\\\\");
      case '\n' -> escaped.append("\\n");
      case '\r' -> escaped.append("\\r");
      case '\t' -> escaped.append("\\t");
      case '\f' -> escaped.append("\\f");
      case '\b' -> escaped.append("\\b");
      default -> {
        if (c < ' ' || (layout.ascii() && c > '~')) {
          escaped.append("\\u%04x".formatted((int) c));
        } else {
          escaped.append(c);
        }
      }
    }
  }
}
