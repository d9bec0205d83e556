package dev.countersign.inference.template;

import java.math.BigInteger;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;
import org.jspecify.annotations.Nullable;

/** What expressions give: JSON's values, what Jinja2 adds to them, and nothing of Java. */
sealed interface Value permits Value.Plain, Value.Lookup, Value.Callable, Loop, Stream {

  /** Values without parts that can change. */
  sealed interface Plain extends Value
      permits Undefined, None, Bool, Int, Real, Text, Marked, Sequence, Mapping, View {}

  /** A value that is not there; only its absence may be used. */
  record Undefined(String what) implements Plain {}

  /** Python's {@code None}. */
  enum None implements Plain {
    NONE
  }

  record Bool(boolean value) implements Plain {
    static final Bool TRUE = new Bool(true);
    static final Bool FALSE = new Bool(false);

    static Bool of(boolean value) {
      return value ? TRUE : FALSE;
    }
  }

  record Int(BigInteger value) implements Plain {
    static Int of(long value) {
      return new Int(BigInteger.valueOf(value));
    }
  }

  /** A finite floating-point number. */
  record Real(double value) implements Plain {}

  /** Text that the filter {@code safe} marked; it can be put out, and nothing else. */
  record Marked(Text text) implements Plain {}

  /** A list, a tuple or a range. The items do not change. */
  record Sequence(Kind kind, List<Value> items) implements Plain {
    enum Kind {
      LIST,
      TUPLE,
      RANGE
    }

    static Sequence list(List<Value> items) {
      return new Sequence(Kind.LIST, items);
    }

    static Sequence pair(Value first, Value second) {
      return new Sequence(Kind.TUPLE, List.of(first, second));
    }
  }

  /** A dict whose keys are text. The entries do not change. */
  record Mapping(SequencedMap<Text, Value> entries) implements Plain {
    static Mapping of(SequencedMap<Text, Value> entries) {
      return new Mapping(Collections.unmodifiableSequencedMap(entries));
    }
  }

  /**
   * The keys, values or items of a dict.
   *
   * @param method the method that gave it
   */
  record View(String method, List<Value> items) implements Plain {}

  /** Named values that can be changed with {@code set}. */
  final class Lookup implements Value {
    private final Map<String, Value> values = new LinkedHashMap<>();

    @Nullable Value get(String name) {
      return values.get(name);
    }

    void put(String name, Value value) {
      values.put(name, value);
    }
  }

  /** What can be called. */
  sealed interface Callable extends Value permits Macro, Method, Builtin {}

  /** A macro and the scope it was defined in. */
  record Macro(Statement.Definition definition, Scope scope) implements Callable {}

  /** A method of a value. */
  record Method(Value of, String name) implements Callable {}

  /** The functions that every template has. */
  enum Builtin implements Callable {
    DICT,
    NAMESPACE,
    RAISE_EXCEPTION,
    RANGE,
    STRFTIME_NOW
  }
}
