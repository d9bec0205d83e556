package dev.countersign.strategies;

import dev.countersign.inference.grammar.ToolCall;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** A call that moves money, with its arguments. */
sealed interface Planned {
  /** A decimal, or a share that ends with a percent sign. */
  String amount();

  /** The symbol of the token that is given away. */
  String spent();

  /** Every symbol it uses. */
  Set<String> tokens();

  /** Sells one token for another. */
  record Swap(String amount, String from, String to) implements Planned {
    @Override
    public String spent() {
      return from;
    }

    @Override
    public Set<String> tokens() {
      return new HashSet<>(List.of(from, to));
    }
  }

  /** Pays a recipient, by name. */
  record Transfer(String amount, String token, String to) implements Planned {
    @Override
    public String spent() {
      return token;
    }

    @Override
    public Set<String> tokens() {
      return Set.of(token);
    }
  }

  /** The calls as swaps and transfers, or nothing when one of them is neither. */
  static Optional<List<Planned>> of(List<ToolCall> calls) {
    List<Planned> planned = new ArrayList<>();
    for (ToolCall call : calls) {
      Optional<Planned> one =
          switch (call.name()) {
            case "swap" ->
                texts(call.arguments(), "from", "to")
                    .map(t -> new Swap(t.get(0), t.get(1), t.get(2)));
            case "transfer" ->
                texts(call.arguments(), "token", "to")
                    .map(t -> new Transfer(t.get(0), t.get(1), t.get(2)));
            default -> Optional.empty();
          };
      if (one.isEmpty()) {
        return Optional.empty();
      }
      planned.add(one.get());
    }
    return Optional.of(List.copyOf(planned));
  }

  /** The amount and two more arguments, all of them texts, and no argument besides. */
  private static Optional<List<String>> texts(ObjectNode arguments, String second, String third) {
    List<String> texts = new ArrayList<>();
    for (String name : List.of("amount", second, third)) {
      JsonNode value = arguments.get(name);
      if (value == null || !value.isString()) {
        return Optional.empty();
      }
      texts.add(value.stringValue());
    }
    return arguments.size() == texts.size() ? Optional.of(texts) : Optional.empty();
  }

  /** The swaps among calls. */
  static List<Swap> swaps(List<Planned> calls) {
    return calls.stream().filter(Swap.class::isInstance).map(Swap.class::cast).toList();
  }

  /** The transfers among calls. */
  static List<Transfer> transfers(List<Planned> calls) {
    return calls.stream().filter(Transfer.class::isInstance).map(Transfer.class::cast).toList();
  }
}
