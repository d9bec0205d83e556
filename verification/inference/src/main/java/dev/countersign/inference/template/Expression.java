package dev.countersign.inference.template;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** What stands between {@code {{} and {@code }}}, and in tags. */
sealed interface Expression {
  Place place();

  record Constant(Value value, Place place) implements Expression {}

  record Name(String name, Place place) implements Expression {}

  record ListOf(List<Expression> items, boolean tuple, Place place) implements Expression {}

  record MapOf(List<Expression> keys, List<Expression> values, Place place) implements Expression {}

  record Attribute(Expression of, String name, Place place) implements Expression {}

  record Subscript(Expression of, Expression key, Place place) implements Expression {}

  record Slice(
      Expression of,
      @Nullable Expression from,
      @Nullable Expression to,
      @Nullable Expression step,
      Place place)
      implements Expression {}

  record Call(Expression of, Given given, Place place) implements Expression {}

  record Filtered(Expression of, String filter, Given given, Place place) implements Expression {}

  record Tested(Expression of, String test, Given given, Place place) implements Expression {}

  record Not(Expression of, Place place) implements Expression {}

  record Signed(Expression of, boolean negative, Place place) implements Expression {}

  /** Operators of one rank, from left to right. */
  record Arithmetic(Expression first, List<Step> steps, Place place) implements Expression {}

  record Step(Operator operator, Expression operand) {}

  record Joined(List<Expression> parts, Place place) implements Expression {}

  /** {@code a < b <= c}: each operand is evaluated once, up to the first comparison that fails. */
  record Compared(Expression first, List<Comparison> comparisons, Place place)
      implements Expression {}

  record Comparison(Relation relation, Expression operand) {}

  record AnyOf(List<Expression> parts, Place place) implements Expression {}

  record AllOf(List<Expression> parts, Place place) implements Expression {}

  record Choice(Expression condition, Expression then, @Nullable Expression otherwise, Place place)
      implements Expression {}

  /**
   * Arguments before they are evaluated.
   *
   * @param rest more of them by position, written {@code *rest}
   * @param namedRest more of them by name, written {@code **namedRest}
   */
  record Given(
      List<Expression> positional,
      List<Named> named,
      @Nullable Expression rest,
      @Nullable Expression namedRest) {
    static final Given NOTHING = new Given(List.of(), List.of(), null, null);
  }

  record Named(String name, Expression value) {}

  enum Operator {
    ADD("+"),
    SUBTRACT("-"),
    MULTIPLY("*"),
    DIVIDE("/"),
    FLOOR_DIVIDE("//"),
    REMAINDER("%"),
    POWER("**");

    final String sign;

    Operator(String sign) {
      this.sign = sign;
    }
  }

  enum Relation {
    EQUAL("=="),
    DIFFERENT("!="),
    LESS("<"),
    AT_MOST("<="),
    MORE(">"),
    AT_LEAST(">="),
    IN("in"),
    NOT_IN("not in");

    final String sign;

    Relation(String sign) {
      this.sign = sign;
    }
  }
}
