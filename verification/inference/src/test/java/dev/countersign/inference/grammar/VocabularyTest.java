package dev.countersign.inference.grammar;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.countersign.inference.grammar.GrammarRefused.Code;
import dev.countersign.inference.grammar.TokenAutomaton.State;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A token's bytes, as the tokenizers of the supported families spell them. */
class VocabularyTest {
  private static Vocabulary of(String json) throws GrammarRefused {
    return Vocabulary.of(json.replace('\'', '"').getBytes(StandardCharsets.UTF_8), Set.of(0));
  }

  private static String text(Vocabulary vocabulary, int token) {
    return new String(vocabulary.bytes(token), StandardCharsets.UTF_8);
  }

  @Test
  void byteLevelPiecesAreBytes() throws GrammarRefused {
    Vocabulary vocabulary =
        of(
            "{'pre_tokenizer':{'type':'Sequence','pretokenizers':[{'type':'ByteLevel'}]},"
                + "'added_tokens':[{'id':7,'content':'<é>','special':true}],"
                + "'model':{'type':'BPE','vocab':{'!':0,'Ġa':1,'Ċ':2,'Ã©':3,'ł':4,'\u4e00':5}}}");
    assertThat(vocabulary.size()).isEqualTo(8);
    assertThat(text(vocabulary, 1)).isEqualTo(" a");
    assertThat(text(vocabulary, 2)).isEqualTo("\n");
    assertThat(text(vocabulary, 3)).isEqualTo("é");
    assertThat(vocabulary.bytes(4)).containsExactly(0xa0);
    assertThat(vocabulary.bytes(5)).isEmpty();
    assertThat(vocabulary.bytes(6)).isEmpty();
    assertThat(text(vocabulary, 7)).isEqualTo("<é>");
    assertThat(vocabulary.isSpecial(7)).isTrue();
    assertThat(vocabulary.bytes(8)).isEmpty();
    assertThat(vocabulary.text(1, 3, 7, 0, 6, -1)).isEqualTo(" aé<é>");
  }

  @Test
  void sentencePiecesHaveSpacesAndStandInBytes() throws GrammarRefused {
    Vocabulary vocabulary =
        of(
            "{'decoder':{'type':'Sequence','decoders':[{'type':'ByteFallback'}]},"
                + "'model':{'type':'BPE','byte_fallback':true,"
                + "'vocab':{'</s>':0,'<0x0A>':1,'<0xE9>':2,'\u2581the':3,'\u2581\u2581':4,'é':5,'<0xZZ>':6}}}");
    assertThat(text(vocabulary, 1)).isEqualTo("\n");
    assertThat(vocabulary.bytes(2)).containsExactly(0xe9);
    assertThat(text(vocabulary, 3)).isEqualTo(" the");
    assertThat(text(vocabulary, 4)).isEqualTo("  ");
    assertThat(text(vocabulary, 5)).isEqualTo("é");
    assertThat(text(vocabulary, 6)).isEqualTo("<0xZZ>");
  }

