package dev.countersign.receipt;

import com.fasterxml.jackson.annotation.JsonAutoDetect;
import com.fasterxml.jackson.annotation.Nulls;
import java.math.BigInteger;
import java.util.Arrays;
import java.util.Locale;
import java.util.regex.Pattern;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.databind.DeserializationContext;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.EnumNamingStrategies;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.MapperFeature;
import tools.jackson.databind.SerializationContext;
import tools.jackson.databind.cfg.EnumFeature;
import tools.jackson.databind.deser.std.StdDeserializer;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.module.SimpleModule;
import tools.jackson.databind.ser.std.StdSerializer;

/**
 * Records to JSON and back, strictly: a document is accepted only when writing what was read gives
 * the same canonical bytes, so nothing unknown, missing, coerced or reordered gets through. A
 * {@link BigInteger} is a decimal string.
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
          .changeDefaultNullHandling(
              nulls -> nulls.withValueNulls(Nulls.FAIL).withContentNulls(Nulls.FAIL))
          .changeDefaultVisibility(
              visible -> visible.withIsGetterVisibility(JsonAutoDetect.Visibility.NONE))
          .addModule(
              new SimpleModule()
                  .addSerializer(new AmountWriter())
                  .addDeserializer(BigInteger.class, new AmountReader()))
          .build();

  private JsonForm() {}

  /** Reads a record whose JSON form is the only one there is. */
  static <T> T read(JsonNode json, Class<T> type) throws ReceiptRejected {
    T value = bind(json, type);
    if (!Arrays.equals(canonical(json), Jcs.canonical(write(value)))) {
      throw new ReceiptRejected(
          Reason.SCHEMA,
          "a member is unknown, missing or not in its only form in this " + type.getSimpleName());
    }
    return value;
  }

  /**
   * Reads a record as part of a document that the caller compares with its canonical form as a
   * whole.
   */
  static <T> T bind(JsonNode json, Class<T> type) throws ReceiptRejected {
    if (json.isNull()) {
      throw new ReceiptRejected(
          Reason.SCHEMA, "null is no " + type.getSimpleName().toLowerCase(Locale.ROOT));
    }
    try {
      return MAPPER.treeToValue(json, type);
    } catch (JacksonException e) {
      throw new ReceiptRejected(
          Reason.SCHEMA,
          "not a " + type.getSimpleName().toLowerCase(Locale.ROOT) + ": " + e.getOriginalMessage(),
          e);
    }
  }

  static JsonNode write(Object value) {
    return MAPPER.valueToTree(value);
  }

  /** The canonical form of something read from outside. */
  static byte[] canonical(JsonNode json) throws ReceiptRejected {
    try {
      return Jcs.canonical(json);
    } catch (IllegalArgumentException e) {
      throw new ReceiptRejected(Reason.MALFORMED, "not JSON: " + e.getMessage(), e);
    }
  }

  private static final class AmountWriter extends StdSerializer<BigInteger> {
    AmountWriter() {
      super(BigInteger.class);
    }

    @Override
    public void serialize(BigInteger value, JsonGenerator out, SerializationContext context) {
      out.writeString(value.toString());
    }
  }

  private static final class AmountReader extends StdDeserializer<BigInteger> {
    private static final Pattern DECIMAL = Pattern.compile("0|-?[1-9][0-9]{0,77}");

    AmountReader() {
      super(BigInteger.class);
    }

    @Override
    public BigInteger deserialize(JsonParser in, DeserializationContext context) {
      String text = in.currentToken() == JsonToken.VALUE_STRING ? in.getString() : "";
      if (!DECIMAL.matcher(text).matches()) {
        return context.reportInputMismatch(
            BigInteger.class, "an amount is a string of decimal digits");
      }
      return new BigInteger(text);
    }
  }
}
