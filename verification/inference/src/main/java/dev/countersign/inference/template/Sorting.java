package dev.countersign.inference.template;

import dev.countersign.inference.template.Value.Mapping;
import dev.countersign.inference.template.Value.None;
import dev.countersign.inference.template.Value.Sequence;
import dev.countersign.inference.template.Value.Undefined;
import java.util.ArrayList;
import java.util.List;

/** Filters that need an order or an equality of items; text in any case unless told otherwise. */
final class Sorting {
  /** An item and what it is sorted by. */
  private record Keyed(Value key, Value item) {}

  private Sorting() {}

  static Value sort(Value value, Arguments arguments, Rendering run) throws TemplateFailed {
    Arguments.Bound bound = arguments.bind("sort", run, "reverse", "case_sensitive", "attribute");
    List<Keyed> keyed = keyed(Items.all(value, run), bound, run);
    return Sequence.list(items(sorted(keyed, bound.numericFlag("reverse"), run)));
  }

  static Value dictsort(Value value, Arguments arguments, Rendering run) throws TemplateFailed {
    Arguments.Bound bound = arguments.bind("dictsort", run, "case_sensitive", "by", "reverse");
    if (!(value instanceof Mapping mapping)) {
      throw run.failed("the filter 'dictsort' needs a dict, not " + Names.of(value));
    }
    String by = bound.has("by") ? bound.text("by").plain() : "key";
    if (!by.equals("key") && !by.equals("value")) {
      throw run.failed("the filter 'dictsort' sorts by 'key' or 'value'");
    }
    List<Keyed> keyed = new ArrayList<>();
    for (var entry : mapping.entries().entrySet()) {
      Value key = by.equals("key") ? entry.getKey() : entry.getValue();
      Value pair = Sequence.pair(entry.getKey(), entry.getValue());
      keyed.add(new Keyed(folded(key, bound, run), pair));
    }
    return Sequence.list(items(sorted(keyed, bound.numericFlag("reverse"), run)));
  }

  static Value unique(Value value, Arguments arguments, Rendering run) throws TemplateFailed {
    Arguments.Bound bound = arguments.bind("unique", run, "case_sensitive", "attribute");
    List<Keyed> seen = new ArrayList<>();
    for (Keyed item : keyed(Items.all(value, run), bound, run)) {
      if (Relations.isUnhashable(item.key())) {
        throw run.failed(Names.of(item.key()) + " cannot be compared by the filter 'unique'");
      }
      boolean known = false;
      for (Keyed other : seen) {
        known = known || Relations.equal(other.key(), item.key(), run);
      }
      if (!known) {
        seen.add(item);
      }
    }
    return new Stream(items(seen));
  }

  static Value max(Value value, Arguments arguments, Rendering run) throws TemplateFailed {
    return extreme(value, arguments, true, run);
  }

  static Value min(Value value, Arguments arguments, Rendering run) throws TemplateFailed {
    return extreme(value, arguments, false, run);
  }

  private static Value extreme(Value value, Arguments arguments, boolean most, Rendering run)
      throws TemplateFailed {
    Arguments.Bound bound =
        arguments.bind(most ? "max" : "min", run, "case_sensitive", "attribute");
    List<Keyed> keyed = keyed(Items.all(value, run), bound, run);
    if (keyed.isEmpty()) {
      return new Undefined("the " + (most ? "largest" : "smallest") + " of no items");
    }
    Keyed best = keyed.getFirst();
    for (Keyed item : keyed.subList(1, keyed.size())) {
      int order = Relations.order(item.key(), best.key(), run);
      if (most ? order > 0 : order < 0) {
        best = item;
      }
    }
    return best.item();
  }

  private static List<Keyed> keyed(List<Value> items, Arguments.Bound bound, Rendering run)
      throws TemplateFailed {
    Value attribute = bound.or("attribute", None.NONE);
    if (attribute instanceof Text text && text.plain().indexOf(',') >= 0) {
      throw run.unsupported("sorting by several attributes");
    }
    List<Keyed> keyed = new ArrayList<>();
    for (Value item : items) {
      Value key = attribute == None.NONE ? item : Selections.at(item, attribute, run);
      keyed.add(new Keyed(folded(key, bound, run), item));
    }
    return keyed;
  }

  private static Value folded(Value key, Arguments.Bound bound, Rendering run)
      throws TemplateFailed {
    boolean fold = key instanceof Text && !bound.flag("case_sensitive");
    return fold ? Cases.lower((Text) key, run) : key;
  }

  private static List<Value> items(List<Keyed> keyed) {
    return keyed.stream().map(Keyed::item).toList();
  }

  /** A merge sort: stable, and in bounded steps whatever the order says. */
  private static List<Keyed> sorted(List<Keyed> items, boolean reverse, Rendering run)
      throws TemplateFailed {
    if (items.size() < 2) {
      return items;
    }
    int half = items.size() / 2;
    List<Keyed> left = sorted(items.subList(0, half), reverse, run);
    List<Keyed> right = sorted(items.subList(half, items.size()), reverse, run);
    run.spend(items.size());
    List<Keyed> merged = new ArrayList<>(items.size());
    int i = 0;
    int j = 0;
    while (i < left.size() && j < right.size()) {
      int order = Relations.order(right.get(j).key(), left.get(i).key(), run);
      merged.add((reverse ? order > 0 : order < 0) ? right.get(j++) : left.get(i++));
    }
    merged.addAll(left.subList(i, left.size()));
    merged.addAll(right.subList(j, right.size()));
    return merged;
  }
}
