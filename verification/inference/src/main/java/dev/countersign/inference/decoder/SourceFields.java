package dev.countersign.inference.decoder;

import dev.countersign.inference.Excerpt;
import dev.countersign.inference.ModelRefused;
import dev.countersign.inference.ModelRefused.Code;
import java.math.BigDecimal;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * The members of somebody's JSON object, and which of them were understood: one that nobody asked
 * for is refused by name, because it may change what the model computes. JSON's null counts as
 * absent, as it does for Hugging Face.
 */
final class SourceFields {
  private static final int MOST_DIGITS = 18;

  private final String where;
  private final ObjectNode object;
  private final Set<String> understood = new HashSet<>();

  SourceFields(String where, ObjectNode object) {
    this.where = where;
    this.object = object;
  }

  /** These change nothing. */
  void ignore(Set<String> names) {
    understood.addAll(names);
  }

  /** Whether the object has the member, null or not. */
  boolean has(String name) {
    return object.has(name);
  }

  Optional<JsonNode> node(String name) {
    understood.add(name);
    JsonNode value = object.get(name);
    return value == null || value.isNull() ? Optional.empty() : Optional.of(value);
  }

  int integer(String name) throws ModelRefused {
    return optionalInteger(name).orElseThrow(() -> wrong(name, "is missing"));
  }

  Optional<Integer> optionalInteger(String name) throws ModelRefused {
    Optional<JsonNode> value = node(name);
    if (value.isPresent() && !(value.get().isIntegralNumber() && value.get().canConvertToInt())) {
      throw wrong(name, "is not a whole number that fits 32 bits: " + shown(value.get()));
    }
    return value.map(JsonNode::intValue);
  }

  boolean flag(String name, boolean otherwise) throws ModelRefused {
    Optional<JsonNode> value = node(name);
    if (value.isPresent() && !value.get().isBoolean()) {
      throw wrong(name, "is neither true nor false: " + shown(value.get()));
    }
    return value.map(JsonNode::booleanValue).orElse(otherwise);
  }

  Optional<String> text(String name) throws ModelRefused {
    Optional<JsonNode> value = node(name);
    if (value.isPresent() && !value.get().isString()) {
      throw wrong(name, "is not text: " + shown(value.get()));
    }
    return value.map(JsonNode::stringValue);
  }

  /** A number as decimal text without an exponent. */
  Optional<String> decimal(String name) throws ModelRefused {
    Optional<JsonNode> value = node(name);
    if (value.isEmpty()) {
      return Optional.empty();
    }
    if (!value.get().isNumber()) {
      throw wrong(name, "is not a number: " + shown(value.get()));
    }
    BigDecimal number = value.get().decimalValue();
    if (Math.abs((long) number.scale()) > 2 * MOST_DIGITS) {
      throw wrong(name, "is absurd: " + shown(value.get()));
    }
    BigDecimal plain = number.stripTrailingZeros();
    return Optional.of(plain.setScale(Math.max(0, plain.scale())).toPlainString());
  }

  /** Nothing but what was asked for. */
  void requireAllUnderstood() throws ModelRefused {
    for (String name : object.propertyNames()) {
      if (!understood.contains(name)) {
        throw new ModelRefused(
            Code.UNSUPPORTED,
            "%s has %s, which is not known here: it may change what the model computes"
                .formatted(where, Excerpt.of(name)));
      }
    }
  }

  ModelRefused wrong(String name, String how) {
    return new ModelRefused(Code.MALFORMED, where + ": " + name + " " + how);
  }

  ModelRefused unsupported(String what) {
    return new ModelRefused(Code.UNSUPPORTED, where + ": " + what);
  }

  private static String shown(JsonNode value) {
    return Excerpt.of(value.toString());
  }
}
