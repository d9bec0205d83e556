package dev.countersign.inference.template;

import dev.countersign.inference.template.Expression.Attribute;
import dev.countersign.inference.template.Expression.Call;
import dev.countersign.inference.template.Expression.Constant;
import dev.countersign.inference.template.Expression.Filtered;
import dev.countersign.inference.template.Expression.Given;
import dev.countersign.inference.template.Expression.ListOf;
import dev.countersign.inference.template.Expression.MapOf;
import dev.countersign.inference.template.Expression.Name;
import dev.countersign.inference.template.Expression.Named;
import dev.countersign.inference.template.Expression.Not;
import dev.countersign.inference.template.Expression.Slice;
import dev.countersign.inference.template.Expression.Subscript;
import dev.countersign.inference.template.Expression.Tested;
import dev.countersign.inference.template.Token.Kind;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Reads what an expression is made of: literals and names, and what is hung on them. */
final class SuffixParser {
  private static final int LONGEST_NUMBER = 1000;
  private static final Set<String> NOT_KNOWN = Set.of("cycler", "joiner", "lipsum");
  private static final Set<Kind> TEST_ARGUMENTS =
      Set.of(Kind.NAME, Kind.STRING, Kind.INTEGER, Kind.FLOAT);

  private final Tokens tokens;
  private final ExpressionParser expressions;

  SuffixParser(Tokens tokens, ExpressionParser expressions) {
    this.tokens = tokens;
    this.expressions = expressions;
  }

  Expression primary() throws TemplateRefused {
    Token token = tokens.current();
    return switch (token.kind()) {
      case NAME -> name(tokens.next());
      case STRING -> string();
      case INTEGER -> new Constant(integer(tokens.next()), token.place());
      case FLOAT -> new Constant(real(tokens.next()), token.place());
      case OPERATOR -> enclosed(token);
      case TEXT, PRINT_BEGIN, PRINT_END, TAG_BEGIN, TAG_END, END ->
          throw tokens.syntax("unexpected " + token.described());
    };
  }

  private static Expression name(Token token) {
    return switch (token.value()) {
      case "true", "True" -> new Constant(Value.Bool.TRUE, token.place());
      case "false", "False" -> new Constant(Value.Bool.FALSE, token.place());
      case "none", "None" -> new Constant(Value.None.NONE, token.place());
      default -> new Name(token.value(), token.place());
    };
  }

  private Expression string() {
    Place place = tokens.place();
    StringBuilder text = new StringBuilder();
    while (tokens.current().is(Kind.STRING)) {
      text.append(tokens.next().value());
    }
    return new Constant(Text.of(text.toString(), true), place);
  }

  private Value integer(Token token) throws TemplateRefused {
    if (token.value().length() > LONGEST_NUMBER) {
      throw tokens.syntax("a number of more than " + LONGEST_NUMBER + " digits");
    }
    return new Value.Int(new BigInteger(token.value()));
  }

  private Value real(Token token) throws TemplateRefused {
    double value = Double.parseDouble(token.value());
    if (Double.isInfinite(value)) {
      throw tokens.unsupported("a number that is too large");
    }
    return new Value.Real(value);
  }

  private Expression enclosed(Token token) throws TemplateRefused {
    tokens.enter();
    Expression result =
        switch (token.value()) {
          case "(" -> {
            tokens.next();
            Expression tuple = expressions.tuple(true, true);
            tokens.expectOperator(")");
            yield tuple;
          }
          case "[" -> list();
          case "{" -> map();
          default -> throw tokens.syntax("unexpected " + token.described());
        };
    tokens.leave();
    return result;
  }

  private Expression list() throws TemplateRefused {
    Place place = tokens.next().place();
    List<Expression> items = new ArrayList<>();
    while (!tokens.takeOperator("]")) {
      if (!items.isEmpty()) {
        tokens.expectOperator(",");
        if (tokens.takeOperator("]")) {
          break;
        }
      }
      items.add(expressions.expression());
    }
    return new ListOf(List.copyOf(items), false, place);
  }

  private Expression map() throws TemplateRefused {
    Place place = tokens.next().place();
    List<Expression> keys = new ArrayList<>();
    List<Expression> values = new ArrayList<>();
    while (!tokens.takeOperator("}")) {
      if (!keys.isEmpty()) {
        tokens.expectOperator(",");
        if (tokens.takeOperator("}")) {
          break;
        }
      }
      keys.add(expressions.expression());
      tokens.expectOperator(":");
      values.add(expressions.expression());
    }
    return new MapOf(List.copyOf(keys), List.copyOf(values), place);
  }

  /** Attributes, subscripts and calls. */
  Expression postfix(Expression first) throws TemplateRefused {
    Expression result = first;
    for (int links = 1; ; links++) {
      tokens.checkChain(links);
      Token token = tokens.current();
      if (token.isOperator(".")) {
        result = attribute(result);
      } else if (token.isOperator("[")) {
        result = subscript(result);
      } else if (token.isOperator("(")) {
        result = call(result);
      } else {
        return result;
      }
    }
  }

  /** Filters, tests and calls. */
  Expression filters(Expression first) throws TemplateRefused {
    Expression result = first;
    for (int links = 1; ; links++) {
      tokens.checkChain(links);
      if (tokens.current().isOperator("|")) {
        result = filter(result);
      } else if (tokens.current().isName("is")) {
        result = test(result);
      } else if (tokens.current().isOperator("(")) {
        result = call(result);
      } else {
        return result;
      }
    }
  }

