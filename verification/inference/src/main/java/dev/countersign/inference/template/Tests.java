package dev.countersign.inference.template;

import dev.countersign.inference.template.Expression.Relation;
import dev.countersign.inference.template.Value.Bool;
import dev.countersign.inference.template.Value.Int;
import dev.countersign.inference.template.Value.Mapping;
import dev.countersign.inference.template.Value.None;
import dev.countersign.inference.template.Value.Real;
import dev.countersign.inference.template.Value.Sequence;
import dev.countersign.inference.template.Value.Undefined;
import java.math.BigInteger;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** What can stand behind {@code is}. */
final class Tests {
  /** What a test asks. */
  interface Test {
    boolean holds(Value value, List<Value> arguments, Rendering run) throws TemplateFailed;
  }

  private static final Map<String, Test> ALL = all();

  private Tests() {}

  static @Nullable Test find(String name) {
    return ALL.get(name);
  }

  /** The test that a selection names. */
  static Test get(Value name, Rendering run) throws TemplateFailed {
    Test test = name instanceof Text text ? ALL.get(text.plain()) : null;
    if (test == null) {
      throw run.unsupported("the test '" + Printed.of(name, run) + "'");
    }
    return test;
  }

  private static Map<String, Test> all() {
    Map<String, Test> tests = new HashMap<>();
    kinds(tests);
    relation(tests, Relation.EQUAL, "==", "eq", "equalto");
    relation(tests, Relation.DIFFERENT, "!=", "ne");
    relation(tests, Relation.LESS, "<", "lt", "lessthan");
    relation(tests, Relation.AT_MOST, "<=", "le");
    relation(tests, Relation.MORE, ">", "gt", "greaterthan");
    relation(tests, Relation.AT_LEAST, ">=", "ge");
    relation(tests, Relation.IN, "in");
    tests.put("divisibleby", new Arity(1, Tests::divisible));
    tests.put("even", new Arity(0, (v, a, run) -> remainder(v, BigInteger.TWO, run) == 0));
    tests.put("odd", new Arity(0, (v, a, run) -> remainder(v, BigInteger.TWO, run) == 1));
    tests.put("lower", new Arity(0, (v, a, run) -> Cases.isLower(Printed.of(v, run).plain())));
    tests.put("upper", new Arity(0, (v, a, run) -> Cases.isUpper(Printed.of(v, run).plain())));
    tests.put("sameas", new Arity(1, Tests::same));
    return Map.copyOf(tests);
  }

  private static void kinds(Map<String, Test> tests) {
    kind(tests, "boolean", v -> v instanceof Bool);
    kind(tests, "callable", v -> v instanceof Value.Callable || v instanceof Undefined);
    kind(tests, "defined", v -> !(v instanceof Undefined));
    kind(tests, "undefined", v -> v instanceof Undefined);
    kind(tests, "false", v -> v.equals(Bool.FALSE));
    kind(tests, "true", v -> v.equals(Bool.TRUE));
    kind(tests, "float", v -> v instanceof Real);
    kind(tests, "integer", v -> v instanceof Int);
    kind(tests, "iterable", Items::has);
    kind(tests, "mapping", v -> v instanceof Mapping);
    kind(tests, "none", v -> v == None.NONE);
    kind(tests, "number", Numbers::is);
    kind(tests, "string", v -> v instanceof Text || v instanceof Value.Marked);
    kind(
        tests,
        "sequence",
        v ->
            v instanceof Text
                || v instanceof Value.Marked
                || v instanceof Sequence
                || v instanceof Mapping
                || v instanceof Undefined);
  }

  private static void kind(Map<String, Test> tests, String name, Predicate<Value> is) {
    tests.put(name, new Arity(0, (value, arguments, run) -> is.test(value)));
  }

  private static void relation(Map<String, Test> tests, Relation relation, String... names) {
    Test test =
        new Arity(
            1, (value, given, run) -> Relations.holds(relation, value, given.getFirst(), run));
    for (String name : names) {
      tests.put(name, test);
    }
  }

  private static boolean divisible(Value value, List<Value> arguments, Rendering run)
      throws TemplateFailed {
    BigInteger by = Numbers.whole(arguments.getFirst());
    if (by == null || by.signum() == 0) {
      throw run.failed("'divisibleby' needs a whole number other than zero");
    }
    return remainder(value, by, run) == 0;
  }

  private static int remainder(Value value, BigInteger by, Rendering run) throws TemplateFailed {
    BigInteger whole = Numbers.whole(value);
    if (whole == null) {
      throw run.failed(Names.of(value) + " is no whole number");
    }
    return whole.mod(by.abs()).signum();
  }

  private static boolean same(Value value, List<Value> arguments, Rendering run)
      throws TemplateFailed {
    Value other = arguments.getFirst();
    boolean single = value instanceof Bool || value == None.NONE;
    if (!single && !(other instanceof Bool) && other != None.NONE) {
      throw run.unsupported("the test 'sameas' for other values than true, false and none");
    }
    return value.equals(other);
  }

  /** A test that counts its arguments. */
  private record Arity(int arguments, Test test) implements Test {
    @Override
    public boolean holds(Value value, List<Value> given, Rendering run) throws TemplateFailed {
      if (given.size() != arguments) {
        throw run.failed("a test takes " + arguments + " arguments here, not " + given.size());
      }
      return test.holds(value, given, run);
    }
  }
}
