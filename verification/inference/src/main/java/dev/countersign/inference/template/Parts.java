package dev.countersign.inference.template;

import dev.countersign.inference.template.Value.Sequence;
import dev.countersign.inference.template.Value.Undefined;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Items, slices and attributes of values; what is not there is undefined. */
final class Parts {
  private Parts() {}

  /** {@code value.name}: what the value can do goes before what it holds. */
  static Value attribute(Value value, String name, Rendering run) throws TemplateFailed {
    Algebra.defined(value, run);
    Value own = own(value, name, run);
    if (own != null) {
      return own;
    }
    Value item = value instanceof Value.Mapping m ? m.entries().get(Text.of(name, true)) : null;
    return item == null ? missing(value, name) : item;
  }

  /** {@code value[key]}: what the value holds goes before what it can do. */
  static Value item(Value value, Value key, Rendering run) throws TemplateFailed {
    Algebra.defined(value, run);
    Value found = null;
    if (value instanceof Value.Mapping m && key instanceof Text name) {
      found = m.entries().get(name);
    } else if (Numbers.whole(key) != null) {
      found = at(value, Numbers.whole(key), run);
    }
    if (found == null && key instanceof Text name) {
      if (name.plain().startsWith("__")) {
        throw run.unsupported("the attribute '" + name + "'");
      }
      found = own(value, name.plain(), run);
    }
    return found == null ? missing(value, "that") : found;
  }

  private static Undefined missing(Value value, String name) {
    return new Undefined("'" + name + "' of " + Names.of(value));
  }

  private static @Nullable Value own(Value value, String name, Rendering run)
      throws TemplateFailed {
    return switch (value) {
      case Value.Lookup l -> l.get(name);
      case Loop l -> l.attribute(name, run);
      case Value.Macro m -> throw run.unsupported("the attribute '" + name + "' of a macro");
      default -> Methods.has(value, name, run) ? new Value.Method(value, name) : null;
    };
  }

  private static @Nullable Value at(Value value, @Nullable BigInteger key, Rendering run)
      throws TemplateFailed {
    int index = key == null ? 0 : Numbers.clamp(key);
    return switch (value) {
      case Sequence s -> {
        int size = s.items().size();
        int from = index < 0 ? index + size : index;
        yield from >= 0 && from < size ? s.items().get(from) : null;
      }
      case Text t -> {
        run.spend(1 + t.length() / 64);
        int size = t.plain().codePointCount(0, t.length());
        int from = index < 0 ? index + size : index;
        yield from >= 0 && from < size ? character(t, t.plain().offsetByCodePoints(0, from)) : null;
      }
      default -> null;
    };
  }

  static Text character(Text text, int at) {
    return text.slice(at, at + Character.charCount(text.plain().codePointAt(at)));
  }

  static Value slice(
      Value value, @Nullable Value from, @Nullable Value to, @Nullable Value by, Rendering run)
      throws TemplateFailed {
    Algebra.defined(value, run);
    int step = by == null || by == Value.None.NONE ? 1 : Numbers.index(by, "a slice's step", run);
    if (step == 0) {
      throw run.failed("a slice's step is zero");
    }
    return switch (value) {
      case Sequence s -> {
        List<Value> items = new ArrayList<>();
        run.spend(s.items().size());
        for (int i : indices(s.items().size(), from, to, step, run)) {
          items.add(s.items().get(i));
        }
        yield new Sequence(s.kind(), List.copyOf(items));
      }
      case Text t -> slice(t, from, to, step, run);
      default -> throw run.failed(Names.of(value) + " has no slices");
    };
  }

  private static Text slice(
      Text text, @Nullable Value from, @Nullable Value to, int step, Rendering run)
      throws TemplateFailed {
    run.characters(text.length(), text.length());
    String plain = text.plain();
    int size = plain.codePointCount(0, plain.length());
    if (step == 1) {
      int start = bound(from, 0, size, false, run);
      int end = Math.max(start, bound(to, size, size, false, run));
      int first = plain.offsetByCodePoints(0, start);
      return text.slice(first, plain.offsetByCodePoints(first, end - start));
    }
    run.spend(size);
    int[] codePoints = plain.codePoints().toArray();
    StringBuilder result = new StringBuilder();
    for (int i : indices(size, from, to, step, run)) {
      result.appendCodePoint(codePoints[i]);
    }
    return text.as(result.toString());
  }

  private static int[] indices(
      int size, @Nullable Value from, @Nullable Value to, int step, Rendering run)
      throws TemplateFailed {
    boolean back = step < 0;
    int start = bound(from, back ? size - 1 : 0, size, back, run);
    int end = bound(to, back ? -1 : size, size, back, run);
    long count =
        back ? ((long) start - end - step - 1) / -step : ((long) end - start + step - 1) / step;
    int[] result = new int[(int) Math.max(0, count)];
    for (int i = 0; i < result.length; i++) {
      result[i] = start + i * step;
    }
    return result;
  }

  private static int bound(
      @Nullable Value value, int fallback, int size, boolean back, Rendering run)
      throws TemplateFailed {
    if (value == null || value == Value.None.NONE) {
      return fallback;
    }
    int index = Numbers.index(value, "a slice's bound", run);
    if (index < 0) {
      return Math.max(index + size, back ? -1 : 0);
    }
    return Math.min(index, back ? size - 1 : size);
  }
}
