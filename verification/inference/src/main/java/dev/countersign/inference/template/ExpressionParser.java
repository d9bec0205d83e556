package dev.countersign.inference.template;

import dev.countersign.inference.template.Expression.AllOf;
import dev.countersign.inference.template.Expression.AnyOf;
import dev.countersign.inference.template.Expression.Arithmetic;
import dev.countersign.inference.template.Expression.Choice;
import dev.countersign.inference.template.Expression.Compared;
import dev.countersign.inference.template.Expression.Comparison;
import dev.countersign.inference.template.Expression.Joined;
import dev.countersign.inference.template.Expression.ListOf;
import dev.countersign.inference.template.Expression.Not;
import dev.countersign.inference.template.Expression.Operator;
import dev.countersign.inference.template.Expression.Relation;
import dev.countersign.inference.template.Expression.Signed;
import dev.countersign.inference.template.Expression.Step;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Reads expressions, with the ranks that Jinja2 gives its operators. */
final class ExpressionParser {
  private static final Set<Operator> SUMS = Set.of(Operator.ADD, Operator.SUBTRACT);
  private static final Set<Operator> PRODUCTS =
      Set.of(Operator.MULTIPLY, Operator.DIVIDE, Operator.FLOOR_DIVIDE, Operator.REMAINDER);

  private final Tokens tokens;
  private final SuffixParser suffixes;

  ExpressionParser(Tokens tokens) {
    this.tokens = tokens;
    this.suffixes = new SuffixParser(tokens, this);
  }

  /** An expression, or several with commas between, which make a tuple. */
  Expression tuple(boolean choices, String... stops) throws TemplateRefused {
    return tuple(choices, false, stops);
  }

  Expression tuple(boolean choices, boolean parentheses, String... stops) throws TemplateRefused {
    Place place = tokens.place();
    List<Expression> items = new ArrayList<>();
    boolean comma = false;
    while (!tupleEnds(stops)) {
      items.add(choices ? expression() : withoutChoice());
      if (!tokens.takeOperator(",")) {
        break;
      }
      comma = true;
    }
    if (!comma && items.size() == 1) {
      return items.getFirst();
    }
    if (items.isEmpty() && !parentheses) {
      throw tokens.syntax("expected an expression, found " + tokens.current().described());
    }
    return new ListOf(List.copyOf(items), true, place);
  }

  private boolean tupleEnds(String... stops) {
    Token token = tokens.current();
    for (String stop : stops) {
      if (token.isName(stop)) {
        return true;
      }
    }
    return token.is(Token.Kind.PRINT_END) || token.is(Token.Kind.TAG_END) || token.isOperator(")");
  }

  Expression expression() throws TemplateRefused {
    tokens.enter();
    Expression result = withoutChoice();
    int links = 0;
    while (tokens.current().isName("if")) {
      Place place = tokens.next().place();
      Expression condition = withoutChoice();
      Expression otherwise = tokens.takeName("else") ? expression() : null;
      result = new Choice(condition, result, otherwise, place);
      tokens.checkChain(++links);
    }
    tokens.leave();
    return result;
  }

  /** An expression without {@code a if b else c}. */
  Expression withoutChoice() throws TemplateRefused {
    Expression first = conjunction();
    if (!tokens.current().isName("or")) {
      return first;
    }
    Place place = tokens.place();
    List<Expression> parts = new ArrayList<>(List.of(first));
    while (tokens.takeName("or")) {
      parts.add(conjunction());
    }
    return new AnyOf(List.copyOf(parts), place);
  }

  private Expression conjunction() throws TemplateRefused {
    Expression first = negation();
    if (!tokens.current().isName("and")) {
      return first;
    }
    Place place = tokens.place();
    List<Expression> parts = new ArrayList<>(List.of(first));
    while (tokens.takeName("and")) {
      parts.add(negation());
    }
    return new AllOf(List.copyOf(parts), place);
  }

  private Expression negation() throws TemplateRefused {
    Place place = tokens.place();
    if (tokens.takeName("not")) {
      tokens.enter();
      Expression of = negation();
      tokens.leave();
      return new Not(of, place);
    }
    return comparison();
  }

  private Expression comparison() throws TemplateRefused {
    Expression first = sum();
    Place place = tokens.place();
    List<Comparison> comparisons = new ArrayList<>();
    for (Relation relation = relation(); relation != null; relation = relation()) {
      comparisons.add(new Comparison(relation, sum()));
    }
    return comparisons.isEmpty() ? first : new Compared(first, List.copyOf(comparisons), place);
  }

  private @Nullable Relation relation() {
    if (tokens.takeName("in")) {
      return Relation.IN;
    }
    if (tokens.current().isName("not") && tokens.following().isName("in")) {
      tokens.next();
      tokens.next();
      return Relation.NOT_IN;
    }
    for (Relation relation : Relation.values()) {
      if (tokens.takeOperator(relation.sign)) {
        return relation;
      }
    }
    return null;
  }

  private Expression sum() throws TemplateRefused {
    Expression first = concatenation();
    Place place = tokens.place();
    List<Step> steps = new ArrayList<>();
    for (var found = operator(SUMS); found.isPresent(); found = operator(SUMS)) {
      steps.add(new Step(found.get(), concatenation()));
    }
    return steps.isEmpty() ? first : new Arithmetic(first, List.copyOf(steps), place);
  }

  private Optional<Operator> operator(Set<Operator> wanted) {
    for (Operator operator : wanted) {
      if (tokens.takeOperator(operator.sign)) {
        return Optional.of(operator);
      }
    }
    return Optional.empty();
  }

  private Expression concatenation() throws TemplateRefused {
    Expression first = product();
    if (!tokens.current().isOperator("~")) {
      return first;
    }
    Place place = tokens.place();
    List<Expression> parts = new ArrayList<>(List.of(first));
    while (tokens.takeOperator("~")) {
      parts.add(product());
    }
    return new Joined(List.copyOf(parts), place);
  }

  private Expression product() throws TemplateRefused {
    Expression first = power();
    Place place = tokens.place();
    List<Step> steps = new ArrayList<>();
    for (var found = operator(PRODUCTS); found.isPresent(); found = operator(PRODUCTS)) {
      steps.add(new Step(found.get(), power()));
    }
    return steps.isEmpty() ? first : new Arithmetic(first, List.copyOf(steps), place);
  }

  private Expression power() throws TemplateRefused {
    Expression first = unary(true);
    Place place = tokens.place();
    List<Step> steps = new ArrayList<>();
    while (tokens.takeOperator("**")) {
      steps.add(new Step(Operator.POWER, unary(true)));
    }
    return steps.isEmpty() ? first : new Arithmetic(first, List.copyOf(steps), place);
  }

  private Expression unary(boolean filters) throws TemplateRefused {
    Place place = tokens.place();
    boolean negative = tokens.current().isOperator("-");
    Expression result;
    if (negative || tokens.current().isOperator("+")) {
      tokens.next();
      tokens.enter();
      result = new Signed(unary(false), negative, place);
      tokens.leave();
    } else {
      result = suffixes.primary();
    }
    result = suffixes.postfix(result);
    return filters ? suffixes.filters(result) : result;
  }
}
