package dev.countersign.inference.template;

import dev.countersign.inference.template.Value.Mapping;
import dev.countersign.inference.template.Value.Sequence;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;

/** The functions that templates can call by name. */
final class Functions {
  /** Jinja2's sandbox gives no longer ranges. */
  private static final int LONGEST_RANGE = 100_000;

  private Functions() {}

  static Value call(Value.Builtin function, Arguments arguments, Rendering run)
      throws TemplateFailed {
    return switch (function) {
      case DICT -> Mapping.of(entries("dict", arguments, run));
      case NAMESPACE -> namespace(arguments, run);
      case RAISE_EXCEPTION -> {
        Value message = arguments.bind("raise_exception", run, "message").need("message");
        throw run.raised(Printed.of(message, run).plain());
      }
      case RANGE -> range(arguments, run);
      case STRFTIME_NOW -> {
        Text format = arguments.bind("strftime_now", run, "format").text("format");
        yield format.as(Strftime.format(format.plain(), run));
      }
    };
  }

  private static Value namespace(Arguments arguments, Rendering run) throws TemplateFailed {
    Value.Lookup namespace = new Value.Lookup();
    entries("namespace", arguments, run)
        .forEach((name, value) -> namespace.put(name.plain(), value));
    return namespace;
  }

  private static SequencedMap<Text, Value> entries(String what, Arguments arguments, Rendering run)
      throws TemplateFailed {
    SequencedMap<Text, Value> entries = new LinkedHashMap<>();
    if (arguments.positional().size() > 1) {
      throw run.failed(what + " takes at most one value without a name");
    }
    if (!arguments.positional().isEmpty()) {
      Value from = arguments.positional().getFirst();
      Algebra.defined(from, run);
      if (from instanceof Mapping mapping) {
        run.spend(mapping.entries().size());
        entries.putAll(mapping.entries());
      } else {
        for (Value item : Items.all(from, run)) {
          if (!(item instanceof Sequence pair)
              || pair.items().size() != 2
              || !(pair.items().getFirst() instanceof Text key)) {
            throw run.failed(what + " needs pairs of a text and a value");
          }
          entries.put(key, pair.items().getLast());
        }
      }
    }
    for (Map.Entry<String, Value> named : arguments.named().entrySet()) {
      entries.put(Text.of(named.getKey(), true), named.getValue());
    }
    return entries;
  }

  private static Value range(Arguments arguments, Rendering run) throws TemplateFailed {
    if (!arguments.named().isEmpty()) {
      throw run.failed("range takes no arguments by name");
    }
    Arguments.Bound bound = arguments.bind("range", run, "first", "second", "step");
    Value first = bound.need("first");
    boolean single = !bound.has("second");
    int from = single ? 0 : Numbers.index(first, "range: 'start'", run);
    int to = single ? Numbers.index(first, "range: 'stop'", run) : bound.number("second", 0);
    int step = bound.number("step", 1);
    if (step == 0) {
      throw run.failed("range: the step is zero");
    }
    long count =
        step > 0
            ? ((long) to - from + step - 1) / step
            : ((long) from - to - step - 1) / -(long) step;
    if (count > LONGEST_RANGE) {
      throw run.failed("range: more than " + LONGEST_RANGE + " numbers");
    }
    run.spend(Math.max(0, count));
    List<Value> items = new ArrayList<>();
    for (long i = 0; i < count; i++) {
      items.add(Value.Int.of(from + i * step));
    }
    return new Sequence(Sequence.Kind.RANGE, List.copyOf(items));
  }
}
