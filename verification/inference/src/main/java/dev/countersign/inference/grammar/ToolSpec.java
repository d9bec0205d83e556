package dev.countersign.inference.grammar;

import java.util.Objects;
import tools.jackson.databind.JsonNode;

/**
 * A tool that a model may call.
 *
 * <p>Checks nothing: {@link CallGrammar#of} refuses what no automaton can be made of.
 *
 * @param name what it is called; letters, digits and {@code _ . / : -}, at most 128
 * @param description what the model is told about it; not part of the grammar
 * @param parameters the JSON Schema of its arguments, an object; see {@link CallGrammar}
 * @param exclusive whether a call of it stands alone: no other call in the same answer
 */
public record ToolSpec(String name, String description, JsonNode parameters, boolean exclusive) {

  /** A tool; the schema is copied. */
  public ToolSpec {
    Objects.requireNonNull(name);
    Objects.requireNonNull(description);
    parameters = parameters.deepCopy();
  }

  /** A tool that may be called beside others. */
  public ToolSpec(String name, String description, JsonNode parameters) {
    this(name, description, parameters, false);
  }

  @Override
  public JsonNode parameters() {
    return parameters.deepCopy();
  }
}
