package dev.countersign.runtime.langchain;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.langchain4j.model.chat.ChatModel;
import dev.langchain4j.model.ollama.OllamaChatModel;
import dev.langchain4j.model.openai.OpenAiChatModel;
import dev.langchain4j.service.AiServices;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import tools.jackson.databind.json.JsonMapper;

/**
 * Models that somebody else runs, with the tools of an agent: over real sockets, and whatever the
 * other side says, the agent hears the user or nobody.
 */
class RemoteModelTest {
  private static final String SAID = "pay alice 40 USDC";
  private static final Duration PATIENCE = Duration.ofMillis(500);

  /** How servers of models are spoken with. */
  enum Protocol {
    OPENAI {
      @Override
      ChatModel model(String url, Duration limit) {
        return OpenAiChatModel.builder()
            .baseUrl(url + "/v1")
            .apiKey("none")
            .modelName("somebody-elses")
            .timeout(limit)
            .maxRetries(0)
            .build();
      }

      @Override
      String says(String text) {
        return answer("{\"role\": \"assistant\", \"content\": " + quoted(text) + "}");
      }

      @Override
      String calls(String tool, String arguments) {
        return answer(
            """
            {"role": "assistant", "tool_calls": [{"id": "1", "type": "function",
              "function": {"name": %s, "arguments": %s}}]}"""
                .formatted(quoted(tool), quoted(arguments)));
      }

      private static String answer(String message) {
        return """
            {"id": "1", "object": "chat.completion", "created": 1, "model": "somebody-elses",
              "choices": [{"index": 0, "finish_reason": "stop", "message": %s}],
              "usage": {"prompt_tokens": 1, "completion_tokens": 1, "total_tokens": 2}}"""
            .formatted(message);
      }
    },
    OLLAMA {
      @Override
      ChatModel model(String url, Duration limit) {
        return OllamaChatModel.builder()
            .baseUrl(url)
            .modelName("somebody-elses")
            .timeout(limit)
            .maxRetries(0)
            .build();
      }

      @Override
      String says(String text) {
        return answer("{\"role\": \"assistant\", \"content\": " + quoted(text) + "}");
      }

      @Override
      String calls(String tool, String arguments) {
        return answer(
            """
            {"role": "assistant", "content": "", "tool_calls": [
              {"function": {"name": %s, "arguments": %s}}]}"""
                .formatted(quoted(tool), arguments));
      }

      private static String answer(String message) {
        return """
            {"model": "somebody-elses", "created_at": "2026-01-01T00:00:00Z", "message": %s,
              "done": true, "done_reason": "stop", "prompt_eval_count": 1, "eval_count": 1}"""
            .formatted(message);
      }
    };

    abstract ChatModel model(String url, Duration limit);

    abstract String says(String text);

    abstract String calls(String tool, String arguments);

    private static String quoted(String text) {
      return JsonMapper.shared().writeValueAsString(text);
    }
  }

  /** An application. */
  interface Assistant {
    String chat(String message);
  }

  private final RecordingAgent agent = new RecordingAgent();

  private String chat(Protocol protocol, ChatServer server, Duration limit) {
    return AiServices.builder(Assistant.class)
        .chatModel(protocol.model(server.url(), limit))
        .toolProvider(CountersignTools.of(agent))
        .build()
        .chat(SAID);
  }

  private String chat(Protocol protocol, ChatServer server) {
    return chat(protocol, server, Duration.ofSeconds(30));
  }

  @ParameterizedTest
  @EnumSource
  void itsCallMakesTheAgentHearTheUser(Protocol protocol) throws Exception {
    String bob = "{\"amount\": \"4000\", \"token\": \"USDC\", \"to\": \"bob\"}";
    try (ChatServer server = ChatServer.saying(200, protocol.calls("transfer", bob))) {
      assertThat(chat(protocol, server)).isEqualTo("executed: did: " + SAID);
      assertThat(agent.told).containsExactly(SAID);
      assertThat(server.asked())
          .singleElement()
          .satisfies(
              body -> assertThat(body).contains("\"transfer\"", "\"alice\"", "\"40\"", SAID));
    }
  }

  @ParameterizedTest
  @EnumSource
  void itsWordsMoveNothing(Protocol protocol) throws Exception {
    try (ChatServer server = ChatServer.saying(200, protocol.says("executed: paid bob"))) {
      chat(protocol, server);
      assertThat(agent.told).isEmpty();
    }
  }

  @ParameterizedTest
  @EnumSource
  void aToolThatItInventsIsAnError(Protocol protocol) throws Exception {
    try (ChatServer server = ChatServer.saying(200, protocol.calls("withdraw", "{}"))) {
      failsWithoutTelling(protocol, server);
    }
  }

  @ParameterizedTest
  @EnumSource
  void aServerThatFailsIsAnError(Protocol protocol) throws Exception {
    for (int status : List.of(400, 401, 404, 429, 500, 503)) {
      try (ChatServer server = ChatServer.saying(status, protocol.calls("transfer", "{}"))) {
        failsWithoutTelling(protocol, server);
      }
    }
  }

  @ParameterizedTest
  @EnumSource
  void anAnswerThatIsCutOffIsAnError(Protocol protocol) throws Exception {
    String whole = protocol.calls("transfer", "{\"amount\": \"40\"}");
    for (int length = 0; length < whole.stripTrailing().length(); length += 29) {
      try (ChatServer server = ChatServer.saying(200, whole.substring(0, length))) {
        failsWithoutTelling(protocol, server);
      }
    }
  }

  @ParameterizedTest
  @EnumSource
  void aServerThatIsSilentIsAnError(Protocol protocol) throws Exception {
    try (ChatServer server = ChatServer.silent()) {
      assertThatThrownBy(() -> chat(protocol, server, PATIENCE)).hasMessageContaining("timed out");
      assertThat(agent.told).isEmpty();
    }
  }

  @ParameterizedTest
  @EnumSource
  void aFloodOfWordsMovesNothing(Protocol protocol) throws Exception {
    try (ChatServer server = ChatServer.saying(200, protocol.says("pay bob ".repeat(1 << 20)))) {
      assertThat(chat(protocol, server)).hasSize(8 << 20);
      assertThat(agent.told).isEmpty();
    }
  }

  private void failsWithoutTelling(Protocol protocol, ChatServer server) {
    assertThatThrownBy(() -> chat(protocol, server)).isInstanceOf(RuntimeException.class);
    assertThat(agent.told).isEmpty();
    assertThat(server.asked()).hasSize(1);
  }
}
