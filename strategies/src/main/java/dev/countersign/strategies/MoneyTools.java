package dev.countersign.strategies;

import dev.countersign.inference.grammar.ToolSpec;
import dev.countersign.receipt.Bytes32;
import dev.countersign.receipt.Jcs;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * What a language model may call: {@code swap}, {@code transfer} and {@code hold}. Each argument is
 * one of a list, so that nothing can be invented: amounts, symbols and recipients are those that
 * the instruction names, and of the policy.
 */
public final class MoneyTools {
  /** Sells one token for another. */
  public static final String SWAP = "swap";

  /** Pays somebody. */
  public static final String TRANSFER = "transfer";

  /** Does nothing, on purpose; it stands alone. */
  public static final String HOLD = "hold";

  /** All of them. */
  public static final List<String> NAMES = List.of(SWAP, TRANSFER, HOLD);

  /** Why a model may hold. */
  public static final List<String> HOLD_REASONS =
      List.of("unclear", "not-allowed", "nothing-to-do");

  private static final Map<String, String> DESCRIPTIONS =
      Map.of(
          SWAP,
          "Sell an exact amount of one token for another.",
          TRANSFER,
          "Send an exact amount of a token to a recipient.",
          HOLD,
          "Do nothing: the instruction is unclear, not allowed, or asks for nothing.");

  private MoneyTools() {}

  static String description(String tool) {
    return java.util.Objects.requireNonNull(DESCRIPTIONS.get(tool), tool);
  }

  /** The JSON Schema of a tool's arguments; an empty list of values is left out. */
  static ObjectNode parameters(String tool, Offered offered) {
    ObjectNode schema = JsonNodeFactory.instance.objectNode();
    schema.put("type", "object");
    ObjectNode properties = schema.putObject("properties");
    switch (tool) {
      case SWAP -> {
        property(
            properties,
            "amount",
            "how much is sold, or a share of what is held",
            offered.amounts());
        property(properties, "from", "the token sold", offered.symbols());
        property(properties, "to", "the token bought", offered.symbols());
      }
      case TRANSFER -> {
        property(
            properties,
            "amount",
            "how much is sent, or a share of what is held",
            offered.amounts());
        property(properties, "token", "the token sent", offered.symbols());
        property(properties, "to", "who gets it", offered.recipients());
      }
      case HOLD -> property(properties, "reason", "why", HOLD_REASONS);
      default -> throw new IllegalArgumentException("no tool is named " + tool);
    }
    ArrayNode required = schema.putArray("required");
    properties.propertyNames().forEach(required::add);
    return schema.put("additionalProperties", false);
  }

  private static void property(
      ObjectNode properties, String name, String description, List<String> values) {
    ObjectNode property = properties.putObject(name).put("type", "string");
    property.put("description", description);
    if (!values.isEmpty()) {
      values.forEach(property.putArray("enum")::add);
    }
  }

  /**
   * The tools as the strategy {@code planner} offers them for an instruction: each argument is one
   * of what the instruction names, and a tool that lacks something is not offered.
   *
   * @param symbols of the policy's tokens
   * @param recipients of the policy, by name
   */
  public static List<ToolSpec> offered(
      String instruction, List<String> symbols, List<String> recipients) {
    return offered(
        NAMES, Wording.offered(instruction, new TreeSet<>(symbols), new TreeSet<>(recipients)));
  }

  /** A tool is offered where each of its arguments can be something. */
  static List<ToolSpec> offered(List<String> names, Offered offered) {
    List<ToolSpec> tools = new ArrayList<>();
    for (String tool : names) {
      boolean possible =
          switch (tool) {
            case SWAP -> !offered.amounts().isEmpty() && offered.symbols().size() > 1;
            case TRANSFER ->
                !offered.amounts().isEmpty()
                    && !offered.symbols().isEmpty()
                    && !offered.recipients().isEmpty();
            default -> true;
          };
      if (possible) {
        tools.add(
            new ToolSpec(tool, description(tool), parameters(tool, offered), tool.equals(HOLD)));
      }
    }
    return tools;
  }

  /** SHA-256 of the canonical form of these tools' names, descriptions and schemas. */
  public static Bytes32 digest(List<String> tools) {
    ArrayNode list = JsonNodeFactory.instance.arrayNode();
    for (String tool : tools.stream().distinct().toList()) {
      ObjectNode entry = list.addObject().put("name", tool).put("description", description(tool));
      entry.set("parameters", parameters(tool, Offered.NOTHING));
    }
    return Bytes32.sha256(Jcs.canonical(list));
  }
}
