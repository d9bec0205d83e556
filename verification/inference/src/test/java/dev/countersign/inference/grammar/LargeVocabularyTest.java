package dev.countersign.inference.grammar;

import static org.assertj.core.api.Assertions.assertThat;

import dev.countersign.inference.grammar.TokenAutomaton.State;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import org.junit.jupiter.api.Test;

/**
 * A vocabulary as large as those of today's models: masks are right for every token, and what they
 * cost is printed.
 */
class LargeVocabularyTest {
  private static final long SEED = 151;
  private static final int SIZE = 151_000;

  /** The places in an answer where a mask is wanted, by what was written before. */
  private static Map<String, State> places(TokenAutomaton automaton) {
    Map<String, State> places = new LinkedHashMap<>();
    State first = automaton.start();
    places.put("free text", first);
    places.put("free text, half a marker", automaton.advance(first, '<'));
    State call = first;
    for (byte b : "<tool_call>".getBytes(StandardCharsets.UTF_8)) {
      call = automaton.advance(call, b);
    }
    call = forced(automaton, call);
    places.put("the tool's name", call);
    State word = forced(automaton, automaton.advance(call, 's'));
    places.put("one of 2000 words", word);
    State string = forced(automaton, automaton.advance(call, 't'));
    places.put("a string", string);
    places.put("a string, after a backslash", automaton.advance(string, '\\'));
    places.put("a string, half a character", automaton.advance(string, 0xe6));
    State bounded = forced(automaton, automaton.advance(call, 'u'));
    places.put("a bounded string", bounded);
    return places;
  }

  private static State forced(TokenAutomaton automaton, State from) {
    State state = from;
    for (int token : automaton.forced(from)) {
      state = automaton.advance(state, token);
    }
    return state;
  }

  private static TokenAutomaton automaton(Vocabulary vocabulary) throws GrammarRefused {
    List<String> words = new ArrayList<>();
    for (int i = 0; i < 2000; i++) {
      words.add("\"" + (i * 7919) + ".5\"");
    }
    List<ToolSpec> tools = new ArrayList<>();
    Map<String, String> properties =
        Map.of(
            "s", "{\"enum\": " + words + "}",
            "t", "{\"type\": \"string\"}",
            "u", "{\"type\": \"string\", \"maxLength\": 5}");
    properties.forEach(
        (name, schema) ->
            tools.add(
                Tools.tool(
                    name,
                    "{\"type\": \"object\", \"properties\": {\"x\": %s}, \"required\": [\"x\"]}"
                        .formatted(schema))));
    return new TokenAutomaton(CallGrammar.of(tools, CallFormat.HERMES, 0, 2, true), vocabulary);
  }

  @Test
  void masksAreRightForEveryTokenAndTheirCostIsPrinted() throws GrammarRefused {
    byte[] file = Tokenizers.large(SIZE, SEED);
    System.gc();
    long before = used();
    long started = System.nanoTime();
    Vocabulary vocabulary = Tokenizers.vocabulary(file);
    long read = System.nanoTime();
    System.gc();
    System.out.printf(
        "seed %d: %d tokens of %d bytes read in %d ms, %d MB, %d nodes%n",
        SEED,
        vocabulary.size(),
        file.length,
        (read - started) / 1_000_000,
        (used() - before) >> 20,
        vocabulary.trie().nodes());
    Map<String, State> places = places(automaton(vocabulary));
    for (int round = 0; round < 2; round++) {
      // Another automaton over the same vocabulary: its masks are new, the tables are there.
      TokenAutomaton automaton = automaton(vocabulary);
      places.forEach((name, state) -> time(automaton, name, state));
    }
    System.gc();
    System.out.printf("with the tables %d MB%n", (used() - before) >> 20);
    TokenAutomaton automaton = automaton(vocabulary);
    places.forEach((name, state) -> assertRight(automaton, vocabulary, name, state));
  }

  private static void time(TokenAutomaton automaton, String name, State state) {
    long started = System.nanoTime();
    int count = automaton.allowed(state).count();
    long first = System.nanoTime();
    assertThat(automaton.allowed(state).count()).isEqualTo(count);
    System.out.printf(
        "%-28s %7d legal, first %7.1f us, again %5.1f us%n",
        name, count, (first - started) / 1e3, (System.nanoTime() - first) / 1e3);
  }

  private static void assertRight(
      TokenAutomaton automaton, Vocabulary vocabulary, String name, State state) {
    TokenMask mask = automaton.allowed(state);
    for (int token = -1; token <= vocabulary.size(); token++) {
      if (mask.contains(token) != automaton.isLegal(state, token)) {
        throw new AssertionError(name + ": token " + token + ", seed " + SEED);
      }
    }
    assertThat(mask.count()).as(name).isPositive();
  }

  @Test
  void aLongStringIsGeneratedWithoutKeepingItsStates() throws GrammarRefused {
    Vocabulary vocabulary = Tokenizers.vocabulary(Tokenizers.large(SIZE, SEED));
    TokenAutomaton automaton = automaton(vocabulary);
    State state = Objects.requireNonNull(places(automaton).get("a string"));
    Random random = new Random(SEED);
    long started = System.nanoTime();
    int tokens = 3000;
    for (int i = 0; i < tokens; i++) {
      TokenMask mask = automaton.allowed(state);
      int token = mask.next(random.nextInt(SIZE));
      while (token < 0 || vocabulary.text(token).contains("\"")) {
        token = mask.next(token < 0 ? 0 : token + 1);
      }
      state = automaton.advance(state, token);
    }
    System.out.printf(
        "seed %d: %.1f us a token over %d%n",
        SEED, (System.nanoTime() - started) / 1e3 / tokens, tokens);
    assertThat(automaton.isFinished(state)).isFalse();
  }

  private static long used() {
    return Runtime.getRuntime().totalMemory() - Runtime.getRuntime().freeMemory();
  }
}
