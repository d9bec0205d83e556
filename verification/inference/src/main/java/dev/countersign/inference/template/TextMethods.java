package dev.countersign.inference.template;

import dev.countersign.inference.template.Value.Bool;
import dev.countersign.inference.template.Value.Int;
import dev.countersign.inference.template.Value.Sequence;
import java.util.List;
import java.util.Set;
import java.util.function.IntPredicate;

/** Methods of Python's {@code str}. */
final class TextMethods {
  static final Set<String> KNOWN =
      Set.of(
          "capitalize",
          "count",
          "endswith",
          "find",
          "index",
          "isalnum",
          "isalpha",
          "isdecimal",
          "isdigit",
          "islower",
          "isspace",
          "isupper",
          "join",
          "lower",
          "lstrip",
          "removeprefix",
          "removesuffix",
          "replace",
          "rfind",
          "rsplit",
          "rstrip",
          "split",
          "splitlines",
          "startswith",
          "strip",
          "title",
          "upper");

  static final Set<String> REFUSED =
      Set.of(
          "casefold",
          "center",
          "encode",
          "expandtabs",
          "format",
          "format_map",
          "isascii",
          "isidentifier",
          "isnumeric",
          "isprintable",
          "istitle",
          "ljust",
          "maketrans",
          "partition",
          "rindex",
          "rjust",
          "rpartition",
          "swapcase",
          "translate",
          "zfill");

  private TextMethods() {}

  static Value call(Text text, String name, Arguments given, Rendering run) throws TemplateFailed {
    boolean splits = name.equals("split") || name.equals("rsplit") || name.equals("splitlines");
    if (!splits && !given.named().isEmpty()) {
      throw run.failed("the method '" + name + "' takes no arguments by name");
    }
    run.spend(1 + text.length() / 8);
    return switch (name) {
      case "strip", "lstrip", "rstrip" -> strip(text, name, given, run);
      case "split", "rsplit" -> Splits.split(text, name, given, run);
      case "splitlines" -> Splits.lines(text, given, run);
      case "startswith", "endswith" -> edge(text, name, given, run);
      case "removeprefix", "removesuffix" -> remove(text, name, given, run);
      case "replace" -> Splits.replace(text, given, run);
      case "join" -> Splits.join(text, given.bind(name, run, "items").need("items"), run);
      case "find", "rfind", "index" -> find(text, name, given, run);
      case "count" -> Splits.count(text, given, run);
      default -> plain(text, name, given, run);
    };
  }

  /** Methods without arguments. */
  private static Value plain(Text text, String name, Arguments given, Rendering run)
      throws TemplateFailed {
    given.bind(name, run);
    return switch (name) {
      case "upper" -> Cases.upper(text, run);
      case "lower" -> Cases.lower(text, run);
      case "title" -> Cases.title(text, run);
      case "capitalize" -> Cases.capitalize(text, run);
      case "isspace" -> all(text, Whitespace::is);
      case "isalpha" -> all(text, Character::isLetter);
      case "isdecimal" -> all(text, Character::isDigit);
      case "isdigit" -> digits(text, c -> false, run);
      case "isalnum" -> digits(text, Character::isLetter, run);
      case "isupper" -> Bool.of(Cases.isUpper(text.plain()));
      case "islower" -> Bool.of(Cases.isLower(text.plain()));
      default -> throw run.unsupported("the method '" + name + "' of text");
    };
  }

  private static Bool all(Text text, IntPredicate each) {
    return Bool.of(!text.isEmpty() && text.plain().codePoints().allMatch(each));
  }

  private static Bool digits(Text text, IntPredicate also, Rendering run) throws TemplateFailed {
    if (text.plain().codePoints().anyMatch(TextMethods::isOtherNumber)) {
      throw run.unsupported("whether a number that is no decimal digit is a digit");
    }
    return all(text, c -> Character.isDigit(c) || also.test(c));
  }

  private static boolean isOtherNumber(int c) {
    int type = Character.getType(c);
    return type == Character.OTHER_NUMBER || type == Character.LETTER_NUMBER;
  }

  private static Text strip(Text text, String name, Arguments given, Rendering run)
      throws TemplateFailed {
    Value characters = given.bind(name, run, "characters").or("characters", Value.None.NONE);
    return strip(text, characters, !name.equals("rstrip"), !name.equals("lstrip"), run);
  }

  static Text strip(Text text, Value characters, boolean left, boolean right, Rendering run)
      throws TemplateFailed {
    IntPredicate stripped;
    if (characters == Value.None.NONE) {
      stripped = Whitespace::is;
    } else if (characters instanceof Text set) {
      run.search(text, set);
      stripped = c -> set.plain().indexOf(c) >= 0;
    } else {
      throw run.failed("the characters to strip are not text");
    }
    String plain = text.plain();
    int from = 0;
    int to = plain.length();
    while (left && from < to && stripped.test(plain.codePointAt(from))) {
      from += Character.charCount(plain.codePointAt(from));
    }
    while (right && to > from && stripped.test(plain.codePointBefore(to))) {
      to -= Character.charCount(plain.codePointBefore(to));
    }
    return text.slice(from, to);
  }

  private static Bool edge(Text text, String name, Arguments given, Rendering run)
      throws TemplateFailed {
    Arguments.Bound bound = given.bind(name, run, "part", "from", "to");
    if (bound.has("from")) {
      throw run.unsupported("a range to search in '" + name + "'");
    }
    Value part = bound.need("part");
    List<Value> parts =
        part instanceof Sequence s && s.kind() == Sequence.Kind.TUPLE ? s.items() : List.of(part);
    for (Value each : parts) {
      if (!(each instanceof Text t)) {
        throw run.failed("the method '" + name + "' needs text");
      }
      String plain = text.plain();
      if (name.equals("startswith") ? plain.startsWith(t.plain()) : plain.endsWith(t.plain())) {
        return Bool.TRUE;
      }
    }
    return Bool.FALSE;
  }

  private static Text remove(Text text, String name, Arguments given, Rendering run)
      throws TemplateFailed {
    String part = given.bind(name, run, "part").text("part").plain();
    if (name.equals("removeprefix")) {
      return text.plain().startsWith(part) ? text.slice(part.length(), text.length()) : text;
    }
    boolean ends = text.plain().endsWith(part);
    return ends ? text.slice(0, text.length() - part.length()) : text;
  }

  private static Int find(Text text, String name, Arguments given, Rendering run)
      throws TemplateFailed {
    Arguments.Bound bound = given.bind(name, run, "part", "from", "to");
    if (bound.has("from")) {
      throw run.unsupported("a range to search in '" + name + "'");
    }
    Text part = bound.text("part");
    run.search(text, part);
    String plain = text.plain();
    int at = name.equals("rfind") ? plain.lastIndexOf(part.plain()) : plain.indexOf(part.plain());
    if (at < 0 && name.equals("index")) {
      throw run.failed("the text does not have that part");
    }
    return Int.of(at < 0 ? -1 : plain.codePointCount(0, at));
  }
}
