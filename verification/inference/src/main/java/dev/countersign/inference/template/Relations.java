package dev.countersign.inference.template;

import dev.countersign.inference.template.Expression.Relation;
import dev.countersign.inference.template.Value.Sequence;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Comparisons as Python makes them; the origin of text plays no part. */
final class Relations {
  private Relations() {}

  static boolean holds(Relation relation, Value a, Value b, Rendering run) throws TemplateFailed {
    return switch (relation) {
      case EQUAL -> equal(a, b, run);
      case DIFFERENT -> !equal(a, b, run);
      case LESS -> order(a, b, run) < 0;
      case AT_MOST -> order(a, b, run) <= 0;
      case MORE -> order(a, b, run) > 0;
      case AT_LEAST -> order(a, b, run) >= 0;
      case IN -> in(a, b, run);
      case NOT_IN -> !in(a, b, run);
    };
  }

  static boolean equal(Value a, Value b, Rendering run) throws TemplateFailed {
    run.enter();
    boolean equal = sameContent(a, b, run);
    run.leave();
    return equal;
  }

  private static boolean sameContent(Value a, Value b, Rendering run) throws TemplateFailed {
    if (Numbers.is(a) && Numbers.is(b)) {
      return Numbers.order(a, b) == 0;
    }
    return switch (a) {
      case Value.Undefined u -> b instanceof Value.Undefined;
      case Text t -> {
        run.characters(t.length(), t.length());
        yield t.equals(b);
      }
      case Sequence s ->
          b instanceof Sequence o && s.kind() == o.kind() && same(s.items(), o.items(), run);
      case Value.Mapping m -> b instanceof Value.Mapping o && same(m, o, run);
      case Value.View v -> {
        if (b instanceof Value.View) {
          throw run.unsupported("a comparison of a dict's keys, values or items");
        }
        yield false;
      }
      case Value.Marked m -> throw run.unsupported("a comparison of " + Names.of(m));
      case Value.Callable c -> throw run.unsupported("a comparison of functions");
      default -> a.equals(b);
    };
  }

  private static boolean same(List<Value> a, List<Value> b, Rendering run) throws TemplateFailed {
    if (a.size() != b.size()) {
      return false;
    }
    for (int i = 0; i < a.size(); i++) {
      if (!equal(a.get(i), b.get(i), run)) {
        return false;
      }
    }
    return true;
  }

  private static boolean same(Value.Mapping a, Value.Mapping b, Rendering run)
      throws TemplateFailed {
    if (a.entries().size() != b.entries().size()) {
      return false;
    }
    for (Map.Entry<Text, Value> entry : a.entries().entrySet()) {
      Value other = b.entries().get(entry.getKey());
      if (other == null || !equal(entry.getValue(), other, run)) {
        return false;
      }
    }
    return true;
  }

  /** Less than, equal to or more than nothing, as the first comes before, with or after. */
  static int order(Value a, Value b, Rendering run) throws TemplateFailed {
    Algebra.defined(a, run);
    Algebra.defined(b, run);
    if (Numbers.is(a) && Numbers.is(b)) {
      return Numbers.order(a, b);
    }
    if (a instanceof Text x && b instanceof Text y) {
      run.characters(x.length(), Math.min(x.length(), y.length()));
      return byCodePoint(x.plain(), y.plain());
    }
    if (a instanceof Sequence x
        && b instanceof Sequence y
        && x.kind() == y.kind()
        && x.kind() != Sequence.Kind.RANGE) {
      run.enter();
      int order = lexical(x.items(), y.items(), run);
      run.leave();
      return order;
    }
    throw run.failed(Names.of(a) + " and " + Names.of(b) + " have no order");
  }

  private static int lexical(List<Value> a, List<Value> b, Rendering run) throws TemplateFailed {
    for (int i = 0; i < Math.min(a.size(), b.size()); i++) {
      if (!equal(a.get(i), b.get(i), run)) {
        return order(a.get(i), b.get(i), run);
      }
    }
    return Integer.compare(a.size(), b.size());
  }

  static int byCodePoint(String a, String b) {
    int shorter = Math.min(a.length(), b.length());
    for (int i = 0; i < shorter; i++) {
      char x = a.charAt(i);
      char y = b.charAt(i);
      if (x != y) {
        boolean pairs = Character.isSurrogate(x) != Character.isSurrogate(y);
        return pairs ? (Character.isSurrogate(x) ? 1 : -1) : Character.compare(x, y);
      }
    }
    return Integer.compare(a.length(), b.length());
  }

  static boolean in(Value item, Value container, Rendering run) throws TemplateFailed {
    return switch (container) {
      case Text t -> {
        if (!(item instanceof Text part)) {
          throw run.failed("only text can be in text, not " + Names.of(item));
        }
        run.search(t, part);
        yield t.plain().contains(part.plain());
      }
      case Sequence s -> among(item, s.items(), run);
      case Value.View v -> among(item, v.items(), run);
      case Value.Mapping m -> {
        if (isUnhashable(item)) {
          throw run.failed(Names.of(item) + " cannot be a key");
        }
        yield item instanceof Text key && m.entries().containsKey(key);
      }
      case Value.Undefined u -> false;
      case Stream s -> {
        boolean found = false;
        for (Value next = s.next(); next != null && !found; next = found ? null : s.next()) {
          found = equal(item, next, run);
        }
        yield found;
      }
      default -> throw run.failed("nothing can be in " + Names.of(container));
    };
  }

  static boolean isUnhashable(@Nullable Value value) {
    return value instanceof Value.Mapping
        || (value instanceof Sequence s && s.kind() == Sequence.Kind.LIST);
  }

  private static boolean among(Value item, List<Value> items, Rendering run) throws TemplateFailed {
    for (Value other : items) {
      if (equal(item, other, run)) {
        return true;
      }
    }
    return false;
  }
}
