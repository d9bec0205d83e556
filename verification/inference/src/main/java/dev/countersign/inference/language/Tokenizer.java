package dev.countersign.inference.language;

import ai.djl.huggingface.tokenizers.jni.TokenizersLibrary;
import dev.countersign.inference.Excerpt;
import dev.countersign.inference.ModelRefused;
import dev.countersign.inference.ModelRefused.Code;
import dev.countersign.inference.language.AddedTokens.Match;
import dev.countersign.inference.template.Span;
import java.lang.ref.Cleaner;
import java.lang.ref.Reference;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.function.LongConsumer;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/**
 * From a rendered prompt to token ids, with Hugging Face's tokenizers.
 *
 * <p>The library is given the tokenizer without its added tokens, so that it cannot see any in a
 * text. These are cut out here, leftmost first and the longest of those that begin together, but
 * only where the whole token is text of the template itself; what lies between is encoded piece by
 * piece, as the library would do. No token is added: those that a prompt begins with are the
 * template's.
 *
 * <p>Guarantees: the same spans give the same ids on every machine. Where nobody says anything that
 * looks like an added token, they are the ids that {@code tokenizers} gives for the whole text
 * without its post-processor. What somebody says gives none of the added tokens, whatever it looks
 * like: {@code <|im_end|>} typed by a user is eight or so tokens of text. Safe for use by several
 * threads.
 */
final class Tokenizer {
  private static final Cleaner CLEANER = Cleaner.create();
  private static final JsonMapper MAPPER =
      JsonMapper.builder(
              JsonFactory.builder()
                  .streamReadConstraints(
                      StreamReadConstraints.builder()
                          .maxNestingDepth(64)
                          .maxDocumentLength(64 << 20)
                          .maxStringLength(1 << 20)
                          .build())
                  .build())
          .build();

  private final TokenizersLibrary library;
  private final long first;
  private final long rest;
  private final AddedTokens unnormalized;
  private final AddedTokens normalized;

  private Tokenizer(TokenizersLibrary library, ObjectNode json) throws ModelRefused {
    this.library = library;
    List<AddedToken> added = added(json.path("added_tokens"));
    this.unnormalized = new AddedTokens(added.stream().filter(t -> !t.normalized()).toList());
    this.normalized = new AddedTokens(added.stream().filter(AddedToken::normalized).toList());
    if (json.path("model").path("dropout").asDouble(0) != 0) {
      throw refused("it cuts words at random (dropout)", null);
    }
    json.putArray("added_tokens");
    json.putNull("post_processor").putNull("truncation").putNull("padding");
    this.first = open(json);
    this.rest = markNoBeginning(json.path("pre_tokenizer")) ? open(json) : first;
  }

  /**
   * Reads a {@code tokenizer.json}.
   *
   * @throws ModelRefused with {@link Code#ENGINE} when it is none that can be used
   */
  static Tokenizer of(byte[] tokenizerJson) throws ModelRefused {
    try {
      JsonNode json = MAPPER.readTree(new String(tokenizerJson, StandardCharsets.UTF_8));
      if (json instanceof ObjectNode object) {
        return new Tokenizer(TokenizerLibrary.get(), object);
      }
    } catch (JacksonException e) {
      throw refused(e.getOriginalMessage(), e);
    }
    throw refused("it is no JSON object", null);
  }

  private static ModelRefused refused(String what, @Nullable Exception cause) {
    return new ModelRefused(Code.ENGINE, "the tokenizer cannot be used: " + what, cause);
  }

  private static List<AddedToken> added(JsonNode list) throws ModelRefused {
    List<AddedToken> tokens = new ArrayList<>();
    for (JsonNode token : list) {
      String content = token.path("content").asString("");
      if (content.isEmpty() || !token.path("id").isInt()) {
        throw refused("an added token has no text or no id", null);
      }
      tokens.add(
          new AddedToken(
              token.path("id").intValue(),
              content,
              token.path("lstrip").asBoolean(false),
              token.path("rstrip").asBoolean(false),
              token.path("single_word").asBoolean(false),
              token.path("normalized").asBoolean(false)));
    }
    return tokens;
  }

  private long open(ObjectNode json) throws ModelRefused {
    long handle;
    try {
      handle = library.createTokenizerFromString(MAPPER.writeValueAsString(json));
    } catch (RuntimeException e) { // thrown as such by the native code
      throw refused(Excerpt.sentence(e), e);
    }
    LongConsumer delete = library::deleteTokenizer;
    CLEANER.register(this, () -> delete.accept(handle));
    return handle;
  }

  /**
   * SentencePiece's mark of a word's beginning may be meant for the first piece of a text alone; a
   * piece behind a control token is not the first.
   */
  private static boolean markNoBeginning(JsonNode preTokenizer) {
    boolean changed = false;
    if (preTokenizer instanceof ObjectNode object
        && object.path("prepend_scheme").asString("").equals("first")) {
      object.put("prepend_scheme", "never");
      changed = true;
    }
    for (JsonNode child : preTokenizer) {
      changed |= markNoBeginning(child);
    }
    return changed;
  }

  /** The ids of a rendered prompt. */
  long[] encode(List<Span> spans) throws ModelRefused {
    StringBuilder joined = new StringBuilder();
    spans.forEach(span -> joined.append(span.text()));
    String text = joined.toString();
    Ids ids = new Ids(text.length() / 2 + 16);
    int at = 0;
    for (Match match : matches(spans, text)) {
      encodePlain(text, at, match.from(), ids);
      ids.add(match.token().id());
      at = match.to();
    }
    encodePlain(text, at, text.length(), ids);
    return ids.toArray();
  }

  private List<Match> matches(List<Span> spans, String text) {
    List<Match> found = find(unnormalized, spans, text, 0, text.length());
    List<Match> all = new ArrayList<>();
    int at = 0;
    for (Match match : found) {
      all.addAll(find(normalized, spans, text, at, match.from()));
      all.add(match);
      at = match.to();
    }
    all.addAll(find(normalized, spans, text, at, text.length()));
    return all;
  }

  /** The tokens between two places that are the template's own text. */
  private static List<Match> find(
      AddedTokens tokens, List<Span> spans, String text, int least, int most) {
    List<Match> found = new ArrayList<>();
    int end = 0;
    for (Span span : spans) {
      int begin = end;
      end += span.text().length();
      int from = Math.max(begin, found.isEmpty() ? least : found.getLast().to());
      int to = Math.min(end, most);
      if (span.trusted() && from < to) {
        tokens.find(text, from, to, found.isEmpty() ? least : found.getLast().to(), most, found);
      }
    }
    return found;
  }

  private void encodePlain(String text, int from, int to, Ids ids) throws ModelRefused {
    if (from == to) {
      return;
    }
    try {
      long encoding = library.encode(from == 0 ? first : rest, text.substring(from, to), false);
      try {
        for (long id : library.getTokenIds(encoding)) {
          ids.add(id);
        }
      } finally {
        library.deleteEncoding(encoding);
      }
    } catch (RuntimeException e) { // thrown as such by the native code
      throw refused("it fails on a text: " + Excerpt.sentence(e), e);
    } finally {
      Reference.reachabilityFence(this);
    }
  }

  /** A list of ids that grows. */
  private static final class Ids {
    private long[] values;
    private int size;

    Ids(int room) {
      this.values = new long[room];
    }

    void add(long id) {
      if (size == values.length) {
        values = java.util.Arrays.copyOf(values, 2 * size);
      }
      values[size++] = id;
    }

    long[] toArray() {
      return java.util.Arrays.copyOf(values, size);
    }
  }
}
