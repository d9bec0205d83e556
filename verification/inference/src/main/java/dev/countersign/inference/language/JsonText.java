package dev.countersign.inference.language;

import tools.jackson.core.JacksonException;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/**
 * JSON objects that travel as text inside a conversation, because the order of their members counts
 * and canonical JSON would sort them.
 */
final class JsonText {
  private static final JsonMapper MAPPER =
      JsonMapper.builder(
              JsonFactory.builder()
                  .streamReadConstraints(
                      StreamReadConstraints.builder()
                          .maxNestingDepth(32)
                          .maxDocumentLength(1 << 18)
                          .maxTokenCount(1 << 16)
                          .maxNameLength(1024)
                          .maxNumberLength(64)
                          .build())
                  .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                  .build())
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
          .build();

  private JsonText() {}

  /**
   * The object that a text is.
   *
   * @throws IllegalArgumentException when it is none, or nested deeper than 32
   */
  static ObjectNode object(String what, String text) {
    try {
      JsonNode value = MAPPER.readTree(text);
      if (value instanceof ObjectNode object) {
        return object;
      }
    } catch (JacksonException e) {
      throw new IllegalArgumentException(what + ": " + e.getOriginalMessage(), e);
    }
    throw new IllegalArgumentException(what + " are no JSON object");
  }

  /** The text of an object, without white space, members in their order. */
  static String of(JsonNode object) {
    return MAPPER.writeValueAsString(object);
  }
}
