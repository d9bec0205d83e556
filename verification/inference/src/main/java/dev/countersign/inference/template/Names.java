package dev.countersign.inference.template;

/** What messages call a value. */
final class Names {
  private Names() {}

  static String of(Value value) {
    return switch (value) {
      case Value.Undefined u -> "an undefined value";
      case Value.None n -> "none";
      case Value.Bool b -> "true or false";
      case Value.Int i -> "a whole number";
      case Value.Real r -> "a floating-point number";
      case Text t -> "text";
      case Value.Marked m -> "text marked as safe";
      case Value.Sequence s ->
          switch (s.kind()) {
            case LIST -> "a list";
            case TUPLE -> "a tuple";
            case RANGE -> "a range";
          };
      case Value.Mapping m -> "a dict";
      case Value.View v -> "the " + v.method() + " of a dict";
      case Value.Lookup l -> "a namespace";
      case Value.Callable c -> "a function";
      case Loop l -> "a loop";
      case Stream s -> "a generator";
    };
  }
}
