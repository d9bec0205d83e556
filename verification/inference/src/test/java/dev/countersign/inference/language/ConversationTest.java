package dev.countersign.inference.language;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.countersign.inference.InputRefused;
import dev.countersign.inference.grammar.ToolSpec;
import dev.countersign.inference.language.Conversation.ToolChoice;
import dev.countersign.receipt.Bytes32;
import dev.countersign.receipt.Reason;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.stream.IntStream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** One conversation has one form of bytes, and there is a limit to everything in it. */
class ConversationTest {
  private static final String SCHEMA =
      """
      {"type":"object","properties":{"zeta":{"type":"string"},"alpha":{"enum":["a","b"]}}}\
      """;

  private static Conversation full() {
    return new Conversation(
        List.of(
            Message.system("Be brief."),
            Message.user("move 250 USDC \"into\" WETH, naïve 東京 😀"),
            Message.assistant("", new Message.Call("c1", "swap", "{\"zeta\":\"1\",\"alpha\":2}")),
            Message.result("swap", "c1", "done\n")),
        List.of(
            new ToolSpec("swap", "Swaps.", JsonText.object("schema", SCHEMA), false),
            new ToolSpec("hold", "", JsonText.object("schema", "{\"type\":\"object\"}"), true)),
        ToolChoice.REQUIRED,
        3,
        128,
        Sampling.gumbel("0.7", 40, "0.95", Bytes32.sha256(new byte[0])),
        1_767_225_600L);
  }

  private static String text(Conversation conversation) {
    return new String(conversation.toBytes(), StandardCharsets.UTF_8);
  }

  @Test
  void theBytesComeBackAsTheSameConversation() throws Exception {
    assertThat(Conversation.parse(full().toBytes())).isEqualTo(full());
    Conversation plain = Conversation.of(16, Message.user("hello"));
    assertThat(Conversation.parse(plain.toBytes())).isEqualTo(plain);
  }

  @Test
  void theBytesAreCanonicalJson() {
    assertThat(text(Conversation.of(16, Message.user("hello"))))
        .isEqualTo(
            "{\"maxCalls\":1,\"maxTokens\":16,\"messages\":[{\"content\":\"hello\",\"role\":\"user\"}],"
                + "\"now\":0,\"sampling\":{\"seed\":\"%s\",\"spec\":\"greedy\",\"temperature\":\"0\","
                    .formatted("0".repeat(64))
                + "\"topK\":0,\"topP\":\"1\"},\"toolChoice\":\"none\",\"tools\":[]}");
  }

  @Test
  void theOrderOfASchemasMembersSurvives() throws Exception {
    Conversation again = Conversation.parse(full().toBytes());
    assertThat(JsonText.of(again.tools().getFirst().parameters())).isEqualTo(SCHEMA);
    assertThat(again.messages().get(2).calls().getFirst().arguments())
        .isEqualTo("{\"zeta\":\"1\",\"alpha\":2}");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "\"maxTokens\":128|\"maxTokens\":\"128\"",
        "\"maxTokens\":128|\"maxTokens\":128,\"more\":1",
        "\"maxTokens\":128|\"maxTokens\":4097",
        "\"maxTokens\":128|\"maxTokens\": 128",
        "\"maxTokens\":128,|``",
        "\"now\":1767225600|\"now\":-1",
        "\"role\":\"system\"|\"role\":\"System\"",
        "\"role\":\"system\"|\"role\":\"developer\"",
        "\"content\":\"Be brief.\",|``",
        "\"content\":\"Be brief.\"|\"content\":7",
        "\"topK\":40|\"topK\":40.0",
        "\"temperature\":\"0.7\"|\"temperature\":\"0.70\"",
        "\"temperature\":\"0.7\"|\"temperature\":\"0\"",
        "\"topP\":\"0.95\"|\"topP\":\"1.1\"",
        "\"spec\":\"gumbel-1\"|\"spec\":\"greedy\"",
        "\"spec\":\"gumbel-1\"|\"spec\":\"gumbel-2\"",
        "\"toolChoice\":\"required\"|\"toolChoice\":\"any\"",
        "\"exclusive\":false|\"exclusive\":0",
        "{\\\"type\\\":\\\"object\\\"}|{\\\"type\\\": \\\"object\\\"}",
        "{\\\"type\\\":\\\"object\\\"}|[]",
        "{\\\"type\\\":\\\"object\\\"}|{",
        "naïve|na\\ud800ve",
      })
  void everyOtherFormIsRefused(String part, String other) {
    String honest = text(full());
    assertThat(honest).contains(part);
    byte[] bytes = honest.replace(part, other).getBytes(StandardCharsets.UTF_8);
    assertThatExceptionOfType(InputRefused.class)
        .isThrownBy(() -> Conversation.parse(bytes))
        .satisfies(e -> assertThat(e.code()).isEqualTo(InputRefused.Code.BAD_CONVERSATION))
        .satisfies(e -> assertThat(e.reason()).isEqualTo(Reason.INFERENCE_FAILED))
        .withMessageStartingWith("not a conversation: ");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "[]", "null", "{}", "nonsense", "{\"messages\":3}"})
  void whatIsNoConversationIsRefused(String text) {
    assertThatExceptionOfType(InputRefused.class)
        .isThrownBy(() -> Conversation.parse(text.getBytes(StandardCharsets.UTF_8)));
  }

  @Test
  void thereIsALimitToEverything() {
    Message hello = Message.user("hello");
    refused("1 to 64 messages", () -> Conversation.of(1));
    refused(
        "1 to 64 messages",
        () -> Conversation.of(1, Collections.nCopies(65, hello).toArray(Message[]::new)));
    refused("maxTokens is 1 to 4096", () -> Conversation.of(0, hello));
    refused("maxTokens is 1 to 4096", () -> Conversation.of(4097, hello));
    refused("65536 bytes", () -> Conversation.of(1, Message.user("é".repeat(32769))));
    refused("there is none", () -> full().with(List.of(), ToolChoice.REQUIRED, 1));
    refused("maxCalls is 1 to 16", () -> full().with(full().tools(), ToolChoice.AUTO, 17));
    refused("two tools", () -> full().with(twice(full().tools()), ToolChoice.AUTO, 1));
    List<ToolSpec> many =
        IntStream.range(0, 33)
            .mapToObj(i -> new ToolSpec("t" + i, "", JsonText.object("schema", "{}"), false))
            .toList();
    refused("at most 32 tools", () -> full().with(many, ToolChoice.AUTO, 1));
  }

  private static List<ToolSpec> twice(List<ToolSpec> tools) {
    List<ToolSpec> twice = new ArrayList<>(tools);
    twice.addAll(tools);
    return twice;
  }

  private static void refused(String because, ThrowingCallable made) {
    assertThatIllegalArgumentException().isThrownBy(made).withMessageContaining(because);
  }

  @Test
  void theLongestTextIsTaken() {
    assertThat(Conversation.of(1, Message.user("é".repeat(32768))).messages()).hasSize(1);
  }
}
