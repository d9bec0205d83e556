package dev.countersign.receipt;

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** Copies JSON that a program built, so that it equals the same JSON read from a file. */
final class PlainJson {
  private static final long SAFE = 1L << 53;
  private static final JsonNodeFactory NODES = JsonNodeFactory.instance;

  private PlainJson() {}

  /**
   * A copy that nobody else can change, each number in its smallest node type.
   *
   * @throws IllegalArgumentException when it holds a number that is not an integer between -2^53
   *     and 2^53, or half of a surrogate pair
   */
  static JsonNode copy(JsonNode value) {
    return switch (value.getNodeType()) {
      case OBJECT -> {
        ObjectNode object = NODES.objectNode();
        value.properties().forEach(m -> object.set(whole(m.getKey()), copy(m.getValue())));
        yield object;
      }
      case ARRAY -> {
        ArrayNode array = NODES.arrayNode(value.size());
        value.forEach(element -> array.add(copy(element)));
        yield array;
      }
      case STRING -> {
        whole(value.stringValue());
        yield value;
      }
      case NUMBER -> integer(value);
      case BOOLEAN, NULL -> value;
      case MISSING, BINARY, POJO ->
          throw new IllegalArgumentException("not a JSON value: " + value.getNodeType());
    };
  }

  private static JsonNode integer(JsonNode number) {
    if (!number.isIntegralNumber() || !number.canConvertToLong()) {
      throw new IllegalArgumentException("not an integer of 53 bits: " + number);
    }
    long integer = number.longValue();
    if (integer <= -SAFE || integer >= SAFE) {
      throw new IllegalArgumentException("not an integer of 53 bits: " + number);
    }
    return integer == (int) integer ? NODES.numberNode((int) integer) : NODES.numberNode(integer);
  }

  private static String whole(String text) {
    if (Jcs.hasLoneSurrogate(text)) {
      throw new IllegalArgumentException("a text holds half of a surrogate pair");
    }
    return text;
  }
}
