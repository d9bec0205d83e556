package dev.countersign.inference.template;

import dev.countersign.inference.template.Expression.Constant;
import dev.countersign.inference.template.Expression.Filtered;
import dev.countersign.inference.template.Statement.Branch;
import dev.countersign.inference.template.Statement.Definition;
import dev.countersign.inference.template.Statement.Parameter;
import dev.countersign.inference.template.Statement.Print;
import dev.countersign.inference.template.Statement.Target;
import dev.countersign.inference.template.Token.Kind;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Reads the tags of a template and what they enclose. */
final class StatementParser {
  private static final Set<String> RESERVED =
      Set.of("true", "false", "none", "True", "False", "None");

  private final Tokens tokens;
  private final ExpressionParser expressions;
  private final SuffixParser suffixes;
  private final Mentions mentions;
  private int loops;

  private StatementParser(List<Token> tokens) {
    this.tokens = new Tokens(tokens);
    this.mentions = new Mentions(tokens);
    this.expressions = new ExpressionParser(this.tokens);
    this.suffixes = new SuffixParser(this.tokens, expressions);
  }

  static List<Statement> parse(String source) throws TemplateRefused {
    StatementParser parser = new StatementParser(Lexer.tokens(source));
    List<Statement> statements = parser.until(List.of());
    if (!parser.tokens.current().is(Kind.END)) {
      throw parser.tokens.syntax("unexpected tag " + parser.tokens.current().described());
    }
    return statements;
  }

  /** Statements up to a tag of one of these names, which is the next token then. */
  private List<Statement> until(List<String> ends) throws TemplateRefused {
    List<Statement> statements = new ArrayList<>();
    while (true) {
      Token token = tokens.current();
      switch (token.kind()) {
        case TEXT -> {
          tokens.next();
          statements.add(new Statement.Words(Text.of(token.value(), true), token.place()));
        }
        case PRINT_BEGIN -> statements.add(print());
        case TAG_BEGIN -> {
          tokens.next();
          if (ends.contains(tokens.current().value()) && tokens.current().is(Kind.NAME)) {
            return List.copyOf(statements);
          }
          statements.add(tag());
          tokens.expect(Kind.TAG_END, "'%}'");
        }
        default -> {
          if (!ends.isEmpty()) {
            throw tokens.syntax("expected the tag '" + ends.getLast() + "' before the end");
          }
          return List.copyOf(statements);
        }
      }
    }
  }

  /** The rest of an opening tag, and the statements up to a closing one. */
  private List<Statement> body(String... ends) throws TemplateRefused {
    tokens.takeOperator(":");
    tokens.expect(Kind.TAG_END, "'%}'");
    tokens.enter();
    List<Statement> body = until(List.of(ends));
    tokens.leave();
    return body;
  }

  /** The body of a block that loops outside of it do not reach. */
  private List<Statement> ownBody(String end) throws TemplateRefused {
    int outer = loops;
    loops = 0;
    List<Statement> body = body(end);
    loops = outer;
    tokens.expectName(end);
    return body;
  }

  private Statement print() throws TemplateRefused {
    Place place = tokens.next().place();
    Expression value = expressions.tuple(true);
    tokens.expect(Kind.PRINT_END, "'}}'");
    return new Print(value, place);
  }

  private Statement tag() throws TemplateRefused {
    Token tag = tokens.expect(Kind.NAME, "the name of a tag");
    Place place = tag.place();
    return switch (tag.value()) {
      case "if" -> branches(place);
      case "for" -> loop(place);
      case "set" -> set(place);
      case "macro" -> macro(place);
      case "call" -> call(place);
      case "generation" -> new Statement.Generation(ownBody("endgeneration"), place);
      case "break" -> inLoop(new Statement.Break(place));
      case "continue" -> inLoop(new Statement.Continue(place));
      case "elif", "else", "endif", "endfor", "endset", "endmacro", "endcall", "endgeneration" ->
          throw tokens.syntax("unexpected tag '" + tag.value() + "'");
      default -> throw tokens.unsupported(place, "the tag '" + tag.value() + "' is not known here");
    };
  }

  private Statement inLoop(Statement statement) throws TemplateRefused {
    if (loops == 0) {
      throw tokens.syntax("'break' or 'continue' outside of a loop");
    }
    return statement;
  }

  private Statement branches(Place place) throws TemplateRefused {
    List<Branch> branches = new ArrayList<>();
    List<Statement> otherwise = List.of();
    do {
      Expression condition = expressions.tuple(false);
      branches.add(new Branch(condition, body("elif", "else", "endif")));
    } while (tokens.takeName("elif"));
    if (tokens.takeName("else")) {
      otherwise = body("endif");
    }
    tokens.expectName("endif");
    return new Statement.If(List.copyOf(branches), otherwise, place);
  }

