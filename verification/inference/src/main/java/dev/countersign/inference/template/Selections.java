package dev.countersign.inference.template;

import dev.countersign.inference.template.Value.Undefined;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;

/** Filters that choose or change the items of a sequence. */
final class Selections {
  private Selections() {}

  /**
   * Follows a path such as {@code function.name} or {@code 0}, as filters with the argument {@code
   * attribute} do.
   */
  static Value at(Value value, Value path, Rendering run) throws TemplateFailed {
    if (!(path instanceof Text text)) {
      return Parts.item(value, path, run);
    }
    run.spend(1 + text.length());
    Value result = value;
    for (Value part : Splits.parts(text, ".", Integer.MAX_VALUE)) {
      result = Parts.item(result, step(part), run);
    }
    return result;
  }

  private static Value step(Value part) {
    boolean number =
        part instanceof Text t
            && !t.isEmpty()
            && t.length() < 10
            && t.plain().chars().allMatch(c -> c >= '0' && c <= '9');
    return number ? new Value.Int(new BigInteger(part.toString())) : part;
  }

  static Value select(Value value, Arguments arguments, Rendering run) throws TemplateFailed {
    return chosen(value, arguments, 0, true, run);
  }

  static Value reject(Value value, Arguments arguments, Rendering run) throws TemplateFailed {
    return chosen(value, arguments, 0, false, run);
  }

  static Value selectAttribute(Value value, Arguments arguments, Rendering run)
      throws TemplateFailed {
    return chosen(value, arguments, 1, true, run);
  }

  static Value rejectAttribute(Value value, Arguments arguments, Rendering run)
      throws TemplateFailed {
    return chosen(value, arguments, 1, false, run);
  }

  /**
   * The items that a test holds for, or does not.
   *
   * @param skipped 1 where the first argument is an attribute's name
   */
  private static Value chosen(
      Value value, Arguments arguments, int skipped, boolean wanted, Rendering run)
      throws TemplateFailed {
    List<Value> given = arguments.positional();
    if (!arguments.named().isEmpty() || given.size() < skipped) {
      throw run.failed("a selection needs its arguments by position");
    }
    Tests.Test test = (subject, rest, r) -> Truth.of(subject);
    List<Value> rest = List.of();
    if (given.size() > skipped) {
      test = Tests.get(given.get(skipped), run);
      rest = given.subList(skipped + 1, given.size());
    }
    List<Value> items = new ArrayList<>();
    for (Value item : items(value, run)) {
      Value subject = skipped == 0 ? item : at(item, given.getFirst(), run);
      if (test.holds(subject, rest, run) == wanted) {
        items.add(item);
      }
    }
    return new Stream(items);
  }

  /** What is false has no items here, even where it has none elsewhere. */
  private static List<Value> items(Value value, Rendering run) throws TemplateFailed {
    return Truth.of(value) ? Items.all(value, run) : List.of();
  }

  static Value map(Value value, Arguments arguments, Rendering run) throws TemplateFailed {
    List<Value> given = arguments.positional();
    List<Value> results = new ArrayList<>();
    if (given.isEmpty()) {
      Arguments.Bound bound = arguments.bind("map", run, "attribute", "default");
      Value attribute = bound.need("attribute");
      for (Value item : items(value, run)) {
        Value found = at(item, attribute, run);
        results.add(found instanceof Undefined ? bound.or("default", found) : found);
      }
      return new Stream(results);
    }
    if (!(given.getFirst() instanceof Text name)) {
      throw run.failed("the filter 'map' needs the name of a filter");
    }
    Arguments rest =
        new Arguments(
            given.subList(1, given.size()),
            Collections.unmodifiableSequencedMap(new LinkedHashMap<>(arguments.named())));
    for (Value item : items(value, run)) {
      run.enter();
      results.add(Filters.apply(name.plain(), item, rest, run));
      run.leave();
    }
    return new Stream(results);
  }
}
