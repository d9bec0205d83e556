package dev.countersign.receipt;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import tools.jackson.core.JacksonException;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Reads JSON from somebody who may be hostile.
 *
 * <p>Guarantees: duplicate names, trailing text, floating-point numbers, integers of 2^53 or more,
 * text that is not UTF-8 or holds lone surrogates, nesting deeper than 32 and documents over the
 * limits of bytes and tokens are refused with a sentence. Does not check any schema.
 */
public final class Json {
  /** The largest document that is read, in bytes. */
  public static final int MAX_BYTES = 16 * 1024 * 1024;

  /**
   * The most tokens that are read: values, names, and the brackets around them. Sixteen megabytes
   * of empty lists would otherwise take hundreds of megabytes of memory.
   */
  public static final int MAX_TOKENS = 1 << 20;

  private static final long SAFE = 1L << 53;

  private static final JsonMapper MAPPER =
      JsonMapper.builder(
              JsonFactory.builder()
                  .streamReadConstraints(
                      StreamReadConstraints.builder()
                          .maxNestingDepth(32)
                          .maxDocumentLength(MAX_BYTES)
                          .maxTokenCount(MAX_TOKENS)
                          .maxStringLength(MAX_BYTES)
                          .maxNameLength(256)
                          .maxNumberLength(32)
                          .build())
                  .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                  .build())
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .enable(DeserializationFeature.FAIL_ON_READING_DUP_TREE_KEY)
          .build();

  private Json() {}

  /**
   * Reads one JSON value.
   *
   * @param utf8 the document
   * @throws ReceiptRejected with {@link Reason#MALFORMED} when it is not JSON as described above
   */
  public static JsonNode parse(byte[] utf8) throws ReceiptRejected {
    if (utf8.length > MAX_BYTES) {
      throw new ReceiptRejected(
          Reason.TOO_LARGE,
          "the document has " + utf8.length + " bytes; the limit is " + MAX_BYTES);
    }
    JsonNode value;
    try {
      // Decoded here: Jackson would also take UTF-16, overlong forms and encoded surrogates.
      value =
          MAPPER.readTree(
              StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(utf8)).toString());
    } catch (CharacterCodingException e) {
      throw new ReceiptRejected(Reason.MALFORMED, "the document is not UTF-8", e);
    } catch (JacksonException e) {
      throw new ReceiptRejected(Reason.MALFORMED, "not JSON: " + e.getOriginalMessage(), e);
    }
    if (value.isMissingNode()) {
      throw new ReceiptRejected(Reason.MALFORMED, "the document is empty");
    }
    requirePlain(value);
    return value;
  }

  private static void requirePlain(JsonNode value) throws ReceiptRejected {
    if (value.isString()) {
      requireWhole(value.stringValue());
      return;
    }
    for (String name : value.propertyNames()) {
      requireWhole(name);
    }
    if (value.isNumber()
        && (!value.isIntegralNumber()
            || !value.canConvertToLong()
            || value.longValue() <= -SAFE
            || value.longValue() >= SAFE)) {
      throw new ReceiptRejected(
          Reason.MALFORMED, "a number is not an integer between -2^53 and 2^53: " + value);
    }
    for (JsonNode child : value) {
      requirePlain(child);
    }
  }

  /** Half a surrogate pair has no UTF-8 form, so two different texts would get the same bytes. */
  private static void requireWhole(String text) throws ReceiptRejected {
    if (Jcs.hasLoneSurrogate(text)) {
      throw new ReceiptRejected(Reason.MALFORMED, "a text holds half of a surrogate pair");
    }
  }
}
