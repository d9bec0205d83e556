package dev.countersign.inference.template;

import dev.countersign.inference.template.TemplateRefused.Code;
import dev.countersign.inference.template.Token.Kind;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;

/**
 * Cuts a template into tokens, with white space treated as Jinja2 does with {@code trim_blocks} and
 * {@code lstrip_blocks} on.
 */
final class Lexer {
  private final String source;
  private final List<Token> tokens = new ArrayList<>();
  private final Deque<Character> open = new ArrayDeque<>();
  private final LineStarts lines;
  private int at;
  private boolean lineStarting = true;

  private Lexer(String source) {
    this.source = source;
    this.lines = LineStarts.of(source);
  }

  /** The tokens, the last of them {@link Kind#END}. */
  static List<Token> tokens(String template) throws TemplateRefused {
    String source = template.replace("\r\n", "\n").replace('\r', '\n');
    if (source.endsWith("\n")) {
      source = source.substring(0, source.length() - 1);
    }
    Lexer lexer = new Lexer(source);
    lexer.run();
    return List.copyOf(lexer.tokens);
  }

  private void run() throws TemplateRefused {
    while (at < source.length()) {
      int tag = nextTag(at);
      if (tag < 0) {
        add(Kind.TEXT, source.substring(at), at);
        at = source.length();
      } else {
        construct(tag);
      }
    }
    add(Kind.END, "", source.length());
  }

  private int nextTag(int from) {
    for (int i = source.indexOf('{', from); i >= 0; i = source.indexOf('{', i + 1)) {
      char next = i + 1 < source.length() ? source.charAt(i + 1) : ' ';
      if (next == '{' || next == '%' || next == '#') {
        return i;
      }
    }
    return -1;
  }

  private void construct(int tag) throws TemplateRefused {
    char kind = source.charAt(tag + 1);
    text(at, tag, charAt(tag + 2), kind == '{');
    int raw = kind == '%' ? rawBegin(tag) : -1;
    if (raw >= 0) {
      at = raw;
      lineStarting = source.charAt(raw - 1) == '\n';
      raw(tag);
      return;
    }
    char sign = charAt(tag + 2);
    at = tag + (sign == '-' || sign == '+' ? 3 : 2);
    if (kind == '#') {
      comment(tag);
    } else {
      add(kind == '{' ? Kind.PRINT_BEGIN : Kind.TAG_BEGIN, "", tag);
      inside(kind == '{', tag);
    }
  }

  /** The text before a tag, stripped as the tag's sign and its line ask for. */
  private void text(int from, int to, char sign, boolean print) {
    int end = to;
    if (sign == '-') {
      end = Whitespace.skipBack(source, from, to);
    } else if (sign != '+' && !print) {
      end = withoutIndent(from, to);
    }
    if (end > from) {
      add(Kind.TEXT, source.substring(from, end), from);
    }
  }

  /** The end of a text without the white space that stands alone on a tag's line. */
  private int withoutIndent(int from, int to) {
    int start = to;
    while (start > from
        && source.charAt(start - 1) != '\n'
        && Whitespace.is(source.charAt(start - 1))) {
      start--;
    }
    boolean alone = start > from ? source.charAt(start - 1) == '\n' : lineStarting;
    return alone ? start : to;
  }

  private void comment(int tag) throws TemplateRefused {
    int end = source.indexOf("#}", at);
    if (end < 0) {
      throw refused(tag, "the comment has no end");
    }
    char sign = end > at ? source.charAt(end - 1) : ' ';
    close(end + 2, sign);
  }

  /** Goes on after a closing mark whose sign was read. */
  private void close(int after, char sign) {
    at = after;
    if (sign == '-') {
      at = Whitespace.skip(source, after);
    } else if (sign != '+' && charAt(after) == '\n') {
      at = after + 1;
    }
    lineStarting = source.charAt(at - 1) == '\n';
  }

  private int rawBegin(int tag) {
    int i = tag + 2;
    if (charAt(i) == '-' || charAt(i) == '+') {
      i++;
    }
    i = Whitespace.skip(source, i);
    if (!source.startsWith("raw", i)) {
      return -1;
    }
    i = Whitespace.skip(source, i + 3);
    if (source.startsWith("-%}", i)) {
      return Whitespace.skip(source, i + 3);
    }
    return source.startsWith("%}", i) ? i + 2 : -1;
  }

