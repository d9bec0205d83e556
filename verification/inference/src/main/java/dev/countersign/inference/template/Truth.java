package dev.countersign.inference.template;

/** What counts as true. */
final class Truth {
  private Truth() {}

  static boolean of(Value value) {
    return switch (value) {
      case Value.Undefined u -> false;
      case Value.None n -> false;
      case Value.Bool b -> b.value();
      case Value.Int i -> i.value().signum() != 0;
      case Value.Real r -> r.value() != 0;
      case Text t -> !t.isEmpty();
      case Value.Marked m -> !m.text().isEmpty();
      case Value.Sequence s -> !s.items().isEmpty();
      case Value.Mapping m -> !m.entries().isEmpty();
      case Value.View v -> !v.items().isEmpty();
      case Value.Lookup l -> true;
      case Value.Callable c -> true;
      case Loop l -> true;
      case Stream s -> true;
    };
  }
}
