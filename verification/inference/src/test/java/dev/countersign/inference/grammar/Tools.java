package dev.countersign.inference.grammar;

import java.util.List;

/** Tools for tests. */
final class Tools {
  static final ToolSpec SWAP =
      tool(
          "swap",
          """
          {"type": "object", "properties": {
             "amount": {"type": "string", "enum": ["250", "25", "1000.50", "50%"]},
             "from": {"type": "string", "enum": ["USDC", "WETH"]},
             "to": {"type": "string", "enum": ["USDC", "WETH"]}},
           "required": ["amount", "from", "to"], "additionalProperties": false}
          """);

  static final ToolSpec TRANSFER =
      tool(
          "transfer",
          """
          {"type": "object", "properties": {
             "amount": {"enum": ["40"]},
             "token": {"enum": ["USDC", "WETH"]},
             "to": {"enum": ["alice", "ali", "bob", "Zoë \\"Z\\" \\n😀"]}},
           "required": ["amount", "token", "to"]}
          """);

  static final ToolSpec HOLD =
      new ToolSpec(
          "hold",
          "do nothing",
          Tokenizers.JSON.readTree(
              """
              {"type": "object", "properties": {
                 "reason": {"enum": ["unclear", "not-allowed", "nothing-to-do"]}},
               "required": ["reason"]}
              """),
          true);

  static final List<ToolSpec> MONEY = List.of(SWAP, TRANSFER, HOLD);

  private Tools() {}

  static ToolSpec tool(String name, String schema) {
    return new ToolSpec(name, name, Tokenizers.JSON.readTree(schema));
  }

  /** A tool {@code t} with one required property {@code x}. */
  static ToolSpec with(String property) {
    return tool(
        "t",
        "{\"type\": \"object\", \"properties\": {\"x\": " + property + "}, \"required\": [\"x\"]}");
  }
}
