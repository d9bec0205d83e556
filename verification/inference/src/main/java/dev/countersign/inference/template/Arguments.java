package dev.countersign.inference.template;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;
import org.jspecify.annotations.Nullable;

/** Arguments of a call. */
record Arguments(List<Value> positional, SequencedMap<String, Value> named) {

  /**
   * Gives the arguments their names.
   *
   * @param what is called, for the message
   */
  Bound bind(String what, Rendering run, String... names) throws TemplateFailed {
    if (positional.size() > names.length) {
      throw run.failed(what + " takes at most " + names.length + " arguments");
    }
    Map<String, Value> values = new HashMap<>();
    for (int i = 0; i < positional.size(); i++) {
      values.put(names[i], positional.get(i));
    }
    List<String> known = List.of(names);
    for (Map.Entry<String, Value> entry : named.entrySet()) {
      if (!known.contains(entry.getKey()) || values.put(entry.getKey(), entry.getValue()) != null) {
        throw run.failed(what + " does not take the argument '" + entry.getKey() + "'");
      }
    }
    return new Bound(what, values, run);
  }

  /** Arguments by name. */
  record Bound(String what, Map<String, Value> values, Rendering run) {
    boolean has(String name) {
      return values.containsKey(name);
    }

    @Nullable Value find(String name) {
      return values.get(name);
    }

    Value or(String name, Value fallback) {
      return values.getOrDefault(name, fallback);
    }

    Value need(String name) throws TemplateFailed {
      Value value = values.get(name);
      if (value == null) {
        throw run.failed(what + " needs the argument '" + name + "'");
      }
      return value;
    }

    Text text(String name) throws TemplateFailed {
      if (need(name) instanceof Text text) {
        return text;
      }
      throw run.failed(what + " needs text as '" + name + "'");
    }

    /** True or false, or a number that stands for it: what Python's own functions take. */
    boolean numericFlag(String name) throws TemplateFailed {
      return number(name, 0) != 0;
    }

    boolean flag(String name) {
      Value value = values.get(name);
      return value != null && Truth.of(value);
    }

    /** A whole number within 32 bits; far more than any limit where it is larger. */
    int number(String name, int fallback) throws TemplateFailed {
      Value value = values.get(name);
      return value == null ? fallback : Numbers.index(value, what + ": '" + name + "'", run);
    }
  }
}
