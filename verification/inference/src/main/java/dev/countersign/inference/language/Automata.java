package dev.countersign.inference.language;

import dev.countersign.inference.InputRefused;
import dev.countersign.inference.grammar.CallFormat;
import dev.countersign.inference.grammar.CallGrammar;
import dev.countersign.inference.grammar.GrammarRefused;
import dev.countersign.inference.grammar.TokenAutomaton;
import dev.countersign.inference.grammar.ToolSpec;
import dev.countersign.inference.grammar.Vocabulary;
import dev.countersign.inference.language.Conversation.ToolChoice;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What a conversation allows as an answer; the last ones are kept, with their masks. */
final class Automata {
  private static final int MOST = 16;

  private record Key(List<ToolSpec> tools, ToolChoice choice, int maxCalls) {}

  private final Vocabulary vocabulary;
  private final CallFormat format;
  private final Map<Key, TokenAutomaton> recent =
      new LinkedHashMap<>(MOST, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<Key, TokenAutomaton> eldest) {
          return size() > MOST;
        }
      };

  Automata(Vocabulary vocabulary, CallFormat format) {
    this.vocabulary = vocabulary;
    this.format = format;
  }

  TokenAutomaton of(Conversation conversation) throws InputRefused {
    Key key =
        conversation.toolChoice() == ToolChoice.NONE || conversation.tools().isEmpty()
            ? new Key(List.of(), ToolChoice.NONE, 0)
            : new Key(conversation.tools(), conversation.toolChoice(), conversation.maxCalls());
    synchronized (recent) {
      TokenAutomaton known = recent.get(key);
      if (known != null) {
        return known;
      }
    }
    TokenAutomaton made = make(key);
    synchronized (recent) {
      recent.put(key, made);
    }
    return made;
  }

  private TokenAutomaton make(Key key) throws InputRefused {
    try {
      boolean required = key.choice() == ToolChoice.REQUIRED;
      return new TokenAutomaton(
          CallGrammar.of(key.tools(), format, required ? 1 : 0, key.maxCalls(), !required),
          vocabulary);
    } catch (GrammarRefused e) {
      throw new InputRefused(
          InputRefused.Code.BAD_CONVERSATION, "the tools cannot be used: " + e.getMessage(), e);
    }
  }
}
