package dev.countersign.inference.grammar;

import static org.assertj.core.api.Assertions.assertThat;

import dev.countersign.inference.grammar.TokenAutomaton.State;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Text, where it ends, and the tokens that are not made of text. */
class FreeTextTest {
  private static final Vocabulary SMALL = Tokenizers.small();

  private static TokenAutomaton automaton(CallFormat format, int least, int most, boolean text)
      throws GrammarRefused {
    List<ToolSpec> tools = List.of(Tools.with("{\"type\": \"string\"}"));
    return new TokenAutomaton(CallGrammar.of(tools, format, least, most, text), SMALL);
  }

  /** The token that spells the text; an added one where there is one. */
  private static int token(String text) {
    int found = -1;
    for (int token = 0; token < SMALL.size(); token++) {
      if (new String(SMALL.bytes(token), StandardCharsets.UTF_8).equals(text)) {
        found = token;
      }
    }
    assertThat(found).as(text).isNotNegative();
    return found;
  }

  private static State read(TokenAutomaton automaton, String text) {
    State state = automaton.start();
    for (byte b : text.getBytes(StandardCharsets.UTF_8)) {
      state =
          automaton.advance(
              state, automaton.forced(state).length > 0 ? automaton.forced(state)[0] : b & 0xff);
    }
    return state;
  }

  @ParameterizedTest
  @EnumSource
  void anAnswerMayBeTextWhereverACharacterEnds(CallFormat format) throws GrammarRefused {
    TokenAutomaton automaton = automaton(format, 0, 1, true);
    assertThat(automaton.mayEnd(automaton.start())).isTrue();
    assertThat(automaton.mayEnd(read(automaton, "hé"))).isTrue();
    State half = automaton.advance(automaton.start(), 0xc3);
    assertThat(automaton.mayEnd(half)).isFalse();
    TokenMask mask = automaton.allowed(half);
    for (int token = mask.next(0); token >= 0; token = mask.next(token + 1)) {
      assertThat(SMALL.bytes(token)[0] & 0xc0).isEqualTo(0x80);
    }
  }

  @Test
  void aMarkerBeginsCallsHoweverItIsSpelt() throws GrammarRefused {
    TokenAutomaton automaton = automaton(CallFormat.HERMES, 0, 1, true);
    State spelt = read(automaton, "a <<tool_call>");
    State whole = automaton.advance(read(automaton, "a <"), token("<tool_call>"));
    assertThat(spelt).isEqualTo(whole);
    assertThat(automaton.mayEnd(spelt)).isFalse();
    assertThat(automaton.forced(spelt)).isNotEmpty();
    assertThat(automaton.mayEnd(read(automaton, "a <<tool_call"))).isTrue();
  }

  @Test
  void withoutCallsTheMarkerIsNotText() throws GrammarRefused {
    TokenAutomaton automaton = automaton(CallFormat.HERMES, 0, 0, true);
    State almost = read(automaton, "<tool_call");
    assertThat(automaton.allowed(almost).contains('>')).isFalse();
    assertThat(automaton.allowed(almost).contains('<')).isTrue();
    assertThat(automaton.isLegal(automaton.start(), token("<tool_call>"))).isFalse();
    assertThat(automaton.isLegal(automaton.start(), token("<think>"))).isTrue();
  }

  @Test
  void textThatBeginsWithABraceIsCallsInAFormatWithoutMarker() throws GrammarRefused {
    TokenAutomaton text = automaton(CallFormat.LLAMA, 0, 0, true);
    assertThat(text.allowed(text.start()).contains('{')).isFalse();
    assertThat(text.allowed(read(text, "a")).contains('{')).isTrue();
    TokenAutomaton both = automaton(CallFormat.LLAMA, 0, 1, true);
    assertThat(both.mayEnd(both.advance(both.start(), '{'))).isFalse();
  }

  @Test
  void aSpecialTokenIsLegalOnlyAsAMarkerOfTheFormat() throws GrammarRefused {
    int marker = token("[TOOL_CALLS]");
    TokenAutomaton mistral = automaton(CallFormat.MISTRAL, 1, 1, false);
    assertThat(mistral.forced(mistral.start())[0]).isEqualTo(marker);
    TokenAutomaton text = automaton(CallFormat.MISTRAL, 0, 1, true);
    assertThat(text.allowed(text.start()).contains(marker)).isTrue();
    TokenAutomaton hermes = automaton(CallFormat.HERMES, 0, 1, true);
    assertThat(hermes.allowed(hermes.start()).contains(marker)).isFalse();
    assertThat(hermes.isLegal(hermes.start(), marker)).isFalse();
    for (TokenAutomaton automaton : List.of(mistral, text, hermes)) {
      assertThat(automaton.isLegal(automaton.start(), token("<|im_start|>"))).isFalse();
      assertThat(automaton.allowed(automaton.start()).contains(token("<|im_start|>"))).isFalse();
    }
  }

  @ParameterizedTest
  @EnumSource
  void noAddedTokenIsEverPartOfAJsonString(CallFormat format) throws GrammarRefused {
    TokenAutomaton automaton = automaton(format, 1, 1, false);
    State string = automaton.start();
    for (int token : automaton.forced(string)) {
      string = automaton.advance(string, token);
    }
    TokenMask mask = automaton.allowed(string);
    assertThat(mask.contains('<')).isTrue();
    for (String added :
        Set.of(
            "<think>",
            "<tool_call>",
            "</tool_call>",
            "[TOOL_CALLS]",
            "<|im_start|>",
            "<|im_end|>")) {
      assertThat(mask.contains(token(added))).as(added).isFalse();
      assertThat(automaton.isLegal(string, token(added))).as(added).isFalse();
    }
  }
}
