package dev.countersign.inference.template;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** What a template consists of. */
sealed interface Statement {
  Place place();

  record Words(Text text, Place place) implements Statement {}

  record Print(Expression value, Place place) implements Statement {}

  record If(List<Branch> branches, List<Statement> otherwise, Place place) implements Statement {}

  record Branch(Expression condition, List<Statement> body) {}

  record For(
      Target target,
      Expression items,
      @Nullable Expression filter,
      List<Statement> body,
      List<Statement> otherwise,
      Place place)
      implements Statement {}

  record Set(Target target, Expression value, Place place) implements Statement {}

  /**
   * A block whose text is assigned.
   *
   * @param filters the innermost first; each one's subject is replaced by the block's text
   */
  record SetBlock(
      Target target, List<Expression.Filtered> filters, List<Statement> body, Place place)
      implements Statement {}

  record Define(Definition definition, Place place) implements Statement {}

  /** A call whose block the macro gets as {@code caller}. */
  record CallBlock(Expression.Call call, Definition caller, Place place) implements Statement {}

  /** What the assistant says; marked for trainers, and a scope of its own. */
  record Generation(List<Statement> body, Place place) implements Statement {}

  record Break(Place place) implements Statement {}

  record Continue(Place place) implements Statement {}

  /**
   * A macro.
   *
   * @param takesCaller whether its body speaks of {@code caller}
   */
  record Definition(
      String name, List<Parameter> parameters, boolean takesCaller, List<Statement> body) {}

  record Parameter(String name, @Nullable Expression fallback) {}

  /** Where a value goes. */
  sealed interface Target {}

  record ToName(String name) implements Target {}

  record ToNames(List<Target> targets) implements Target {}

  record ToNamespace(String name, String attribute) implements Target {}
}
