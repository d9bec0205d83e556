package dev.countersign.inference.grammar;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import tools.jackson.databind.node.ObjectNode;

/** Calls are read as strictly as they are written. */
class ToolCallsTest {
  private static ToolCall call(String name, String arguments) {
    return new ToolCall(name, (ObjectNode) Tokenizers.JSON.readTree(arguments));
  }

  private static final List<ToolCall> TWO =
      List.of(
          call("swap", "{\"amount\": \"250\", \"from\": \"USDC\"}"),
          call("pay", "{\"to\": {\"n\": [1, -2, {}, []]}, \"memo\": \"é\\n\\\"\\u0001😀\"}"));

  @Test
  void theFormatsAreSpeltAsTheModelsKnowThem() {
    List<ToolCall> calls = List.of(call("a", "{\"x\": \"1\"}"), call("b", "{}"));
    assertThat(ToolCalls.write(calls, CallFormat.HERMES))
        .isEqualTo(
            """
            <tool_call>
            {"name": "a", "arguments": {"x": "1"}}
            </tool_call>
            <tool_call>
            {"name": "b", "arguments": {}}
            </tool_call>""");
    assertThat(ToolCalls.write(calls, CallFormat.LLAMA))
        .isEqualTo(
            "{\"name\": \"a\", \"parameters\": {\"x\": \"1\"}}; {\"name\": \"b\", \"parameters\": {}}");
    assertThat(ToolCalls.write(calls, CallFormat.MISTRAL))
        .isEqualTo(
            "[TOOL_CALLS] [{\"name\": \"a\", \"arguments\": {\"x\": \"1\"}},"
                + " {\"name\": \"b\", \"arguments\": {}}]");
  }

  @ParameterizedTest
  @EnumSource
  void whatIsWrittenIsReadBack(CallFormat format) throws CallsRefused {
    assertThat(ToolCalls.parse(ToolCalls.write(TWO, format), format)).isEqualTo(TWO);
    assertThat(ToolCalls.parse("", format)).isEmpty();
    assertThat(ToolCalls.parse("Hello, {\"name\"}", format)).isEmpty();
  }

  @Test
  void textBeforeCallsIsNotPartOfThem() throws CallsRefused {
    String answer = "I will pay.\n" + ToolCalls.write(TWO, CallFormat.HERMES);
    assertThat(ToolCalls.parse(answer, CallFormat.HERMES)).isEqualTo(TWO);
    assertThat(ToolCalls.text(answer, CallFormat.HERMES)).isEqualTo("I will pay.\n");
    assertThat(ToolCalls.text("only text", CallFormat.HERMES)).isEqualTo("only text");
  }

  @ParameterizedTest
  @EnumSource
  void anAnswerThatIsCutShortIsRefusedAtEveryLength(CallFormat format) {
    String answer = ToolCalls.write(TWO.subList(1, 2), format);
    int marker = Math.max(1, format.marker().length());
    for (int length = marker; length < answer.length(); length++) {
      String cut = answer.substring(0, length);
      assertThatThrownBy(() -> ToolCalls.parse(cut, format)).isInstanceOf(CallsRefused.class);
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "{'name': 'a', 'parameters': {}}x                    | there is more behind",
        "{'name': 'a', 'parameters': {}};{'name': 'b', 'parameters': {}} | there is more behind",
        "{'name': 'a', 'parameters': {}};                    | there is more behind",
        "{'name': 'a', 'arguments': {}}                      | has not just a name",
        "{'parameters': {}, 'name': 'a'}                     | has not just a name",
        "{'name': 'a', 'parameters': {}, 'more': 1}          | has not just a name",
        "{'name': 'a', 'parameters': []}                     | has not just a name",
        "{'name': 1, 'parameters': {}}                       | has not just a name",
        "{'name': 'a', 'name': 'b', 'parameters': {}}        | not valid JSON",
        "{'name': 'a', 'parameters': {'x': 1, 'x': 2}}       | not valid JSON",
        "{'name': 'a', 'parameters': {'x': NaN}}             | not valid JSON",
        "{'name': 'a', 'parameters': {'x': '\\ud83d'}}       | half a surrogate pair",
        "{'name': 'a', 'parameters': {'x': ['\\udc00']}}     | half a surrogate pair",
        "{}                                                  | has not just a name",
      })
  void whatIsNotACallIsRefused(String answer, String sentence) {
    assertThatThrownBy(() -> ToolCalls.parse(answer.replace('\'', '"'), CallFormat.LLAMA))
        .isInstanceOf(CallsRefused.class)
        .hasMessageContaining(sentence);
  }

  @Test
  void moreCallsThanAreAllowedAreRefused() {
    List<ToolCall> many = Collections.nCopies(65, call("a", "{}"));
    assertThatThrownBy(
            () -> ToolCalls.parse(ToolCalls.write(many, CallFormat.MISTRAL), CallFormat.MISTRAL))
        .isInstanceOf(CallsRefused.class)
        .hasMessageContaining("more than 64");
  }

  @Test
  void decimalsKeepTheirDigits() throws CallsRefused {
    String answer = "{\"name\": \"a\", \"parameters\": {\"x\": 0.100000000000000001}}";
    assertThat(ToolCalls.parse(answer, CallFormat.LLAMA).get(0).arguments().get("x").decimalValue())
        .isEqualTo("0.100000000000000001");
  }

  @Test
  void argumentsCannotBeChangedFromOutside() {
    ToolCall call = call("a", "{\"x\": 1}");
    call.arguments().put("x", 2);
    assertThat(call.arguments().get("x").intValue()).isEqualTo(1);
  }
}
