package dev.countersign.inference.template;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Filters that give text; what is no text is printed first. */
final class TextFilters {
  private TextFilters() {}

  static Value string(Value value, Arguments arguments, Rendering run) throws TemplateFailed {
    arguments.bind("string", run);
    if (value instanceof Value.Marked) {
      return value;
    }
    return Printed.of(value, run);
  }

  static Value upper(Value value, Arguments arguments, Rendering run) throws TemplateFailed {
    arguments.bind("upper", run);
    return Cases.upper(Printed.of(value, run), run);
  }

  static Value lower(Value value, Arguments arguments, Rendering run) throws TemplateFailed {
    arguments.bind("lower", run);
    return Cases.lower(Printed.of(value, run), run);
  }

  static Value capitalize(Value value, Arguments arguments, Rendering run) throws TemplateFailed {
    arguments.bind("capitalize", run);
    return Cases.capitalize(Printed.of(value, run), run);
  }

  /** A capital after white space, hyphens and opening brackets, small letters elsewhere. */
  static Value title(Value value, Arguments arguments, Rendering run) throws TemplateFailed {
    arguments.bind("title", run);
    Text text = Printed.of(value, run);
    String plain = text.plain();
    StringBuilder result = new StringBuilder();
    int at = 0;
    while (at < plain.length()) {
      int end = at;
      while (end < plain.length() && separates(plain.charAt(end)) == separates(plain.charAt(at))) {
        end++;
      }
      int first = plain.offsetByCodePoints(at, 1);
      result.append(plain.substring(at, first).toUpperCase(Locale.ROOT));
      result.append(plain.substring(first, end).toLowerCase(Locale.ROOT));
      at = end;
    }
    run.characters(result.length(), result.length());
    return text.as(result.toString());
  }

  private static boolean separates(char c) {
    return Whitespace.is(c) || "-({[<".indexOf(c) >= 0;
  }

  static Value trim(Value value, Arguments arguments, Rendering run) throws TemplateFailed {
    Value characters = arguments.bind("trim", run, "chars").or("chars", Value.None.NONE);
    Text text = Printed.of(value, run);
    run.spend(text.length() / 8);
    return TextMethods.strip(text, characters, true, true, run);
  }

  static Value replace(Value value, Arguments arguments, Rendering run) throws TemplateFailed {
    Arguments.Bound bound = arguments.bind("replace", run, "old", "new", "count");
    Value count = bound.or("count", Value.None.NONE);
    return Splits.replace(
        Printed.of(value, run),
        Printed.of(bound.need("old"), run),
        Printed.of(bound.need("new"), run),
        count == Value.None.NONE ? -1 : bound.number("count", -1),
        run);
  }

  static Value join(Value value, Arguments arguments, Rendering run) throws TemplateFailed {
    Arguments.Bound bound = arguments.bind("join", run, "d", "attribute");
    Text separator = Printed.of(bound.or("d", Text.EMPTY), run);
    Value attribute = bound.or("attribute", Value.None.NONE);
    List<Value> items = new ArrayList<>();
    for (Value item : Items.all(value, run)) {
      items.add(attribute == Value.None.NONE ? item : Selections.at(item, attribute, run));
    }
    return Splits.join(separator, items, run);
  }

  static Value indent(Value value, Arguments arguments, Rendering run) throws TemplateFailed {
    Arguments.Bound bound = arguments.bind("indent", run, "width", "first", "blank");
    if (!(value instanceof Text text)) {
      throw run.failed("only text can be indented, not " + Names.of(value));
    }
    Text margin = margin(bound, run);
    boolean blank = bound.flag("blank");
    TextBuilder result = new TextBuilder(run);
    if (bound.flag("first")) {
      result.append(margin);
    }
    Text whole = new TextBuilder(run).append(text).append("\n", true).text();
    boolean first = true;
    for (Text line : Splits.lines(whole, false)) {
      if (!first) {
        result.append("\n", true);
        if (blank || !line.isEmpty()) {
          result.append(margin);
        }
      }
      result.append(line);
      first = false;
    }
    return result.text();
  }

  private static Text margin(Arguments.Bound bound, Rendering run) throws TemplateFailed {
    if (bound.find("width") instanceof Text text) {
      return text;
    }
    int width = Math.max(0, bound.number("width", 4));
    run.characters(width, width);
    return Text.of(" ".repeat(width), true);
  }
}