  private Expression attribute(Expression of) throws TemplateRefused {
    Place place = tokens.next().place();
    Token token = tokens.next();
    if (token.is(Kind.INTEGER)) {
      return new Subscript(of, new Constant(integer(token), token.place()), place);
    }
    if (!token.is(Kind.NAME)) {
      throw tokens.syntax("expected a name or a number after '.'");
    }
    if (token.value().startsWith("__")) {
      throw tokens.unsupported("the attribute '" + token.value() + "' is not known here");
    }
    return new Attribute(of, token.value(), place);
  }

  private Expression subscript(Expression of) throws TemplateRefused {
    Place place = tokens.next().place();
    tokens.enter();
    Expression result;
    Expression from = sliceEnds() ? null : expressions.expression();
    if (tokens.takeOperator(":")) {
      Expression to = sliceEnds() ? null : expressions.expression();
      Expression step = null;
      if (tokens.takeOperator(":")) {
        step = sliceEnds() ? null : expressions.expression();
      }
      result = new Slice(of, from, to, step, place);
    } else {
      result = new Subscript(of, key(from, place), place);
    }
    if (tokens.current().isOperator(",")) {
      throw tokens.unsupported("a subscript with several slices is not known here");
    }
    tokens.expectOperator("]");
    tokens.leave();
    return result;
  }

  /** A key; none, or several with commas between, are a tuple. */
  private Expression key(@Nullable Expression first, Place place) throws TemplateRefused {
    if (first != null && !tokens.current().isOperator(",")) {
      return first;
    }
    List<Expression> parts = new ArrayList<>();
    if (first != null) {
      parts.add(first);
    } else if (!tokens.current().isOperator("]")) {
      throw tokens.syntax("unexpected " + tokens.current().described());
    }
    while (tokens.takeOperator(",")) {
      parts.add(expressions.expression());
    }
    return new ListOf(List.copyOf(parts), true, place);
  }

  private boolean sliceEnds() {
    Token token = tokens.current();
    return token.isOperator(":") || token.isOperator("]") || token.isOperator(",");
  }

  private Expression call(Expression of) throws TemplateRefused {
    Place place = tokens.place();
    if (of instanceof Name name && NOT_KNOWN.contains(name.name())) {
      throw tokens.unsupported(
          name.place(), "the function '" + name.name() + "' is not known here");
    }
    return new Call(of, arguments(), place);
  }

  Given arguments() throws TemplateRefused {
    tokens.expectOperator("(");
    tokens.enter();
    List<Expression> positional = new ArrayList<>();
    List<Named> named = new ArrayList<>();
    Expression rest = null;
    Expression namedRest = null;
    boolean first = true;
    while (!tokens.current().isOperator(")")) {
      if (!first) {
        tokens.expectOperator(",");
        if (tokens.current().isOperator(")")) {
          break;
        }
      }
      first = false;
      if (namedRest != null) {
        throw tokens.syntax("an argument after '**'");
      } else if (rest == null && tokens.takeOperator("*")) {
        rest = expressions.expression();
      } else if (tokens.takeOperator("**")) {
        namedRest = expressions.expression();
      } else {
        argument(positional, named, rest == null);
      }
    }
    tokens.expectOperator(")");
    tokens.leave();
    return new Given(List.copyOf(positional), List.copyOf(named), rest, namedRest);
  }

  private void argument(List<Expression> positional, List<Named> named, boolean position)
      throws TemplateRefused {
    Token token = tokens.current();
    if (token.is(Kind.NAME) && tokens.following().isOperator("=")) {
      tokens.next();
      tokens.next();
      if (named.stream().anyMatch(n -> n.name().equals(token.value()))) {
        throw tokens.syntax("the argument '" + token.value() + "' is given twice");
      }
      named.add(new Named(token.value(), expressions.expression()));
    } else if (!named.isEmpty() || !position) {
      throw tokens.syntax("an argument without a name after one with a name or after '*'");
    } else {
      positional.add(expressions.expression());
    }
  }

  private Filtered filter(Expression of) throws TemplateRefused {
    Place place = tokens.next().place();
    return namedFilter(of, place);
  }

  Filtered namedFilter(Expression of, Place place) throws TemplateRefused {
    Place there = tokens.place();
    String name = dottedName();
    if (Filters.find(name) == null) {
      throw tokens.unsupported(there, "the filter '" + name + "' is not known here");
    }
    Given given = tokens.current().isOperator("(") ? arguments() : Given.NOTHING;
    return new Filtered(of, name, given, place);
  }

  private String dottedName() throws TemplateRefused {
    StringBuilder name = new StringBuilder(tokens.expect(Kind.NAME, "a name").value());
    while (tokens.takeOperator(".")) {
      name.append('.').append(tokens.expect(Kind.NAME, "a name").value());
    }
    return name.toString();
  }

  private Expression test(Expression of) throws TemplateRefused {
    Place place = tokens.next().place();
    boolean negated = tokens.takeName("not");
    Place there = tokens.place();
    String name = dottedName();
    if (Tests.find(name) == null) {
      throw tokens.unsupported(there, "the test '" + name + "' is not known here");
    }
    Expression argument = testArgument();
    Given given = Given.NOTHING;
    if (argument != null) {
      given = new Given(List.of(argument), List.of(), null, null);
    } else if (tokens.current().isOperator("(")) {
      given = arguments();
    }
    Expression result = new Tested(of, name, given, place);
    return negated ? new Not(result, place) : result;
  }

  /** The argument that a test may have without parentheses. */
  private @Nullable Expression testArgument() throws TemplateRefused {
    Token token = tokens.current();
    boolean starts =
        TEST_ARGUMENTS.contains(token.kind()) || token.isOperator("[") || token.isOperator("{");
    if (!starts || token.isName("else") || token.isName("or") || token.isName("and")) {
      return null;
    }
    if (token.isName("is")) {
      throw tokens.syntax("tests cannot be chained with 'is'");
    }
    return postfix(primary());
  }
}
