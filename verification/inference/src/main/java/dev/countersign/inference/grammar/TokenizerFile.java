package dev.countersign.inference.grammar;

import dev.countersign.inference.grammar.GrammarRefused.Code;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Predicate;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.MissingNode;

/**
 * A {@code tokenizer.json} as Hugging Face's tokenizers write it, read for the bytes of its tokens.
 * Merges are skipped while reading, so what is kept is the vocabulary.
 */
final class TokenizerFile {
  /** The largest id there may be, plus one. */
  static final int MOST_TOKENS = 1 << 20;

  /** The most bytes of one token. */
  static final int MOST_BYTES = 4096;

  private static final String SPACE = "\u2581";
  private static final JsonMapper MAPPER =
      JsonMapper.builder().disable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS).build();
  private static final int[] BYTE_OF = byteLevel();

  /** A token that the tokenizer has beside its model's vocabulary. */
  record Added(String content, boolean special) {}

  private final Map<Integer, String> pieces = new TreeMap<>();
  private final Map<Integer, Added> added = new TreeMap<>();
  private final Map<String, JsonNode> members = new HashMap<>();
  private String type = "BPE";
  private boolean byteFallback;

  static TokenizerFile parse(byte[] json) throws GrammarRefused {
    TokenizerFile file = new TokenizerFile();
    try (JsonParser parser = MAPPER.createParser(json)) {
      if (parser.nextToken() != JsonToken.START_OBJECT) {
        throw refused("it is no JSON object");
      }
      while (parser.nextToken() == JsonToken.PROPERTY_NAME) {
        String name = parser.currentName();
        parser.nextToken();
        switch (name) {
          case "model" -> file.model(parser);
          case "added_tokens" -> file.addedTokens(tree(parser));
          case "normalizer", "pre_tokenizer", "decoder" -> file.members.put(name, tree(parser));
          default -> parser.skipChildren();
        }
      }
    } catch (JacksonException e) {
      throw new GrammarRefused(
          Code.VOCABULARY, "the tokenizer is not valid JSON: " + e.getOriginalMessage(), e);
    }
    file.check();
    return file;
  }

  private static JsonNode tree(JsonParser parser) {
    JsonNode tree = MAPPER.readTree(parser);
    return tree == null ? MissingNode.getInstance() : tree;
  }

  private static GrammarRefused refused(String what) {
    return new GrammarRefused(Code.VOCABULARY, "the tokenizer is not supported: " + what);
  }

  private void model(JsonParser parser) throws GrammarRefused {
    if (parser.currentToken() != JsonToken.START_OBJECT) {
      throw refused("its model is no object");
    }
    while (parser.nextToken() == JsonToken.PROPERTY_NAME) {
      String name = parser.currentName();
      JsonToken value = parser.nextToken();
      switch (name) {
        case "type" -> type = tree(parser).asString("");
        case "byte_fallback" -> byteFallback = value == JsonToken.VALUE_TRUE;
        case "vocab" -> vocabulary(parser);
        default -> parser.skipChildren();
      }
    }
  }

  private void vocabulary(JsonParser parser) throws GrammarRefused {
    switch (parser.currentToken()) {
      case START_OBJECT -> {
        while (parser.nextToken() == JsonToken.PROPERTY_NAME) {
          String piece = parser.currentName();
          if (parser.nextToken() != JsonToken.VALUE_NUMBER_INT) {
            throw refused("an id is no integer");
          }
          put(parser.getIntValue(), piece);
        }
      }
      case START_ARRAY -> {
        for (int id = 0; parser.nextToken() != JsonToken.END_ARRAY; id++) {
          put(id, tree(parser).path(0).asString(""));
        }
      }
      default -> throw refused("its vocabulary is neither an object nor a list");
    }
  }

  private void put(int id, String piece) throws GrammarRefused {
    checkId(id);
    if (pieces.put(id, piece) != null) {
      throw refused("two of its pieces have the id " + id);
    }
  }

  private static void checkId(int id) throws GrammarRefused {
    if (id < 0 || id >= MOST_TOKENS) {
      throw refused("the id " + id + " is not between 0 and " + (MOST_TOKENS - 1));
    }
  }

  private void addedTokens(JsonNode tokens) throws GrammarRefused {
    for (JsonNode token : tokens) {
      JsonNode id = token.path("id");
      if (!id.isIntegralNumber() || !id.canConvertToInt() || !token.path("content").isString()) {
        throw refused("an added token lacks its id or its content");
      }
      checkId(id.intValue());
      added.put(
          id.intValue(),
          new Added(token.get("content").stringValue(), token.path("special").asBoolean(false)));
    }
  }

  private void check() throws GrammarRefused {
    if (pieces.isEmpty()) {
      throw refused("it has no vocabulary");
    }
    if (!type.equals("BPE") && !type.equals("Unigram")) {
      throw refused("its model is " + type + ", not BPE or Unigram");
    }
    if (!isByteLevel() && !isSentencePiece()) {
      throw refused("it is neither byte-level nor in the way of SentencePiece");
    }
  }

  private boolean isByteLevel() {
    return has(part -> part.path("type").asString("").equals("ByteLevel"));
  }

  private boolean isSentencePiece() {
    return byteFallback
        || has(
            part ->
                switch (part.path("type").asString("")) {
                  case "ByteFallback" -> true;
                  case "Metaspace" -> part.path("replacement").asString(SPACE).equals(SPACE);
                  case "Replace" ->
                      part.path("content").asString("").equals(SPACE)
                          || part.path("pattern").path("String").asString("").equals(SPACE);
                  default -> false;
                });
  }

  private boolean has(Predicate<JsonNode> which) {
    return members.values().stream().anyMatch(member -> has(member, which));
  }

  private static boolean has(JsonNode part, Predicate<JsonNode> which) {
    if (part.isObject() && which.test(part)) {
      return true;
    }
    for (JsonNode inner : part) {
      if (inner.isContainer() && has(inner, which)) {
        return true;
      }
    }
    return false;
  }

  Map<Integer, Added> added() {
    return added;
  }

  /** Whether the id is a byte that stands in where there is no piece. */
  boolean isFallback(int id) {
    String piece = pieces.get(id);
    return piece != null && !isByteLevel() && fallback(piece) >= 0;
  }

  /** The bytes of each id; none for an id that no text has. */
  byte[][] bytes() throws GrammarRefused {
    int size = 0;
    for (Map<Integer, ?> tokens : List.of(pieces, added)) {
      for (int id : tokens.keySet()) {
        size = Math.max(size, id + 1);
      }
    }
    boolean byteLevel = isByteLevel();
    byte[][] bytes = new byte[size][0];
    for (Map.Entry<Integer, String> piece : pieces.entrySet()) {
      bytes[piece.getKey()] = byteLevel ? mapped(piece.getValue()) : spelt(piece.getValue());
    }
    added.forEach(
        (id, token) ->
            bytes[id] =
                (byteLevel ? token.content() : token.content().replace(SPACE, " "))
                    .getBytes(StandardCharsets.UTF_8));
    for (byte[] token : bytes) {
      if (token.length > MOST_BYTES) {
        throw refused("a token has more than " + MOST_BYTES + " bytes");
      }
    }
    return bytes;
  }

  /** A byte-level piece; none where it has a character that stands for no byte. */
  private static byte[] mapped(String piece) {
    byte[] bytes = new byte[piece.length()];
    for (int i = 0; i < bytes.length; i++) {
      char c = piece.charAt(i);
      if (c >= BYTE_OF.length || BYTE_OF[c] < 0) {
        return new byte[0];
      }
      bytes[i] = (byte) BYTE_OF[c];
    }
    return bytes;
  }

  private static byte[] spelt(String piece) {
    int fallback = fallback(piece);
    return fallback >= 0
        ? new byte[] {(byte) fallback}
        : piece.replace(SPACE, " ").getBytes(StandardCharsets.UTF_8);
  }

  /** The byte of {@code <0x0A>}, -1 for any other piece. */
  private static int fallback(String piece) {
    return piece.matches("<0x[0-9A-F]{2}>") ? Integer.parseInt(piece, 3, 5, 16) : -1;
  }

  /** GPT-2's {@code bytes_to_unicode}, the other way round. */
  private static int[] byteLevel() {
    List<Integer> order = new ArrayList<>();
    for (int b = 0; b < 256; b++) {
      if ((b >= '!' && b <= '~') || (b >= 0xa1 && b <= 0xac) || b >= 0xae) {
        order.add(b);
      }
    }
    int[] byteOf = new int[256 + 256 - order.size()];
    Arrays.fill(byteOf, -1);
    int next = 256;
    for (int b = 0; b < 256; b++) {
      byteOf[order.contains(b) ? b : next++] = b;
    }
    return byteOf;
  }
}
