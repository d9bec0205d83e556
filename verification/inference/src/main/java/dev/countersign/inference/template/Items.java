package dev.countersign.inference.template;

import dev.countersign.inference.template.Value.Sequence;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;

/** What iteration gives. */
final class Items {
  private Items() {}

  static boolean has(Value value) {
    return switch (value) {
      case Text t -> true;
      case Value.Marked m -> true;
      case Sequence s -> true;
      case Value.Mapping m -> true;
      case Value.View v -> true;
      case Value.Undefined u -> true;
      case Stream s -> true;
      case Loop l -> true;
      case Value.Callable c -> false;
      case Value.Lookup l -> false;
      case Value.None n -> false;
      case Value.Bool b -> false;
      case Value.Int i -> false;
      case Value.Real r -> false;
    };
  }

  /** One after the other; the rest of a generator stays in it. */
  static Loop.Items each(Value value, Rendering run) throws TemplateFailed {
    if (value instanceof Stream stream) {
      return stream::next;
    }
    Iterator<Value> items = all(value, run).iterator();
    return () -> items.hasNext() ? items.next() : null;
  }

  static List<Value> all(Value value, Rendering run) throws TemplateFailed {
    return switch (value) {
      case Sequence s -> {
        run.spend(s.items().size());
        yield s.items();
      }
      case Value.View v -> {
        run.spend(v.items().size());
        yield v.items();
      }
      case Value.Mapping m -> {
        run.spend(m.entries().size());
        yield List.copyOf(m.entries().keySet());
      }
      case Value.Undefined u -> List.of();
      case Text t -> characters(t, run);
      case Stream s -> {
        List<Value> items = new ArrayList<>();
        for (Value item = s.next(); item != null; item = s.next()) {
          run.spend(1);
          items.add(item);
        }
        yield List.copyOf(items);
      }
      case Loop l -> throw run.unsupported("iteration over 'loop'");
      case Value.Marked m -> throw run.unsupported("iteration over " + Names.of(m));
      default -> throw run.failed(Names.of(value) + " has no items");
    };
  }

  private static List<Value> characters(Text text, Rendering run) throws TemplateFailed {
    run.spend(text.length());
    List<Value> items = new ArrayList<>();
    for (int at = 0; at < text.length(); ) {
      Text character = Parts.character(text, at);
      items.add(character);
      at += character.length();
    }
    return List.copyOf(items);
  }

  static int length(Value value, Rendering run) throws TemplateFailed {
    return switch (value) {
      case Text t -> {
        run.spend(1 + t.length() / 64);
        yield t.plain().codePointCount(0, t.length());
      }
      case Sequence s -> s.items().size();
      case Value.Mapping m -> m.entries().size();
      case Value.View v -> v.items().size();
      case Value.Undefined u -> 0;
      default -> throw run.failed(Names.of(value) + " has no length");
    };
  }
}
