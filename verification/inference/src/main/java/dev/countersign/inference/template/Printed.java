package dev.countersign.inference.template;

import java.math.BigDecimal;
import java.util.List;
import java.util.Map;

/** Values as Python's {@code str} and {@code repr} write them. */
final class Printed {
  private final TextBuilder out;
  private final Rendering run;

  private Printed(Rendering run) {
    this.out = new TextBuilder(run);
    this.run = run;
  }

  static Text of(Value value, Rendering run) throws TemplateFailed {
    return switch (value) {
      case Text text -> text;
      case Value.Undefined u -> Text.EMPTY;
      default -> represented(value, run);
    };
  }

  /** What is put out. */
  static Text output(Value value, Rendering run) throws TemplateFailed {
    return value instanceof Value.Marked marked ? marked.text() : of(value, run);
  }

  static Text represented(Value value, Rendering run) throws TemplateFailed {
    Printed printed = new Printed(run);
    printed.represent(value);
    return printed.out.text();
  }

  private void represent(Value value) throws TemplateFailed {
    run.enter();
    switch (value) {
      case Value.Undefined u -> words("Undefined");
      case Value.None n -> words("None");
      case Value.Bool b -> words(b.value() ? "True" : "False");
      case Value.Int i -> words(i.value().toString());
      case Value.Real r -> words(real(r.value()));
      case Text t -> quote(t);
      case Value.Marked m -> throw run.unsupported("a use other than output of " + Names.of(m));
      case Value.Sequence s -> sequence(s);
      case Value.Mapping m -> mapping(m);
      case Value.View v -> {
        words("dict_" + v.method() + "(");
        list(v.items(), "[", "]");
        words(")");
      }
      case Value.Lookup l -> throw run.unsupported("printing a namespace");
      case Value.Callable c -> throw run.unsupported("printing a function");
      case Loop l -> throw run.unsupported("printing a loop");
      case Stream s -> throw run.unsupported("printing a generator (use the filter 'list')");
    }
    run.leave();
  }

  private void sequence(Value.Sequence s) throws TemplateFailed {
    switch (s.kind()) {
      case LIST -> list(s.items(), "[", "]");
      case TUPLE -> list(s.items(), "(", s.items().size() == 1 ? ",)" : ")");
      case RANGE -> throw run.unsupported("printing a range (use the filter 'list')");
    }
  }

  private void list(List<Value> items, String open, String close) throws TemplateFailed {
    words(open);
    String separator = "";
    for (Value item : items) {
      words(separator);
      represent(item);
      separator = ", ";
    }
    words(close);
  }

  private void mapping(Value.Mapping mapping) throws TemplateFailed {
    words("{");
    String separator = "";
    for (Map.Entry<Text, Value> entry : mapping.entries().entrySet()) {
      words(separator);
      represent(entry.getKey());
      words(": ");
      represent(entry.getValue());
      separator = ", ";
    }
    words("}");
  }

  private void words(String words) throws TemplateFailed {
    out.append(words, true);
  }

  private void quote(Text text) throws TemplateFailed {
    String plain = text.plain();
    run.characters(plain.length(), plain.length());
    char quote = plain.indexOf('\'') >= 0 && plain.indexOf('"') < 0 ? '"' : '\'';
    StringBuilder quoted = new StringBuilder().append(quote);
    plain.codePoints().forEach(c -> escape(c, quote, quoted));
    out.append(quoted.append(quote).toString(), text.trusted());
  }

  private static void escape(int c, char quote, StringBuilder quoted) {
    switch (c) {
      case '\\' -> quoted.append("\\\\");
      case '\n' -> quoted.append("\\n");
      case '\r' -> quoted.append("\\r");
      case '\t' -> quoted.append("\\t");
      default -> {
        if (c == quote) {
          quoted.append('\\').append(quote);
        } else if (isPrintable(c)) {
          quoted.appendCodePoint(c);
        } else if (c <= 0xff) {
          quoted.append("\\x%02x".formatted(c));
        } else {
          quoted.append(c <= 0xffff ? "\\u%04x".formatted(c) : "\\U%08x".formatted(c));
        }
      }
    }
  }

  private static boolean isPrintable(int c) {
    return c == ' '
        || switch (Character.getType(c)) {
          case Character.CONTROL,
              Character.FORMAT,
              Character.SURROGATE,
              Character.PRIVATE_USE,
              Character.UNASSIGNED,
              Character.LINE_SEPARATOR,
              Character.PARAGRAPH_SEPARATOR,
              Character.SPACE_SEPARATOR ->
              false;
          default -> true;
        };
  }

  /** The shortest digits that are read back as the same number, as Python lays them out. */
  static String real(double value) {
    if (value == 0) {
      return 1 / value < 0 ? "-0.0" : "0.0";
    }
    BigDecimal shortest = new BigDecimal(Double.toString(Math.abs(value))).stripTrailingZeros();
    String digits = shortest.unscaledValue().toString();
    int point = digits.length() - shortest.scale();
    StringBuilder result = new StringBuilder(value < 0 ? "-" : "");
    if (point > 16 || point <= -4) {
      result.append(digits.charAt(0));
      if (digits.length() > 1) {
        result.append('.').append(digits, 1, digits.length());
      }
      int exponent = Math.abs(point - 1);
      result.append(point > 0 ? "e+" : "e-").append(exponent < 10 ? "0" : "").append(exponent);
    } else if (point <= 0) {
      result.append("0.").append("0".repeat(-point)).append(digits);
    } else if (digits.length() <= point) {
      result.append(digits).append("0".repeat(point - digits.length())).append(".0");
    } else {
      result.append(digits, 0, point).append('.').append(digits, point, digits.length());
    }
    return result.toString();
  }
}
