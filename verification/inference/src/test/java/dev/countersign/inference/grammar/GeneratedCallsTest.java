package dev.countersign.inference.grammar;

import static org.assertj.core.api.Assertions.assertThat;

import com.networknt.schema.InputFormat;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import dev.countersign.inference.grammar.TokenAutomaton.State;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.function.IntToDoubleFunction;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Whatever the logits, what is generated parses, and an independent validator finds that it
 * satisfies the schemas.
 */
class GeneratedCallsTest {
  private static final long SEED = 41;
  private static final int MOST_TOKENS = 3000;

  /** What the model would like best among the legal tokens. */
  private enum Model {
    RANDOM,
    LONGEST,
    SHORTEST,
    /** Escapes, halves of characters and what crosses the structure. */
    WEIRDEST,
    /** Never closes what is open as long as it can go on. */
    ENDLESS,
    LAST_ID,
    FIRST_ID
  }

  /** As LangChain4j writes the schema of a Java method's parameters, and a little more. */
  private static final ToolSpec RICH =
      Tools.tool(
          "book.flight",
          """
          {"type": "object",
           "properties": {
             "class": {"type": "string", "enum": ["ECONOMY", "BUSINESS", "\\u00c9LITE \\"1\\""],
                       "description": "the class"},
             "memo": {"type": "string", "minLength": 1, "maxLength": 12},
             "seats": {"type": "integer", "minimum": 1, "maximum": 250},
             "price": {"type": "number", "exclusiveMinimum": 0, "maximum": 99.5},
             "window": {"type": "boolean"},
             "passengers": {"type": "array", "minItems": 1, "maxItems": 3, "items":
               {"type": "object", "properties": {
                  "name": {"type": "string", "maxLength": 6},
                  "age": {"type": ["integer", "null"]}},
                "required": ["name"], "additionalProperties": false}},
             "pay": {"anyOf": [{"$ref": "#/$defs/card"}, {"type": "null"}, {"enum": ["cash", 0]}]}},
           "required": ["class", "seats", "passengers"],
           "additionalProperties": false,
           "$defs": {"card": {"type": "object", "properties": {
              "number": {"type": "string", "minLength": 4, "maxLength": 4},
              "limits": {"type": "array", "items": {"type": "integer"}, "maxItems": 2}},
              "required": ["number", "limits"]}}}
          """);

  private static final List<ToolSpec> TOOLS =
      List.of(
          RICH,
          Tools.SWAP,
          Tools.TRANSFER,
          Tools.HOLD,
          Tools.tool("now", "{\"type\": \"object\"}"));

  private static final List<Vocabulary> VOCABULARIES =
      List.of(
          Tokenizers.small(),
          Tokenizers.sentencePiece(),
          Tokenizers.vocabulary(
              Tokenizers.sentencePiece(
                  List.of("é", "É", "ë", "\n", "😀", "日", "日本", "\n<", "\"}"),
                  Tokenizers.added(),
                  false)),
          Tokenizers.vocabulary(Tokenizers.large(3000, SEED)));

  @ParameterizedTest
  @EnumSource
  void whateverTheLogitsTheCallsParseAndValidate(CallFormat format) throws Exception {
    for (Vocabulary vocabulary : VOCABULARIES) {
      TokenAutomaton automaton =
          new TokenAutomaton(CallGrammar.of(TOOLS, format, 1, 3, false), vocabulary);
      for (Model model : Model.values()) {
        Random random = new Random(SEED);
        for (int run = 0; run < (model == Model.RANDOM ? 60 : 4); run++) {
          int[] tokens = generate(automaton, vocabulary, model, random);
          List<ToolCall> calls = ToolCalls.parse(decoded(vocabulary, tokens), format);
          assertThat(calls).hasSizeBetween(1, 3);
          calls.forEach(call -> assertValid(call, calls.size(), model));
          assertThat(ToolCalls.parse(ToolCalls.write(calls, format), format)).isEqualTo(calls);
        }
      }
    }
  }

  @ParameterizedTest
  @EnumSource
  void withTextAllowedTheCallsAfterItParseAndValidate(CallFormat format) throws Exception {
    for (Vocabulary vocabulary : VOCABULARIES) {
      TokenAutomaton automaton =
          new TokenAutomaton(CallGrammar.of(TOOLS, format, 0, 2, true), vocabulary);
      Random random = new Random(SEED);
      int withCalls = 0;
      for (int run = 0; run < 40; run++) {
        String answer = decoded(vocabulary, generate(automaton, vocabulary, Model.RANDOM, random));
        List<ToolCall> calls = ToolCalls.parse(answer, format);
        calls.forEach(call -> assertValid(call, calls.size(), Model.RANDOM));
        withCalls += calls.isEmpty() ? 0 : 1;
      }
      assertThat(withCalls).as("answers with calls, of 40").isPositive();
    }
  }

