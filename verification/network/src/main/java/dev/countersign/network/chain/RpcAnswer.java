package dev.countersign.network.chain;

import tools.jackson.databind.JsonNode;

/** What a node answered to one request of a batch. */
public sealed interface RpcAnswer {
  /**
   * The node did what was asked.
   *
   * @param value the {@code result} member, a JSON null when there is nothing
   */
  record Result(JsonNode value) implements RpcAnswer {}

  /**
   * The node answered with an error.
   *
   * @param refusal the error
   */
  record Refused(ChainRefused refusal) implements RpcAnswer {}

  /**
   * The result.
   *
   * @throws ChainRefused when the node refused this request
   */
  default JsonNode orThrow() throws ChainRefused {
    return switch (this) {
      case Result(JsonNode value) -> value;
      case Refused(ChainRefused refusal) -> throw refusal;
    };
  }
}