  private void raw(int tag) throws TemplateRefused {
    for (int i = source.indexOf("{%", at); i >= 0; i = source.indexOf("{%", i + 1)) {
      char before = charAt(i + 2);
      int j = before == '-' || before == '+' ? i + 3 : i + 2;
      j = Whitespace.skip(source, j);
      if (source.startsWith("endraw", j)) {
        j = Whitespace.skip(source, j + 6);
        char sign = charAt(j);
        int mark = sign == '-' || sign == '+' ? j + 1 : j;
        if (source.startsWith("%}", mark)) {
          text(at, i, before, false);
          close(mark + 2, sign);
          return;
        }
      }
    }
    throw refused(tag, "the raw block has no end");
  }

  private void inside(boolean print, int tag) throws TemplateRefused {
    while (at < source.length()) {
      if (open.isEmpty() && ended(print)) {
        return;
      }
      char c = source.charAt(at);
      if (Whitespace.is(c)) {
        at = Whitespace.skip(source, at);
      } else if (c >= '0' && c <= '9') {
        number();
      } else if (isNamePart(source.codePointAt(at))) {
        name();
      } else if (c == '\'' || c == '"') {
        string(c);
      } else {
        operator();
      }
    }
    throw refused(tag, "the tag has no end");
  }

  private boolean ended(boolean print) {
    char sign = charAt(at);
    boolean signed = sign == '-' || (sign == '+' && !print);
    int mark = signed ? at + 1 : at;
    if (!source.startsWith(print ? "}}" : "%}", mark)) {
      return false;
    }
    add(print ? Kind.PRINT_END : Kind.TAG_END, "", at);
    if (print && !signed) {
      at = mark + 2;
      lineStarting = false;
    } else {
      close(mark + 2, signed ? sign : ' ');
    }
    return true;
  }

  private void number() throws TemplateRefused {
    Numeral numeral = Numeral.at(source, at);
    if (numeral.text().isEmpty()) {
      throw refused(at, "a number with a leading zero");
    }
    add(numeral.real() ? Kind.FLOAT : Kind.INTEGER, numeral.text(), at);
    at = numeral.end();
  }

  private void name() throws TemplateRefused {
    int end = at;
    while (end < source.length() && isNamePart(source.codePointAt(end))) {
      end += Character.charCount(source.codePointAt(end));
    }
    if (Character.isDigit(source.codePointAt(at))) {
      throw refused(at, "a name cannot start with a digit");
    }
    add(Kind.NAME, source.substring(at, end), at);
    at = end;
  }

  private static boolean isNamePart(int c) {
    return c == '_' || Character.isLetterOrDigit(c);
  }

  private void string(char quote) throws TemplateRefused {
    int end = at + 1;
    while (end < source.length() && source.charAt(end) != quote) {
      end += source.charAt(end) == '\\' ? 2 : 1;
    }
    if (end >= source.length()) {
      throw refused(at, "the string has no end");
    }
    String value = StringLiteral.value(source.substring(at + 1, end), lines.place(at));
    add(Kind.STRING, value, at);
    at = end + 1;
  }

  private void operator() throws TemplateRefused {
    String operator = Operators.at(source, at);
    if (operator.isEmpty()) {
      String character = Character.toString(source.codePointAt(at));
      throw refused(at, "unexpected character '" + character + "'");
    }
    char c = operator.charAt(0);
    switch (c) {
      case '(' -> open.push(')');
      case '[' -> open.push(']');
      case '{' -> open.push('}');
      case ')', ']', '}' -> {
        if (open.isEmpty() || open.pop() != c) {
          throw refused(at, "unexpected '" + c + "'");
        }
      }
      default -> {}
    }
    add(Kind.OPERATOR, operator, at);
    at += operator.length();
  }

  private char charAt(int index) {
    return index < source.length() ? source.charAt(index) : ' ';
  }

  private void add(Kind kind, String value, int position) {
    tokens.add(new Token(kind, value, lines.place(position)));
  }

  private TemplateRefused refused(int position, String sentence) {
    return new TemplateRefused(Code.SYNTAX, lines.place(position), sentence);
  }
}
