package dev.countersign.runtime.langchain;

import static org.assertj.core.api.Assertions.assertThat;

import dev.countersign.inference.grammar.CallFormat;
import dev.countersign.inference.grammar.ToolCall;
import dev.countersign.inference.grammar.ToolCalls;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

class AnswerReaderTest {
  private static final String HERMES = CallFormat.HERMES.marker();

  /** What was heard, in order. */
  private static final class Heard implements AnswerReader.Listener {
    final StringBuilder text = new StringBuilder();
    final List<String> names = new ArrayList<>();
    final List<StringBuilder> arguments = new ArrayList<>();
    final List<String> parts = new ArrayList<>();

    @Override
    public void text(String part) {
      assertThat(names).as("text behind calls").isEmpty();
      text.append(part);
      parts.add(part);
    }

    @Override
    public void arguments(int index, String name, String part) {
      assertThat(part).isNotBlank();
      if (index == names.size()) {
        names.add(name);
        arguments.add(new StringBuilder());
      }
      assertThat(names.get(index)).isEqualTo(name);
      assertThat(index).as("an earlier call goes on").isEqualTo(names.size() - 1);
      arguments.get(index).append(part);
    }
  }

  private static AnswerReader read(
      String answer, String marker, List<String> stops, Heard heard, Random random) {
    byte[] bytes = answer.getBytes(StandardCharsets.UTF_8);
    AnswerReader reader = new AnswerReader(marker, stops, heard);
    for (int at = 0; at < bytes.length; ) {
      int end = Math.min(bytes.length, at + 1 + random.nextInt(5));
      reader.add(Arrays.copyOfRange(bytes, at, end));
      at = end;
    }
    reader.end();
    assertThat(reader.text()).isEqualTo(heard.text.toString());
    return reader;
  }

  @ParameterizedTest
  @EnumSource(CallFormat.class)
  void callsAreReadAsTheFormatSpellsThemHoweverTheyAreCut(CallFormat format) {
    List<ToolCall> calls =
        List.of(
            new ToolCall("getWeather", arguments("{\"city\": \"M}{ü\\\"nc\\\\hen 🏔\"}")),
            new ToolCall("now", arguments("{}")),
            new ToolCall("deep", arguments("{\"a\": {\"b\": [{\"c\": \"</tool_call>\"}]}}")));
    String answer = ToolCalls.write(calls, format);
    for (long seed = 0; seed < 200; seed++) {
      Heard heard = new Heard();
      AnswerReader reader = read(answer, format.marker(), List.of(), heard, new Random(seed));
      assertThat(reader.text()).as("seed %d", seed).isEmpty();
      assertThat(reader.calls()).as("seed %d", seed).hasSameSizeAs(calls);
      for (int i = 0; i < calls.size(); i++) {
        assertThat(heard.names.get(i)).isEqualTo(calls.get(i).name());
        assertThat(reader.calls().get(i).name()).isEqualTo(calls.get(i).name());
        assertThat(heard.arguments.get(i)).hasToString(reader.calls().get(i).arguments());
        assertThat(arguments(reader.calls().get(i).arguments()))
            .as("seed %d", seed)
            .isEqualTo(calls.get(i).arguments());
      }
    }
  }

  private static ObjectNode arguments(String json) {
    return (ObjectNode) JsonMapper.shared().readTree(json);
  }

  @Test
  void textEndsWhereCallsBeginAndNothingOfTheirMarkerIsHeard() {
    String answer = "I <tool>look <tool_call>\n{\"name\": \"x\", \"arguments\": {}}\n</tool_call>";
    for (long seed = 0; seed < 100; seed++) {
      Heard heard = new Heard();
      AnswerReader reader = read(answer, HERMES, List.of(), heard, new Random(seed));
      assertThat(reader.text()).as("seed %d", seed).isEqualTo("I <tool>look ");
      assertThat(reader.calls()).containsExactly(new AnswerReader.Call("x", "{}"));
    }
  }

  @Test
  void theFirstStopSequenceEndsTheTextAndIsNotPartOfIt() {
    for (long seed = 0; seed < 100; seed++) {
      Heard heard = new Heard();
      AnswerReader reader =
          read("Hello Wörld, hello", HERMES, List.of("ld", " Wör"), heard, new Random(seed));
      assertThat(reader.text()).as("seed %d", seed).isEqualTo("Hello");
      assertThat(reader.stopped()).isTrue();
    }
  }

  @Test
  void whatLooksLikeTheBeginningOfAStopSequenceIsHeardWhenItIsNone() {
    Heard heard = new Heard();
    AnswerReader reader = read("a <too", HERMES, List.of("oops"), heard, new Random(1));
    assertThat(reader.text()).isEqualTo("a <too");
    assertThat(reader.stopped()).isFalse();
  }

  @Test
  void aCharacterThatIsCutOffIsNotHeard() {
    Heard heard = new Heard();
    AnswerReader reader = new AnswerReader(HERMES, List.of(), heard);
    byte[] bytes = "a€".getBytes(StandardCharsets.UTF_8);
    reader.add(Arrays.copyOf(bytes, 3));
    reader.end();
    assertThat(reader.text()).isEqualTo("a");
  }

  @Test
  void aCallThatIsCutOffIsHeardAndNotComplete() {
    Heard heard = new Heard();
    String answer = "<tool_call>\n{\"name\": \"x\", \"arguments\": {\"city\": \"Mun";
    AnswerReader reader = read(answer, HERMES, List.of(), heard, new Random(1));
    assertThat(heard.arguments.getFirst()).hasToString("{\"city\": \"Mun");
    assertThat(reader.calls()).isEmpty();
  }
}
