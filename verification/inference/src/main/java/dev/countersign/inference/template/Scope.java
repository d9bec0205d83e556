package dev.countersign.inference.template;

import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Names and their values, and the scope around them. */
final class Scope {
  private final @Nullable Scope outer;
  private final Map<String, Value> values = new HashMap<>();

  private Scope(@Nullable Scope outer) {
    this.outer = outer;
  }

  /** The names that a template starts with; what the context says goes first. */
  static Scope of(Map<String, Value> context) {
    Scope builtins = new Scope(null);
    builtins.set("dict", Value.Builtin.DICT);
    builtins.set("namespace", Value.Builtin.NAMESPACE);
    builtins.set("raise_exception", Value.Builtin.RAISE_EXCEPTION);
    builtins.set("range", Value.Builtin.RANGE);
    builtins.set("strftime_now", Value.Builtin.STRFTIME_NOW);
    Scope scope = builtins.inner();
    scope.values.putAll(context);
    return scope.inner();
  }

  Scope inner() {
    return new Scope(this);
  }

  void set(String name, Value value) {
    values.put(name, value);
  }

  Value get(String name) {
    for (Scope scope = this; scope != null; scope = scope.outer) {
      Value value = scope.values.get(name);
      if (value != null) {
        return value;
      }
    }
    return new Value.Undefined("'" + name + "'");
  }
}
