package dev.countersign.inference.grammar;

import java.util.Objects;
import tools.jackson.databind.node.ObjectNode;

/**
 * One call of a tool, as a model wrote it.
 *
 * @param name the tool's name
 * @param arguments the arguments in the order they were written; numbers with a fraction are
 *     decimals, never binary floating point
 */
public record ToolCall(String name, ObjectNode arguments) {

  /** A call; the arguments are copied. */
  public ToolCall {
    Objects.requireNonNull(name);
    arguments = arguments.deepCopy();
  }

  @Override
  public ObjectNode arguments() {
    return arguments.deepCopy();
  }
}
