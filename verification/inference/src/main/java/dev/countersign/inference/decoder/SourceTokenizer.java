package dev.countersign.inference.decoder;

import dev.countersign.inference.Excerpt;
import dev.countersign.inference.ModelRefused;
import dev.countersign.inference.ModelRefused.Code;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** The ids of {@code tokenizer.json}: enough to see that it belongs to the model. */
final class SourceTokenizer {
  /** Rows that the embedding may have beyond the tokenizer, in any case. */
  private static final int PADDING = 128;

  private final Map<String, Integer> ids = new HashMap<>();
  private final Map<Integer, String> tokens = new HashMap<>();

  private SourceTokenizer() {}

  /**
   * Reads the file.
   *
   * @throws ModelRefused with {@link Code#UNSUPPORTED} when it is not byte-pair encoding, with
   *     {@link Code#MALFORMED} when two tokens have one id
   */
  static SourceTokenizer read(byte[] json) throws ModelRefused {
    ObjectNode file = SourceFolder.object(DecoderBundle.TOKENIZER, json);
    JsonNode model = file.path("model");
    String type = model.path("type").asString("BPE");
    if (!type.equals("BPE") || !model.path("vocab").isObject()) {
      throw new ModelRefused(
          Code.UNSUPPORTED,
          "tokenizer.json is of the type " + Excerpt.of(type) + "; BPE is supported");
    }
    SourceTokenizer tokenizer = new SourceTokenizer();
    for (Map.Entry<String, JsonNode> token : model.path("vocab").properties()) {
      tokenizer.add(token.getKey(), token.getValue());
    }
    for (JsonNode token : file.path("added_tokens")) {
      tokenizer.add(token.path("content").asString(""), token.path("id"));
    }
    return tokenizer;
  }

  private void add(String token, JsonNode id) throws ModelRefused {
    if (!id.isIntegralNumber() || !id.canConvertToInt() || id.intValue() < 0) {
      throw new ModelRefused(
          Code.MALFORMED, "tokenizer.json: the token " + Excerpt.of(token) + " has no id");
    }
    String before = tokens.put(id.intValue(), token);
    Integer other = ids.put(token, id.intValue());
    if ((before != null && !before.equals(token)) || (other != null && other != id.intValue())) {
      throw new ModelRefused(
          Code.MALFORMED,
          "tokenizer.json: the token %s shares an id or has two".formatted(Excerpt.of(token)));
    }
  }

  /** The id of a token. */
  Optional<Integer> id(String token) {
    return Optional.ofNullable(ids.get(token));
  }

  boolean has(int id) {
    return tokens.containsKey(id);
  }

  /**
   * The model's embedding has a row for every id, and no more than padding beyond: fewer than 128
   * rows, or one in a hundred.
   *
   * @throws ModelRefused with {@link Code#CARD_MISMATCH} otherwise
   */
  void requireVocabulary(int vocab) throws ModelRefused {
    int highest = tokens.keySet().stream().mapToInt(id -> id).max().orElse(-1);
    int beyond = vocab - 1 - highest;
    if (beyond < 0 || beyond >= Math.max(PADDING, vocab / 100) || tokens.size() <= vocab / 2) {
      throw new ModelRefused(
          Code.CARD_MISMATCH,
          "tokenizer.json has %d tokens up to the id %d; the model's vocabulary is %d: they do not belong together"
              .formatted(tokens.size(), highest, vocab));
    }
  }
}
