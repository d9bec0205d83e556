package dev.countersign.inference.template;

import dev.countersign.inference.template.Statement.Branch;
import dev.countersign.inference.template.Statement.Definition;
import dev.countersign.inference.template.Statement.Parameter;
import dev.countersign.inference.template.Statement.Target;
import java.util.ArrayList;
import java.util.List;

/** Runs the statements of a template. */
final class Renderer {
  /** How a statement ended. */
  private enum Flow {
    ON,
    BREAK,
    CONTINUE
  }

  private final Rendering run;
  private final Evaluator evaluator;

  Renderer(Rendering run) {
    this.run = run;
    this.evaluator = new Evaluator(run, this::call);
  }

  Text render(List<Statement> statements, Scope scope) throws TemplateFailed {
    TextBuilder out = new TextBuilder(run);
    body(statements, scope, out);
    return out.text();
  }

  private Flow body(List<Statement> statements, Scope scope, TextBuilder out)
      throws TemplateFailed {
    for (Statement statement : statements) {
      run.enter(statement.place());
      Flow flow = statement(statement, scope, out);
      run.leave();
      if (flow != Flow.ON) {
        return flow;
      }
    }
    return Flow.ON;
  }

  private Flow statement(Statement statement, Scope scope, TextBuilder out) throws TemplateFailed {
    return switch (statement) {
      case Statement.Words s -> {
        out.append(s.text());
        yield Flow.ON;
      }
      case Statement.Print s -> {
        out.append(Printed.output(evaluator.value(s.value(), scope), run));
        yield Flow.ON;
      }
      case Statement.If s -> branches(s, scope, out);
      case Statement.For s -> loop(s, scope, out);
      case Statement.Set s -> {
        assign(s.target(), evaluator.value(s.value(), scope), scope);
        yield Flow.ON;
      }
      case Statement.SetBlock s -> block(s, scope);
      case Statement.Define s -> {
        scope.set(s.definition().name(), new Value.Macro(s.definition(), scope));
        yield Flow.ON;
      }
      case Statement.CallBlock s -> {
        Value caller = new Value.Macro(s.caller(), scope);
        out.append(Printed.output(evaluator.call(s.call(), scope, caller), run));
        yield Flow.ON;
      }
      case Statement.Generation s -> body(s.body(), scope.inner(), out);
      case Statement.Break s -> Flow.BREAK;
      case Statement.Continue s -> Flow.CONTINUE;
    };
  }

  private Flow branches(Statement.If s, Scope scope, TextBuilder out) throws TemplateFailed {
    for (Branch branch : s.branches()) {
      if (evaluator.truth(branch.condition(), scope)) {
        return body(branch.body(), scope, out);
      }
    }
    return body(s.otherwise(), scope, out);
  }

  private Flow loop(Statement.For s, Scope scope, TextBuilder out) throws TemplateFailed {
    Value items = evaluator.value(s.items(), scope);
    run.at(s.place());
    Loop loop = new Loop(filtered(s, Items.each(items, run), scope));
    boolean none = true;
    for (Value item = loop.advance(); item != null; item = loop.advance()) {
      run.spend(1);
      Scope inner = scope.inner();
      inner.set("loop", loop);
      assign(s.target(), item, inner);
      Flow flow = body(s.body(), inner, out);
      if (flow == Flow.BREAK) {
        break;
      }
      // As jinja2 has it: an item counts once its body came to its end.
      none = none && flow != Flow.ON;
    }
    return none ? body(s.otherwise(), scope.inner(), out) : Flow.ON;
  }

  /** The items that a loop's own condition lets through, asked one by one. */
  private Loop.Items filtered(Statement.For s, Loop.Items items, Scope scope) {
    Expression filter = s.filter();
    if (filter == null) {
      return items;
    }
    return () -> {
      for (Value item = items.next(); item != null; item = items.next()) {
        Scope inner = scope.inner();
        assign(s.target(), item, inner);
        if (evaluator.truth(filter, inner)) {
          return item;
        }
      }
      return null;
    };
  }

  private Flow block(Statement.SetBlock s, Scope scope) throws TemplateFailed {
    TextBuilder inside = new TextBuilder(run);
    Scope inner = scope.inner();
    Flow flow = body(s.body(), inner, inside);
    if (flow != Flow.ON) {
      return flow;
    }
    Value value = inside.text();
    for (Expression.Filtered filter : s.filters()) {
      value = evaluator.filtered(filter, value, inner);
    }
    assign(s.target(), value, scope);
    return Flow.ON;
  }

  private void assign(Target target, Value value, Scope scope) throws TemplateFailed {
    switch (target) {
      case Statement.ToName t -> scope.set(t.name(), value);
      case Statement.ToNamespace t -> {
        if (!(scope.get(t.name()) instanceof Value.Lookup namespace)) {
          throw run.failed("'" + t.name() + "' is no namespace");
        }
        namespace.put(t.attribute(), value);
      }
      case Statement.ToNames t -> {
        if (!Items.has(value)) {
          throw run.failed(Names.of(value) + " cannot be unpacked");
        }
        List<Value> items = Items.all(value, run);
        if (items.size() != t.targets().size()) {
          throw run.failed(items.size() + " values cannot be unpacked into " + t.targets().size());
        }
        for (int i = 0; i < items.size(); i++) {
          assign(t.targets().get(i), items.get(i), scope);
        }
      }
    }
  }

  private Text call(Value.Macro macro, Arguments arguments) throws TemplateFailed {
    Definition definition = macro.definition();
    List<String> names =
        new ArrayList<>(definition.parameters().stream().map(Parameter::name).toList());
    if (definition.takesCaller()) {
      names.add("caller");
    }
    String what = "the macro '" + definition.name() + "'";
    if (arguments.positional().size() > definition.parameters().size()) {
      throw run.failed(what + " takes at most " + definition.parameters().size() + " arguments");
    }
    Arguments.Bound bound = arguments.bind(what, run, names.toArray(String[]::new));
    Scope scope = macro.scope().inner();
    for (Parameter parameter : definition.parameters()) {
      Value given = bound.find(parameter.name());
      if (given == null && parameter.fallback() != null) {
        given = evaluator.value(parameter.fallback(), scope);
      }
      if (given == null) {
        given = new Value.Undefined("the parameter '" + parameter.name() + "' of " + what);
      }
      scope.set(parameter.name(), given);
    }
    if (definition.takesCaller()) {
      scope.set("caller", bound.or("caller", new Value.Undefined("'caller'")));
    }
    return render(definition.body(), scope);
  }
}
