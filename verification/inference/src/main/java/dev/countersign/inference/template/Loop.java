package dev.countersign.inference.template;

import java.util.ArrayDeque;
import java.util.Deque;
import org.jspecify.annotations.Nullable;

/** What a template knows as {@code loop}. Items are taken no sooner than someone asks for them. */
final class Loop implements Value {
  /** Where the items come from; null at the end. */
  interface Items {
    @Nullable Value next() throws TemplateFailed;
  }

  private final Items items;
  private final Deque<Value> ahead = new ArrayDeque<>();
  private int index = -1;
  private @Nullable Value previous;
  private @Nullable Value current;

  Loop(Items items) {
    this.items = items;
  }

  /** The next item, which is the current one from then on. */
  @Nullable Value advance() throws TemplateFailed {
    Value next = ahead.isEmpty() ? items.next() : ahead.poll();
    if (next != null) {
      previous = current;
      current = next;
      index++;
    }
    return next;
  }

  private boolean hasNext() throws TemplateFailed {
    if (ahead.isEmpty()) {
      Value next = items.next();
      if (next != null) {
        ahead.add(next);
      }
    }
    return !ahead.isEmpty();
  }

  private int length() throws TemplateFailed {
    for (Value next = items.next(); next != null; next = items.next()) {
      ahead.add(next);
    }
    return index + 1 + ahead.size();
  }

  Value attribute(String name, Rendering run) throws TemplateFailed {
    return switch (name) {
      case "index" -> Value.Int.of(index + 1L);
      case "index0" -> Value.Int.of(index);
      case "first" -> Value.Bool.of(index == 0);
      case "last" -> Value.Bool.of(!hasNext());
      case "length" -> Value.Int.of(length());
      case "revindex" -> Value.Int.of(length() - index);
      case "revindex0" -> Value.Int.of(length() - index - 1L);
      case "depth" -> Value.Int.of(1);
      case "depth0" -> Value.Int.of(0);
      case "previtem" -> neighbour(previous, "there is no previous item");
      case "nextitem" -> neighbour(hasNext() ? ahead.peek() : null, "there is no next item");
      case "cycle" -> new Value.Method(this, name);
      case "changed" -> throw run.unsupported("loop.changed");
      default -> new Value.Undefined("'loop' has no attribute '" + name + "', which");
    };
  }

  private static Value neighbour(@Nullable Value value, String what) {
    return value == null ? new Value.Undefined(what + ", which") : value;
  }

  Value cycle(Arguments arguments, Rendering run) throws TemplateFailed {
    if (arguments.positional().isEmpty() || !arguments.named().isEmpty()) {
      throw run.failed("loop.cycle needs values");
    }
    return arguments.positional().get(index % arguments.positional().size());
  }
}