  /** Generates to the end, checking on the way that mask, forced run and single answers agree. */
  private static int[] generate(
      TokenAutomaton automaton, Vocabulary vocabulary, Model model, Random random) {
    List<Integer> tokens = new ArrayList<>();
    State state = automaton.start();
    while (!automaton.isFinished(state)) {
      assertThat(tokens).as("%s, seed %d", model, SEED).hasSizeLessThan(MOST_TOKENS);
      int[] forced = automaton.forced(state);
      TokenMask mask = automaton.allowed(state);
      assertThat(mask.count()).isPositive();
      int token = choose(mask, vocabulary, model, random, tokens.size());
      if (forced.length > 0) {
        assertThat(mask).isEqualTo(TokenMask.single(forced[0]));
      }
      int other = random.nextInt(vocabulary.size());
      assertThat(automaton.isLegal(state, other)).isEqualTo(mask.contains(other));
      assertThat(automaton.isLegal(state, token)).isTrue();
      state = automaton.advance(state, token);
      tokens.add(token);
    }
    assertThat(vocabulary.isEnd(tokens.getLast())).isTrue();
    return tokens.stream().mapToInt(Integer::intValue).toArray();
  }

  private static int choose(
      TokenMask mask, Vocabulary vocabulary, Model model, Random random, int position) {
    IntToDoubleFunction score =
        switch (model) {
          // A model that has written for long wants to come to its end, and to calls.
          case RANDOM ->
              token ->
                  random.nextDouble()
                      + (vocabulary.isEnd(token) ? position / 60.0 : 0)
                      + (structural(vocabulary.text(token)) ? 0.2 : 0);
          case LONGEST -> token -> vocabulary.bytes(token).length;
          case SHORTEST -> token -> -vocabulary.bytes(token).length;
          case WEIRDEST -> token -> weird(vocabulary.bytes(token)) + random.nextDouble();
          case ENDLESS ->
              token ->
                  random.nextDouble()
                      - (vocabulary.isEnd(token) ? 4 : 0)
                      - (vocabulary.text(token).matches("(?s).*[\"\\]}].*") ? 2 : 0);
          case LAST_ID -> token -> token;
          case FIRST_ID -> token -> -token;
        };
    int best = -1;
    double most = 0;
    for (int token = mask.next(0); token >= 0; token = mask.next(token + 1)) {
      double liked = score.applyAsDouble(token);
      if (best < 0 || liked > most) {
        best = token;
        most = liked;
      }
    }
    return best;
  }

  private static boolean structural(String text) {
    return text.startsWith("<tool_call") || text.startsWith("[TOOL") || text.startsWith("{");
  }

  private static double weird(byte[] bytes) {
    double weird = bytes.length > 0 && (bytes[bytes.length - 1] & 0xc0) == 0xc0 ? 3 : 0;
    for (byte b : bytes) {
      weird += b == '\\' ? 2 : b == '"' ? 1 : b < 0 ? 1 : 0;
    }
    return weird;
  }

  /** The text, refused where it is not UTF-8. */
  private static String decoded(Vocabulary vocabulary, int[] tokens)
      throws CharacterCodingException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    for (int token : tokens) {
      bytes.writeBytes(vocabulary.isEnd(token) ? new byte[0] : vocabulary.bytes(token));
    }
    String text =
        StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes.toByteArray())).toString();
    assertThat(vocabulary.text(tokens)).isEqualTo(text);
    return text;
  }

  private static void assertValid(ToolCall call, int calls, Model model) {
    ToolSpec tool =
        TOOLS.stream().filter(one -> one.name().equals(call.name())).findFirst().orElseThrow();
    assertThat(
            SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12)
                .getSchema(tool.parameters().toString(), InputFormat.JSON)
                .validate(call.arguments().toString(), InputFormat.JSON))
        .as("%s by %s, seed %d", call, model, SEED)
        .isEmpty();
    assertThat(tool.exclusive() && calls > 1).as("an exclusive tool beside others").isFalse();
  }
}
