package dev.countersign.inference.template;

import dev.countersign.inference.template.Expression.Operator;
import dev.countersign.inference.template.Value.Sequence;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;

/** The operators between values. */
final class Algebra {
  private Algebra() {}

  static Value apply(Operator operator, Value a, Value b, Rendering run) throws TemplateFailed {
    if (Numbers.is(a) && Numbers.is(b)) {
      return Numbers.apply(operator, a, b, run);
    }
    defined(a, run);
    defined(b, run);
    return switch (operator) {
      case ADD -> add(a, b, run);
      case MULTIPLY -> multiply(a, b, run);
      case REMAINDER -> {
        if (a instanceof Text) {
          throw run.unsupported("formatting text with '%'");
        }
        throw mismatch(operator, a, b, run);
      }
      case SUBTRACT, DIVIDE, FLOOR_DIVIDE, POWER -> throw mismatch(operator, a, b, run);
    };
  }

  /** Refuses what is not there. */
  static void defined(Value value, Rendering run) throws TemplateFailed {
    if (value instanceof Value.Undefined undefined) {
      throw run.failed(undefined.what() + " is undefined");
    }
  }

  private static Value add(Value a, Value b, Rendering run) throws TemplateFailed {
    if (a instanceof Text x && b instanceof Text y) {
      return new TextBuilder(run).append(x).append(y).text();
    }
    if (a instanceof Sequence x
        && b instanceof Sequence y
        && x.kind() == y.kind()
        && x.kind() != Sequence.Kind.RANGE) {
      run.spend((long) x.items().size() + y.items().size());
      List<Value> items = new ArrayList<>(x.items());
      items.addAll(y.items());
      return new Sequence(x.kind(), List.copyOf(items));
    }
    throw mismatch(Operator.ADD, a, b, run);
  }

  private static Value multiply(Value a, Value b, Rendering run) throws TemplateFailed {
    BigInteger times = Numbers.whole(a) == null ? Numbers.whole(b) : Numbers.whole(a);
    Value what = Numbers.whole(a) == null ? a : b;
    if (times != null) {
      int count = Math.max(0, Numbers.clamp(times));
      if (what instanceof Text text) {
        return repeat(text, count, run);
      }
      if (what instanceof Sequence s && s.kind() != Sequence.Kind.RANGE) {
        run.spend((long) count * s.items().size());
        List<Value> items = new ArrayList<>();
        for (int i = 0; i < count && !s.items().isEmpty(); i++) {
          items.addAll(s.items());
        }
        return new Sequence(s.kind(), List.copyOf(items));
      }
    }
    throw mismatch(Operator.MULTIPLY, a, b, run);
  }

  private static Text repeat(Text text, int count, Rendering run) throws TemplateFailed {
    if (text.isEmpty()) {
      return Text.EMPTY;
    }
    run.characters((long) text.length() * count, (long) text.length() * count);
    if (text.trusted()) {
      return Text.of(text.plain().repeat(count), true);
    }
    TextBuilder result = new TextBuilder(run);
    for (int i = 0; i < count; i++) {
      result.append(text);
    }
    return result.text();
  }

  static Value sign(Value value, boolean negative, Rendering run) throws TemplateFailed {
    defined(value, run);
    if (value instanceof Value.Real real) {
      return negative ? new Value.Real(-real.value()) : real;
    }
    BigInteger whole = Numbers.whole(value);
    if (whole == null) {
      throw run.failed(Names.of(value) + " has no sign");
    }
    return new Value.Int(negative ? whole.negate() : whole);
  }

  private static TemplateFailed mismatch(Operator operator, Value a, Value b, Rendering run) {
    return run.failed("no '" + operator.sign + "' of " + Names.of(a) + " and " + Names.of(b));
  }
}
