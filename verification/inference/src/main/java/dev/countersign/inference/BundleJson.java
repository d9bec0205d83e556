package dev.countersign.inference;

import dev.countersign.receipt.Jcs;
import dev.countersign.receipt.Json;
import dev.countersign.receipt.ReceiptRejected;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.EnumNamingStrategies;
import tools.jackson.databind.MapperFeature;
import tools.jackson.databind.json.JsonMapper;

/**
 * The JSON files of a model bundle, each the form of a record. Written canonically; read only where
 * no member is missing, unknown, null or of another type.
 */
public final class BundleJson {
  private static final JsonMapper MAPPER =
      JsonMapper.builder()
          .enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
          .enable(DeserializationFeature.FAIL_ON_NULL_CREATOR_PROPERTIES)
          .enable(DeserializationFeature.FAIL_ON_MISSING_CREATOR_PROPERTIES)
          .enable(DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES)
          .disable(MapperFeature.ALLOW_COERCION_OF_SCALARS)
          .enumNamingStrategy(EnumNamingStrategies.LOWER_CAMEL_CASE)
          .build();

  private BundleJson() {}

  /** The canonical JSON of a record. */
  public static byte[] write(Record record) {
    return Jcs.canonical(MAPPER.valueToTree(record));
  }

  /**
   * The record that a file holds.
   *
   * @param file its name, for a person
   * @throws ModelRefused with {@link ModelRefused.Code#BAD_CARD} when it is not the form of one
   */
  public static <T extends Record> T read(byte[] json, Class<T> type, String file)
      throws ModelRefused {
    try {
      return MAPPER.treeToValue(Json.parse(json), type);
    } catch (ReceiptRejected e) {
      throw new ModelRefused(ModelRefused.Code.BAD_CARD, file + ": " + e.getMessage(), e);
    } catch (JacksonException e) {
      String[] what = e.getOriginalMessage().split(";", 2);
      throw new ModelRefused(ModelRefused.Code.BAD_CARD, file + ": " + what[0], e);
    }
  }
}
