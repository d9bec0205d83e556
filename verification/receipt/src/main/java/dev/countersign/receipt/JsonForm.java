package dev.countersign.receipt;

import java.util.Arrays;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.EnumNamingStrategies;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.MapperFeature;
import tools.jackson.databind.cfg.EnumFeature;
import tools.jackson.databind.json.JsonMapper;

/**
 * Records to JSON and back, strictly: a document is accepted only when writing what was read gives
 * the same canonical bytes, so nothing unknown, missing, coerced or reordered gets through.
 */
final class JsonForm {
  private static final JsonMapper MAPPER =
      JsonMapper.builder()
          .enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
          .enable(DeserializationFeature.FAIL_ON_NULL_CREATOR_PROPERTIES)
          .enable(DeserializationFeature.FAIL_ON_MISSING_CREATOR_PROPERTIES)
          .enable(DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES)
          .disable(MapperFeature.ALLOW_COERCION_OF_SCALARS)
          .enumNamingStrategy(EnumNamingStrategies.LOWER_CAMEL_CASE)
          .disable(EnumFeature.READ_ENUMS_USING_TO_STRING)
          .build();

  private JsonForm() {}

  static <T> T read(JsonNode json, Class<T> type) throws ReceiptRejected {
    T value;
    try {
      value = MAPPER.treeToValue(json, type);
    } catch (JacksonException e) {
      throw new ReceiptRejected(
          Reason.SCHEMA,
          "not a "
              + type.getSimpleName().toLowerCase(java.util.Locale.ROOT)
              + ": "
              + e.getOriginalMessage(),
          e);
    }
    if (!Arrays.equals(Jcs.canonical(json), Jcs.canonical(write(value)))) {
      throw new ReceiptRejected(
          Reason.SCHEMA,
          "a member is unknown, missing or not in its only form in this " + type.getSimpleName());
    }
    return value;
  }

  static JsonNode write(Object value) {
    return MAPPER.valueToTree(value);
  }
}
