package dev.countersign.inference.template;

import dev.countersign.inference.template.Value.Mapping;
import dev.countersign.inference.template.Value.Sequence;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Methods of dicts and lists; those of text are in {@link TextMethods}. */
final class Methods {
  private static final Set<String> OF_DICTS = Set.of("get", "items", "keys", "values");
  private static final Set<String> OF_LISTS = Set.of("count", "index");

  /** What Python has and nothing here does: refused by name rather than undefined. */
  private static final Set<String> REFUSED_OF_DICTS =
      Set.of("clear", "copy", "fromkeys", "pop", "popitem", "setdefault", "update");

  private static final Set<String> REFUSED_OF_LISTS =
      Set.of("append", "clear", "copy", "extend", "insert", "pop", "remove", "reverse", "sort");

  private static final Set<String> REFUSED_OF_VIEWS = Set.of("isdisjoint", "mapping");

  private static final Set<String> REFUSED_OF_NUMBERS =
      Set.of(
          "as_integer_ratio",
          "bit_count",
          "bit_length",
          "conjugate",
          "denominator",
          "from_bytes",
          "fromhex",
          "hex",
          "imag",
          "is_integer",
          "numerator",
          "real",
          "to_bytes");

  private Methods() {}

  /** Whether a value has a method; those that are known but not done here are refused. */
  static boolean has(Value value, String name, Rendering run) throws TemplateFailed {
    return switch (value) {
      case Text t -> known(name, TextMethods.KNOWN, TextMethods.REFUSED, "text", run);
      case Mapping m -> known(name, OF_DICTS, REFUSED_OF_DICTS, "a dict", run);
      case Sequence s -> known(name, OF_LISTS, REFUSED_OF_LISTS, Names.of(s), run);
      case Value.View v -> known(name, Set.of(), REFUSED_OF_VIEWS, Names.of(v), run);
      case Value.Int i -> known(name, Set.of(), REFUSED_OF_NUMBERS, Names.of(i), run);
      case Value.Bool b -> known(name, Set.of(), REFUSED_OF_NUMBERS, Names.of(b), run);
      case Value.Marked m -> throw run.unsupported("the method '" + name + "' of " + Names.of(m));
      case Value.Real r -> known(name, Set.of(), REFUSED_OF_NUMBERS, Names.of(r), run);
      default -> false;
    };
  }

  private static boolean known(
      String name, Set<String> known, Set<String> refused, String of, Rendering run)
      throws TemplateFailed {
    if (refused.contains(name)) {
      throw run.unsupported("the method '" + name + "' of " + of);
    }
    return known.contains(name);
  }

  static Value call(Value.Method method, Arguments arguments, Rendering run) throws TemplateFailed {
    return switch (method.of()) {
      case Text text -> TextMethods.call(text, method.name(), arguments, run);
      case Mapping mapping -> call(mapping, method.name(), arguments, run);
      case Sequence sequence -> call(sequence, method.name(), arguments, run);
      case Loop loop -> loop.cycle(arguments, run);
      default -> throw run.unsupported("the method '" + method.name() + "'");
    };
  }

  private static Value call(Mapping mapping, String name, Arguments arguments, Rendering run)
      throws TemplateFailed {
    if (name.equals("get")) {
      return get(mapping, arguments, run);
    }
    arguments.bind("dict." + name, run);
    run.spend(mapping.entries().size());
    List<Value> items = new ArrayList<>();
    for (Map.Entry<Text, Value> entry : mapping.entries().entrySet()) {
      items.add(
          switch (name) {
            case "keys" -> entry.getKey();
            case "values" -> entry.getValue();
            default -> Sequence.pair(entry.getKey(), entry.getValue());
          });
    }
    return new Value.View(name, List.copyOf(items));
  }

  private static Value get(Mapping mapping, Arguments arguments, Rendering run)
      throws TemplateFailed {
    if (!arguments.named().isEmpty()) {
      throw run.failed("dict.get takes no arguments by name");
    }
    Arguments.Bound bound = arguments.bind("dict.get", run, "key", "default");
    Value key = bound.need("key");
    if (Relations.isUnhashable(key)) {
      throw run.failed(Names.of(key) + " cannot be a key");
    }
    Value found = key instanceof Text text ? mapping.entries().get(text) : null;
    return found == null ? bound.or("default", Value.None.NONE) : found;
  }

  private static Value call(Sequence sequence, String name, Arguments arguments, Rendering run)
      throws TemplateFailed {
    Value item = arguments.bind(name, run, "item").need("item");
    int count = 0;
    for (int i = 0; i < sequence.items().size(); i++) {
      if (Relations.equal(sequence.items().get(i), item, run)) {
        if (name.equals("index")) {
          return Value.Int.of(i);
        }
        count++;
      }
    }
    if (name.equals("index")) {
      throw run.failed("the item is not in the list");
    }
    return Value.Int.of(count);
  }
}
