package dev.countersign.inference.grammar;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.countersign.inference.grammar.TokenAutomaton.State;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/** What may come next, and what must. */
class TokenAutomatonTest {
  private static final Vocabulary SMALL = Tokenizers.small();

  private static TokenAutomaton automaton(
      List<ToolSpec> tools, CallFormat format, int least, int most, boolean text)
      throws GrammarRefused {
    return new TokenAutomaton(CallGrammar.of(tools, format, least, most, text), SMALL);
  }

  /** Advances by the longest legal tokens that spell the text. */
  private static State read(TokenAutomaton automaton, State from, String text) {
    State state = from;
    String rest = text;
    while (!rest.isEmpty()) {
      int best = -1;
      int length = 0;
      TokenMask allowed = automaton.allowed(state);
      for (int token = allowed.next(0); token >= 0; token = allowed.next(token + 1)) {
        String spelt = SMALL.text(token);
        if (!SMALL.isEnd(token) && rest.startsWith(spelt) && spelt.length() > length) {
          best = token;
          length = spelt.length();
        }
      }
      assertThat(best).as("a legal token that \"%s\" begins with", rest).isNotNegative();
      state = automaton.advance(state, best);
      rest = rest.substring(length);
    }
    return state;
  }

  private static List<String> spelt(int... tokens) {
    List<String> all = new ArrayList<>();
    for (int token : tokens) {
      all.add(SMALL.isEnd(token) ? Tokenizers.END : SMALL.text(token));
    }
    return all;
  }

  private static Set<String> legal(TokenAutomaton automaton, State state) {
    Set<String> all = new TreeSet<>();
    TokenMask allowed = automaton.allowed(state);
    for (int token = allowed.next(0); token >= 0; token = allowed.next(token + 1)) {
      all.addAll(spelt(token));
    }
    return all;
  }

  @Test
  void whatMustComeIsCutByTheLongestTokens() throws GrammarRefused {
    TokenAutomaton automaton = automaton(Tools.MONEY, CallFormat.HERMES, 1, 4, false);
    assertThat(spelt(automaton.forced(automaton.start())))
        .containsExactly("<tool_call>", "\n", "{\"", "name", "\": ", "\"");
  }

  @Test
  void aForcedTokenIsTheOnlyLegalOneThoughOthersSpellTheSame() throws GrammarRefused {
    TokenAutomaton automaton = automaton(Tools.MONEY, CallFormat.HERMES, 1, 4, false);
    State state = automaton.start();
    for (int token : automaton.forced(state)) {
      assertThat(automaton.allowed(state)).isEqualTo(TokenMask.single(token));
      state = automaton.advance(state, token);
    }
    assertThat(automaton.forced(state)).isEmpty();
    assertThat(legal(automaton, state)).containsExactly("h", "hold", "s", "swap", "t", "transfer");
  }

  @Test
  void theEndIsPartOfWhatMustCome() throws GrammarRefused {
    TokenAutomaton automaton = automaton(Tools.MONEY, CallFormat.HERMES, 1, 4, false);
    State state =
        read(
            automaton,
            automaton.start(),
            "<tool_call>\n{\"name\": \"hold\", \"arguments\": {\"reason\": \"u");
    assertThat(spelt(automaton.forced(state)))
        .containsExactly(
            "n", "c", "l", "e", "a", "r", "\"}}", "\n</", "tool_call", ">", "<|im_end|>");
  }

  @Test
  void afterACallThereIsAnotherOrTheEnd() throws GrammarRefused {
    TokenAutomaton automaton = automaton(Tools.MONEY, CallFormat.HERMES, 1, 2, false);
    String call =
        "<tool_call>\n{\"name\": \"transfer\", \"arguments\": {\"amount\": \"40\","
            + " \"token\": \"WETH\", \"to\": \"bob\"}}\n</tool_call>";
    State one = read(automaton, automaton.start(), call);
    assertThat(legal(automaton, one)).containsExactly("\n", Tokenizers.END);
    assertThat(automaton.isEnd(one)).isFalse();
    assertThat(automaton.mayEnd(one)).isTrue();
    State two = read(automaton, one, "\n" + call);
    assertThat(legal(automaton, two)).containsExactly(Tokenizers.END);
    assertThat(automaton.isEnd(two)).isTrue();
    State finished = automaton.advance(two, automaton.forced(two)[0]);
    assertThat(automaton.isFinished(finished)).isTrue();
    assertThat(automaton.allowed(finished).count()).isZero();
    assertThat(automaton.forced(finished)).isEmpty();
  }

  @Test
  void aToolThatStandsAloneIsNotOfferedAsASecondCall() throws GrammarRefused {
    TokenAutomaton automaton = automaton(Tools.MONEY, CallFormat.LLAMA, 1, 3, false);
    State second =
        read(
            automaton,
            automaton.start(),
            "{\"name\": \"swap\", \"parameters\": {\"amount\": \"50%\", \"from\": \"USDC\","
                + " \"to\": \"WETH\"}}; {\"name\": \"");
    assertThat(legal(automaton, second)).containsExactly("s", "swap", "t", "transfer");
  }

  @Test
  void anIllegalTokenIsRefused() throws GrammarRefused {
    TokenAutomaton automaton = automaton(Tools.MONEY, CallFormat.HERMES, 1, 4, false);
    State start = automaton.start();
    for (int token : new int[] {-1, 0, SMALL.size(), SMALL.endIds().first(), Integer.MAX_VALUE}) {
      assertThat(automaton.isLegal(start, token)).isFalse();
      assertThat(automaton.allowed(start).contains(token)).isFalse();
      assertThatThrownBy(() -> automaton.advance(start, token))
          .isInstanceOf(IllegalArgumentException.class);
    }
  }

  @Test
  void statesThatWereReachedDifferentlyAreEqualWhereTheSameFollows() throws GrammarRefused {
    TokenAutomaton automaton = automaton(Tools.MONEY, CallFormat.LLAMA, 1, 3, false);
    String head = "{\"name\": \"swap\", \"parameters\": {\"amount\": \"";
    State one = read(automaton, automaton.start(), head + "25\", \"from\": \"");
    State other = read(automaton, automaton.start(), head + "50%\", \"from\": \"");
    assertThat(one).isEqualTo(other).hasSameHashCodeAs(other);
    assertThat(one).isNotEqualTo(automaton.start());
  }
}
