package dev.countersign.inference.template;

import dev.countersign.inference.template.Expression.Comparison;
import dev.countersign.inference.template.Expression.Given;
import dev.countersign.inference.template.Expression.Named;
import dev.countersign.inference.template.Expression.Step;
import dev.countersign.inference.template.Value.Bool;
import dev.countersign.inference.template.Value.Sequence;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;
import org.jspecify.annotations.Nullable;

/** What expressions are worth. */
final class Evaluator {
  /** How macros, which are made of statements, are called. */
  interface Macros {
    Text call(Value.Macro macro, Arguments arguments) throws TemplateFailed;
  }

  private final Rendering run;
  private final Macros macros;

  Evaluator(Rendering run, Macros macros) {
    this.run = run;
    this.macros = macros;
  }

  Value value(Expression expression, Scope scope) throws TemplateFailed {
    run.enter(expression.place());
    Value value = evaluated(expression, scope);
    run.leave();
    return value;
  }

  boolean truth(Expression expression, Scope scope) throws TemplateFailed {
    return Truth.of(value(expression, scope));
  }

  private Value evaluated(Expression expression, Scope scope) throws TemplateFailed {
    return switch (expression) {
      case Expression.Constant e -> e.value();
      case Expression.Name e -> scope.get(e.name());
      case Expression.ListOf e -> list(e, scope);
      case Expression.MapOf e -> map(e, scope);
      case Expression.Attribute e -> attribute(e, scope);
      case Expression.Subscript e -> subscript(e, scope);
      case Expression.Slice e -> slice(e, scope);
      case Expression.Call e -> call(e, scope, null);
      case Expression.Filtered e -> filtered(e, value(e.of(), scope), scope);
      case Expression.Tested e -> tested(e, scope);
      case Expression.Not e -> Bool.of(!truth(e.of(), scope));
      case Expression.Signed e -> signed(e, scope);
      case Expression.Arithmetic e -> arithmetic(e, scope);
      case Expression.Joined e -> joined(e, scope);
      case Expression.Compared e -> compared(e, scope);
      case Expression.AnyOf e -> either(e.parts(), true, scope);
      case Expression.AllOf e -> either(e.parts(), false, scope);
      case Expression.Choice e -> choice(e, scope);
    };
  }

  private Value list(Expression.ListOf e, Scope scope) throws TemplateFailed {
    List<Value> items = new ArrayList<>();
    for (Expression item : e.items()) {
      items.add(value(item, scope));
    }
    Sequence.Kind kind = e.tuple() ? Sequence.Kind.TUPLE : Sequence.Kind.LIST;
    return new Sequence(kind, List.copyOf(items));
  }

  private Value map(Expression.MapOf e, Scope scope) throws TemplateFailed {
    SequencedMap<Text, Value> entries = new LinkedHashMap<>();
    for (int i = 0; i < e.keys().size(); i++) {
      if (!(value(e.keys().get(i), scope) instanceof Text key)) {
        throw run.unsupported("a dict whose keys are not text");
      }
      entries.put(key, value(e.values().get(i), scope));
    }
    return Value.Mapping.of(entries);
  }

  private Value attribute(Expression.Attribute e, Scope scope) throws TemplateFailed {
    Value of = value(e.of(), scope);
    run.at(e.place());
    return Parts.attribute(of, e.name(), run);
  }

  private Value subscript(Expression.Subscript e, Scope scope) throws TemplateFailed {
    Value of = value(e.of(), scope);
    Value key = value(e.key(), scope);
    run.at(e.place());
    return Parts.item(of, key, run);
  }

  private Value slice(Expression.Slice e, Scope scope) throws TemplateFailed {
    Value of = value(e.of(), scope);
    Value from = perhaps(e.from(), scope);
    Value to = perhaps(e.to(), scope);
    Value step = perhaps(e.step(), scope);
    run.at(e.place());
    return Parts.slice(of, from, to, step, run);
  }

  private @Nullable Value perhaps(@Nullable Expression expression, Scope scope)
      throws TemplateFailed {
    return expression == null ? null : value(expression, scope);
  }

  /**
   * Calls something.
   *
   * @param caller what a macro gets as {@code caller}
   */
  Value call(Expression.Call e, Scope scope, @Nullable Value caller) throws TemplateFailed {
    Value of = value(e.of(), scope);
    Arguments arguments = arguments(e.given(), scope);
    run.at(e.place());
    if (caller != null) {
      arguments.named().put("caller", caller);
    }
    return switch (of) {
      case Value.Macro macro -> macros.call(macro, arguments);
      case Value.Method method -> Methods.call(method, arguments, run);
      case Value.Builtin function -> Functions.call(function, arguments, run);
      default -> {
        Algebra.defined(of, run);
        throw run.failed(Names.of(of) + " cannot be called");
      }
    };
  }

