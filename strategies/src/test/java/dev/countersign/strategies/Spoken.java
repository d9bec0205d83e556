package dev.countersign.strategies;

import dev.countersign.inference.grammar.ToolCall;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * An instruction and the policy it is said to, with calls written as {@code swap 250 USDC WETH}.
 */
record Spoken(String say, SortedSet<String> symbols, SortedSet<String> recipients) {
  static Spoken of(String say) {
    return new Spoken(
        say,
        new TreeSet<>(List.of("DAI", "USDC", "WETH")),
        new TreeSet<>(List.of("alice", "bob", "carol", "dave", "landlord")));
  }

  /** Calls joined by a semicolon and a space. */
  static List<ToolCall> calls(String written) {
    return Arrays.stream(written.split("; ", -1)).map(Spoken::call).toList();
  }

  private static ToolCall call(String written) {
    String[] parts = written.split(" ", -1);
    ObjectNode arguments = JsonNodeFactory.instance.objectNode();
    if (parts[0].equals("hold")) {
      return new ToolCall("hold", arguments.put("reason", parts[1]));
    }
    arguments.put("amount", parts[1]);
    arguments.put(parts[0].equals("swap") ? "from" : "token", parts[2]);
    return new ToolCall(parts[0], arguments.put("to", parts[3]));
  }

  List<String> amounts() {
    return Wording.amounts(say, symbols);
  }

  Optional<String> objection(String calls) {
    return Wording.objection(say, symbols, recipients, calls(calls));
  }

  Comparison comparison(String calls) {
    Reading reading = new Reading(say, symbols, recipients);
    return new Comparison(reading, Mentions.in(reading), Planned.of(calls(calls)).orElseThrow());
  }
}