  @Test
  void aUnigramVocabularyIsAList() throws GrammarRefused {
    Vocabulary vocabulary =
        of(
            "{'pre_tokenizer':{'type':'Metaspace','replacement':'\u2581'},"
                + "'model':{'type':'Unigram','vocab':[['</s>',0.0],['\u2581a',-1.5]]}}");
    assertThat(text(vocabulary, 1)).isEqualTo(" a");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "[]                                                         | it is no JSON object",
        "{'model':                                                  | not valid JSON",
        "{'model':[]}                                               | its model is no object",
        "{}                                                         | it has no vocabulary",
        "{'model':{'type':'BPE','vocab':3}}                         | neither an object nor a list",
        "{'model':{'type':'BPE','vocab':{'a':'b'}}}                 | an id is no integer",
        "{'model':{'type':'BPE','vocab':{'a':1,'b':1}}}             | two of its pieces have the id 1",
        "{'model':{'type':'BPE','vocab':{'a':-1}}}                  | the id -1 is not",
        "{'model':{'type':'BPE','vocab':{'a':1048576}}}             | the id 1048576 is not",
        "{'model':{'type':'BPE','vocab':{'a':99999999999}}}         | not valid JSON",
        "{'model':{'type':'WordPiece','vocab':{'a':0}}}             | its model is WordPiece",
        "{'model':{'type':'BPE','vocab':{'a':0}}}                   | neither byte-level nor",
        "{'added_tokens':[{'id':1}],'model':{'vocab':{'a':0}}}      | an added token lacks",
      })
  void aTokenizerOfAnotherKindIsRefused(String json, String sentence) {
    assertThatThrownBy(() -> of(json))
        .isInstanceOfSatisfying(
            GrammarRefused.class, e -> assertThat(e.code()).isEqualTo(Code.VOCABULARY))
        .hasMessageContaining(sentence);
  }

  @Test
  void theEndMustBeAToken() {
    byte[] file = Tokenizers.byteLevel(List.of(), List.of());
    for (Set<Integer> ends : List.of(Set.<Integer>of(), Set.of(-1), Set.of(256))) {
      assertThatThrownBy(() -> Vocabulary.of(file, ends)).isInstanceOf(GrammarRefused.class);
    }
  }

  @Test
  void severalTokensMayEndAnAnswerButTheFirstIsTheOneThatMust() throws Exception {
    Vocabulary small = Tokenizers.small();
    int end = small.endIds().first();
    Vocabulary two =
        Vocabulary.of(
            Tokenizers.byteLevel(Tokenizers.SOME, Tokenizers.added()), Set.of(end, end - 1));
    TokenAutomaton text =
        new TokenAutomaton(CallGrammar.of(List.of(), CallFormat.HERMES, 0, 0, true), two);
    assertThat(text.allowed(text.start()).contains(end)).isTrue();
    assertThat(text.allowed(text.start()).contains(end - 1)).isTrue();
    TokenAutomaton calls =
        new TokenAutomaton(
            CallGrammar.of(
                List.of(Tools.with("{\"type\": \"null\"}")), CallFormat.HERMES, 1, 1, false),
            two);
    int[] forced = calls.forced(calls.start());
    assertThat(forced[forced.length - 1]).isEqualTo(end - 1);
    State last = calls.start();
    for (int token : Arrays.copyOf(forced, forced.length - 1)) {
      last = calls.advance(last, token);
    }
    assertThat(calls.isEnd(last)).isTrue();
    assertThat(calls.isLegal(last, end)).isFalse();
  }

  @Test
  void aVocabularyThatCannotWriteTheToolsIsRefused() throws GrammarRefused {
    Vocabulary ascii =
        Tokenizers.vocabulary(Tokenizers.sentencePiece(List.of("\n"), Tokenizers.added(), false));
    new TokenAutomaton(CallGrammar.of(List.of(Tools.SWAP), CallFormat.HERMES, 1, 1, false), ascii);
    CallGrammar accents =
        CallGrammar.of(
            List.of(Tools.with("{\"enum\": [\"Zoë\"]}")), CallFormat.HERMES, 1, 1, false);
    assertThatThrownBy(() -> new TokenAutomaton(accents, ascii))
        .isInstanceOf(GrammarRefused.class)
        .hasMessageContaining("U+00EB");
  }

  /** A tokenizer trained on little text, whose trainer kept only the bytes it saw. */
  @Test
  void halfACharacterIsNeverWrittenWhereNothingMightCompleteIt() throws GrammarRefused {
    List<String> pieces =
        new ArrayList<>(IntStream.rangeClosed('!', '~').mapToObj(Character::toString).toList());
    pieces.addAll(List.of("Ġ", "Ċ", "Ã", "©", "Ã©", "ĠÃ", "aÃ"));
    Vocabulary vocabulary =
        Tokenizers.vocabulary(Tokenizers.byteLevelPieces(pieces, Tokenizers.added()));
    TokenAutomaton automaton =
        new TokenAutomaton(
            CallGrammar.of(
                List.of(Tools.with("{\"anyOf\": [{\"enum\": [\"é\"]}, {\"type\": \"string\"}]}")),
                CallFormat.HERMES,
                0,
                1,
                true),
            vocabulary);
    TokenMask mask = automaton.allowed(automaton.start());
    assertThat(mask.contains(pieces.indexOf("Ã©"))).isTrue();
    for (String half : List.of("Ã", "©", "ĠÃ", "aÃ")) {
      assertThat(mask.contains(pieces.indexOf(half))).as(half).isFalse();
      assertThat(automaton.isLegal(automaton.start(), pieces.indexOf(half))).as(half).isFalse();
    }
  }
}