  private Arguments arguments(Given given, Scope scope) throws TemplateFailed {
    List<Value> positional = new ArrayList<>();
    for (Expression argument : given.positional()) {
      positional.add(value(argument, scope));
    }
    SequencedMap<String, Value> named = new LinkedHashMap<>();
    for (Named argument : given.named()) {
      named.put(argument.name(), value(argument.value(), scope));
    }
    if (given.rest() != null) {
      positional.addAll(unpacked(given.rest(), scope));
    }
    if (given.namedRest() != null) {
      unpackNamed(value(given.namedRest(), scope), named);
    }
    return new Arguments(List.copyOf(positional), named);
  }

  private List<Value> unpacked(Expression rest, Scope scope) throws TemplateFailed {
    return Items.all(value(rest, scope), run);
  }

  private void unpackNamed(Value rest, SequencedMap<String, Value> named) throws TemplateFailed {
    if (!(rest instanceof Value.Mapping mapping)) {
      throw run.failed("only a dict can be unpacked with '**', not " + Names.of(rest));
    }
    run.spend(mapping.entries().size());
    for (Map.Entry<Text, Value> entry : mapping.entries().entrySet()) {
      if (named.put(entry.getKey().plain(), entry.getValue()) != null) {
        throw run.failed("the argument '" + entry.getKey() + "' is given twice");
      }
    }
  }

  Value filtered(Expression.Filtered e, Value of, Scope scope) throws TemplateFailed {
    Arguments arguments = arguments(e.given(), scope);
    run.at(e.place());
    return Filters.apply(e.filter(), of, arguments, run);
  }

  private Value tested(Expression.Tested e, Scope scope) throws TemplateFailed {
    Value of = value(e.of(), scope);
    Arguments arguments = arguments(e.given(), scope);
    run.at(e.place());
    Tests.Test test = Tests.find(e.test());
    if (test == null || !arguments.named().isEmpty()) {
      throw run.unsupported("the test '" + e.test() + "' with arguments by name");
    }
    return Bool.of(test.holds(of, arguments.positional(), run));
  }

  private Value signed(Expression.Signed e, Scope scope) throws TemplateFailed {
    Value of = value(e.of(), scope);
    run.at(e.place());
    return Algebra.sign(of, e.negative(), run);
  }

  private Value arithmetic(Expression.Arithmetic e, Scope scope) throws TemplateFailed {
    if (e.steps().stream().allMatch(s -> s.operator() == Expression.Operator.ADD)) {
      return sum(e, scope);
    }
    Value result = value(e.first(), scope);
    for (Step step : e.steps()) {
      Value operand = value(step.operand(), scope);
      run.at(e.place());
      result = Algebra.apply(step.operator(), result, operand, run);
    }
    return result;
  }

  /** Long sums of text are built once, not copied at every {@code +}. */
  private Value sum(Expression.Arithmetic e, Scope scope) throws TemplateFailed {
    Value result = value(e.first(), scope);
    TextBuilder text = null;
    for (Step step : e.steps()) {
      Value operand = value(step.operand(), scope);
      run.at(e.place());
      if (result instanceof Text first && operand instanceof Text next) {
        text = text == null ? new TextBuilder(run).append(first) : text;
        text.append(next);
      } else {
        result = Algebra.apply(step.operator(), result, operand, run);
      }
    }
    return text == null ? result : text.text();
  }

  private Value joined(Expression.Joined e, Scope scope) throws TemplateFailed {
    List<Value> parts = new ArrayList<>();
    for (Expression part : e.parts()) {
      parts.add(value(part, scope));
    }
    run.at(e.place());
    return Splits.join(Text.EMPTY, parts, run);
  }

  private Value compared(Expression.Compared e, Scope scope) throws TemplateFailed {
    Value left = value(e.first(), scope);
    for (Comparison comparison : e.comparisons()) {
      Value right = value(comparison.operand(), scope);
      run.at(e.place());
      if (!Relations.holds(comparison.relation(), left, right, run)) {
        return Bool.FALSE;
      }
      left = right;
    }
    return Bool.TRUE;
  }

  /** The first part whose truth decides, else the last. */
  private Value either(List<Expression> parts, boolean decides, Scope scope) throws TemplateFailed {
    Value value = Bool.FALSE;
    for (Expression part : parts) {
      value = value(part, scope);
      if (Truth.of(value) == decides) {
        return value;
      }
    }
    return value;
  }

  private Value choice(Expression.Choice e, Scope scope) throws TemplateFailed {
    if (truth(e.condition(), scope)) {
      return value(e.then(), scope);
    }
    return e.otherwise() == null
        ? new Value.Undefined("the choice without 'else'")
        : value(e.otherwise(), scope);
  }
}