  private Statement loop(Place place) throws TemplateRefused {
    Target target = target();
    tokens.expectName("in");
    Expression items = expressions.tuple(false, "recursive");
    Expression filter = tokens.takeName("if") ? expressions.expression() : null;
    if (tokens.current().isName("recursive")) {
      throw tokens.unsupported("loops marked 'recursive' are not known here");
    }
    loops++;
    List<Statement> body = body("else", "endfor");
    loops--;
    List<Statement> otherwise = List.of();
    if (tokens.takeName("else")) {
      otherwise = body("endfor");
    }
    tokens.expectName("endfor");
    return new Statement.For(target, items, filter, body, otherwise, place);
  }

  private Target target() throws TemplateRefused {
    List<Target> targets = new ArrayList<>();
    boolean comma = false;
    do {
      if (targets.isEmpty() || !tokens.current().isOperator(")")) {
        targets.add(oneTarget());
      }
      comma |= tokens.current().isOperator(",");
    } while (tokens.takeOperator(","));
    return comma ? new Statement.ToNames(List.copyOf(targets)) : targets.getFirst();
  }

  private Target oneTarget() throws TemplateRefused {
    if (tokens.takeOperator("(")) {
      tokens.enter();
      Target target = target();
      tokens.expectOperator(")");
      tokens.leave();
      return target;
    }
    Token name = tokens.expect(Kind.NAME, "a name to assign to");
    if (RESERVED.contains(name.value()) || name.value().equals("loop")) {
      throw tokens.syntax("nothing can be assigned to '" + name.value() + "'");
    }
    return new Statement.ToName(name.value());
  }

  private Statement set(Place place) throws TemplateRefused {
    Target target = tokens.following().isOperator(".") ? namespaceTarget() : target();
    if (tokens.takeOperator("=")) {
      return new Statement.Set(target, expressions.tuple(true), place);
    }
    List<Filtered> filters = new ArrayList<>();
    while (tokens.current().isOperator("|")) {
      Place bar = tokens.next().place();
      filters.add(suffixes.namedFilter(new Constant(Text.EMPTY, bar), bar));
    }
    List<Statement> body = body("endset");
    tokens.expectName("endset");
    return new Statement.SetBlock(target, List.copyOf(filters), body, place);
  }

  private Target namespaceTarget() throws TemplateRefused {
    Token name = tokens.expect(Kind.NAME, "a name to assign to");
    tokens.expectOperator(".");
    Token attribute = tokens.expect(Kind.NAME, "an attribute to assign to");
    if (tokens.current().isOperator(",")) {
      throw tokens.unsupported("several targets, one of them an attribute, are not known here");
    }
    return new Statement.ToNamespace(name.value(), attribute.value());
  }

  private Statement macro(Place place) throws TemplateRefused {
    String name = tokens.expect(Kind.NAME, "the macro's name").value();
    List<Parameter> parameters = parameters();
    Definition definition = definition(name, parameters, "endmacro");
    return new Statement.Define(definition, place);
  }

  private Definition definition(String name, List<Parameter> parameters, String end)
      throws TemplateRefused {
    int from = tokens.position();
    List<Statement> body = ownBody(end);
    for (String special : List.of("varargs", "kwargs")) {
      if (mentions.name(special, from, tokens.position())) {
        throw tokens.unsupported("the name '" + special + "' in a macro is not known here");
      }
    }
    boolean caller = mentions.name("caller", from, tokens.position());
    return new Definition(name, parameters, caller, body);
  }

  private List<Parameter> parameters() throws TemplateRefused {
    tokens.expectOperator("(");
    List<Parameter> parameters = new ArrayList<>();
    Set<String> names = new HashSet<>();
    while (!tokens.takeOperator(")")) {
      if (!parameters.isEmpty()) {
        tokens.expectOperator(",");
      }
      String name = tokens.expect(Kind.NAME, "a parameter's name").value();
      if (!names.add(name) || RESERVED.contains(name) || name.equals("caller")) {
        throw tokens.syntax("a parameter cannot be called '" + name + "' here");
      }
      Expression fallback = tokens.takeOperator("=") ? expressions.expression() : null;
      if (fallback == null && !parameters.isEmpty() && parameters.getLast().fallback() != null) {
        throw tokens.syntax("a parameter without a default after one with a default");
      }
      parameters.add(new Parameter(name, fallback));
    }
    return List.copyOf(parameters);
  }

  private Statement call(Place place) throws TemplateRefused {
    List<Parameter> parameters =
        tokens.current().isOperator("(") ? parameters() : List.<Parameter>of();
    if (!(expressions.expression() instanceof Expression.Call called)) {
      throw tokens.syntax("the tag 'call' needs a call");
    }
    return new Statement.CallBlock(called, definition("caller", parameters, "endcall"), place);
  }
}
