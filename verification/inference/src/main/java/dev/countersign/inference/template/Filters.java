package dev.countersign.inference.template;

import dev.countersign.inference.template.Value.Mapping;
import dev.countersign.inference.template.Value.None;
import dev.countersign.inference.template.Value.Sequence;
import dev.countersign.inference.template.Value.Undefined;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The filters by name: Jinja2's, and {@code tojson} as transformers replaces it. */
final class Filters {
  /** What a filter does. */
  interface Filter {
    Value apply(Value value, Arguments arguments, Rendering run) throws TemplateFailed;
  }

  private static final Map<String, Filter> ALL =
      Map.ofEntries(
          Map.entry("capitalize", TextFilters::capitalize),
          Map.entry("count", Filters::length),
          Map.entry("d", Filters::fallback),
          Map.entry("default", Filters::fallback),
          Map.entry("dictsort", Sorting::dictsort),
          Map.entry("first", Filters::first),
          Map.entry("float", NumberFilters::real),
          Map.entry("indent", TextFilters::indent),
          Map.entry("int", NumberFilters::whole),
          Map.entry("items", Filters::items),
          Map.entry("join", TextFilters::join),
          Map.entry("last", Filters::last),
          Map.entry("length", Filters::length),
          Map.entry("list", Filters::list),
          Map.entry("lower", TextFilters::lower),
          Map.entry("map", Selections::map),
          Map.entry("max", Sorting::max),
          Map.entry("min", Sorting::min),
          Map.entry("reject", Selections::reject),
          Map.entry("rejectattr", Selections::rejectAttribute),
          Map.entry("replace", TextFilters::replace),
          Map.entry("reverse", Filters::reverse),
          Map.entry("safe", Filters::safe),
          Map.entry("select", Selections::select),
          Map.entry("selectattr", Selections::selectAttribute),
          Map.entry("sort", Sorting::sort),
          Map.entry("string", TextFilters::string),
          Map.entry("title", TextFilters::title),
          Map.entry("tojson", Json::filter),
          Map.entry("trim", TextFilters::trim),
          Map.entry("unique", Sorting::unique),
          Map.entry("upper", TextFilters::upper));

  private Filters() {}

  static @Nullable Filter find(String name) {
    return ALL.get(name);
  }

  static Value apply(String name, Value value, Arguments arguments, Rendering run)
      throws TemplateFailed {
    Filter filter = ALL.get(name);
    if (filter == null) {
      throw run.unsupported("the filter '" + name + "'");
    }
    return filter.apply(value, arguments, run);
  }

  private static Value safe(Value value, Arguments arguments, Rendering run) throws TemplateFailed {
    arguments.bind("safe", run);
    return new Value.Marked(Printed.output(value, run));
  }

  private static Value fallback(Value value, Arguments arguments, Rendering run)
      throws TemplateFailed {
    Arguments.Bound bound = arguments.bind("default", run, "default_value", "boolean");
    boolean missing = value instanceof Undefined || (bound.flag("boolean") && !Truth.of(value));
    return missing ? bound.or("default_value", Text.EMPTY) : value;
  }

  private static Value length(Value value, Arguments arguments, Rendering run)
      throws TemplateFailed {
    arguments.bind("length", run);
    return Value.Int.of(Items.length(value, run));
  }

  private static Value first(Value value, Arguments arguments, Rendering run)
      throws TemplateFailed {
    arguments.bind("first", run);
    if (value instanceof Text text && !text.isEmpty()) {
      return Parts.character(text, 0);
    }
    Value first = Items.each(value, run).next();
    return first == null ? new Undefined("the first of no items") : first;
  }

  private static Value last(Value value, Arguments arguments, Rendering run) throws TemplateFailed {
    arguments.bind("last", run);
    if (value instanceof Text text && !text.isEmpty()) {
      int start = text.plain().offsetByCodePoints(text.length(), -1);
      return text.slice(start, text.length());
    }
    if (value instanceof Stream) {
      throw run.failed("a generator has no last item");
    }
    List<Value> items = Items.all(value, run);
    return items.isEmpty() ? new Undefined("the last of no items") : items.getLast();
  }

  private static Value list(Value value, Arguments arguments, Rendering run) throws TemplateFailed {
    arguments.bind("list", run);
    return Sequence.list(Items.all(value, run));
  }

  private static Value items(Value value, Arguments arguments, Rendering run)
      throws TemplateFailed {
    arguments.bind("items", run);
    if (value instanceof Undefined) {
      return new Stream(List.of());
    }
    if (!(value instanceof Mapping mapping)) {
      throw run.failed("the filter 'items' needs a dict, not " + Names.of(value));
    }
    run.spend(mapping.entries().size());
    List<Value> pairs = new ArrayList<>();
    mapping.entries().forEach((key, entry) -> pairs.add(Sequence.pair(key, entry)));
    return new Stream(pairs);
  }

  private static Value reverse(Value value, Arguments arguments, Rendering run)
      throws TemplateFailed {
    arguments.bind("reverse", run);
    if (value instanceof Text) {
      return Parts.slice(value, null, null, Value.Int.of(-1), run);
    }
    if (value == None.NONE || !Items.has(value)) {
      throw run.failed(Names.of(value) + " has no items");
    }
    return new Stream(Items.all(value, run).reversed());
  }
}
