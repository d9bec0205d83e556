package dev.countersign.runtime.langchain;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.countersign.inference.ModelRefused;
import dev.countersign.inference.spi.Engine;
import dev.langchain4j.agent.tool.ToolSpecification;
import dev.langchain4j.data.message.UserMessage;
import dev.langchain4j.exception.InvalidRequestException;
import dev.langchain4j.exception.TimeoutException;
import dev.langchain4j.exception.UnsupportedFeatureException;
import dev.langchain4j.model.chat.request.ChatRequest;
import dev.langchain4j.model.chat.request.ChatRequestParameters;
import dev.langchain4j.model.chat.request.ResponseFormat;
import dev.langchain4j.model.chat.request.ResponseFormatType;
import dev.langchain4j.model.chat.request.ToolChoice;
import dev.langchain4j.model.chat.request.json.JsonObjectSchema;
import dev.langchain4j.model.chat.request.json.JsonRawSchema;
import dev.langchain4j.model.chat.request.json.JsonSchema;
import dev.langchain4j.model.chat.response.ChatResponse;
import dev.langchain4j.model.output.FinishReason;
import dev.langchain4j.service.AiServices;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class OnnxChatModelTest {
  private static final OnnxChatModel MODEL = SuiteModel.plain();
  private static final String CAPITAL = "What is the capital of Germany?";
  private static final ToolSpecification WEATHER =
      ToolSpecification.builder()
          .name("getWeather")
          .parameters(JsonObjectSchema.builder().addStringProperty("city").build())
          .build();

  @AfterAll
  static void close() {
    MODEL.close();
  }

  private static ChatResponse chat(String said, Consumer<ChatRequest.Builder> more) {
    ChatRequest.Builder request = ChatRequest.builder().messages(UserMessage.from(said));
    more.accept(request);
    return MODEL.chat(request.build());
  }

  @Test
  void theSameRequestGetsTheSameResponse() {
    ChatResponse one = chat(CAPITAL, r -> r.temperature(0.9));
    assertThat(chat(CAPITAL, r -> r.temperature(0.9))).isEqualTo(one);
    assertThat(chat(CAPITAL, r -> r.temperature(0.8)).id()).isNotEqualTo(one.id());
  }

  @Test
  void itsNameIsTheBundlesAndARequestMayRepeatIt() {
    assertThat(MODEL.defaultRequestParameters().modelName()).isEqualTo(SuiteModel.NAME);
    assertThat(chat(CAPITAL, r -> r.modelName(SuiteModel.NAME)).modelName())
        .isEqualTo(SuiteModel.NAME);
  }

  @Test
  void anAnswerThatIsCutOffCallsNothing() {
    ChatResponse cut =
        chat(
            "What is the weather in Munich?",
            r -> r.toolSpecifications(WEATHER).maxOutputTokens(70));
    assertThat(cut.finishReason()).isEqualTo(FinishReason.LENGTH);
    assertThat(cut.aiMessage().toolExecutionRequests()).isEmpty();
    assertThat(cut.tokenUsage().outputTokenCount()).isEqualTo(70);
  }

  @Test
  void callIdsAreNineLettersAsMistralsTemplatesWantThem() {
    ChatResponse response =
        chat("What is the weather in Munich?", r -> r.toolSpecifications(WEATHER));
    assertThat(response.aiMessage().toolExecutionRequests())
        .singleElement()
        .satisfies(call -> assertThat(call.id()).matches("[a-z0-9]{9}"));
  }

  @Test
  void toolsAreNotCalledWhereTheChoiceIsNone() {
    ChatResponse response =
        chat(
            "What is the weather in Munich?",
            r -> r.toolSpecifications(WEATHER).toolChoice(ToolChoice.NONE).maxOutputTokens(20));
    assertThat(response.aiMessage().toolExecutionRequests()).isEmpty();
  }

  @Test
  void whatIsNotSupportedIsRefusedByName() {
    refused("frequencyPenalty", r -> r.frequencyPenalty(0.1));
    refused("presencePenalty", r -> r.presencePenalty(0.1));
    refused("JSON response format without a schema", r -> r.responseFormat(ResponseFormat.JSON));
    refused("modelName \"gpt\"", r -> r.modelName("gpt"));
  }

  private static void refused(String what, Consumer<ChatRequest.Builder> more) {
    assertThatThrownBy(() -> chat(CAPITAL, more))
        .isExactlyInstanceOf(UnsupportedFeatureException.class)
        .hasMessageContaining(what + " is not supported");
  }

  @Test
  void whatNoConversationCanBeIsAnInvalidRequest() {
    invalid("maxTokens is 1 to 4096", r -> r.maxOutputTokens(5000));
    invalid("a temperature is above 0", r -> r.temperature(11.0));
    invalid("a tool is to be called, and there is none", r -> r.toolChoice(ToolChoice.REQUIRED));
    invalid("the prompt has", r -> r.messages(UserMessage.from("x".repeat(2000))));
    invalid("at most 65536 bytes", r -> r.messages(UserMessage.from("x".repeat(70_000))));
    invalid("pattern", r -> r.responseFormat(raw("{\"type\": \"string\", \"pattern\": \"a\"}")));
    invalid("two tools are named getWeather", r -> r.toolSpecifications(WEATHER, WEATHER));
  }

  private static ResponseFormat raw(String property) {
    String schema = "{\"type\": \"object\", \"properties\": {\"a\": " + property + "}}";
    return ResponseFormat.builder()
        .type(ResponseFormatType.JSON)
        .jsonSchema(JsonSchema.builder().name("x").rootElement(JsonRawSchema.from(schema)).build())
        .build();
  }

  private static void invalid(String why, Consumer<ChatRequest.Builder> more) {
    assertThatThrownBy(() -> chat(CAPITAL, more))
        .isExactlyInstanceOf(InvalidRequestException.class)
        .hasMessageContaining(why);
  }

  @Test
  void anAnswerThatTakesTooLongIsATimeout() {
    Engine.Options hurried = new Engine.Options(1, 1, Duration.ofMillis(1));
    ChatRequest story =
        ChatRequest.builder()
            .messages(UserMessage.from("Tell me a long story about animals"))
            .build();
    try (OnnxChatModel model = SuiteModel.of(OnnxChatModel.builder().options(hurried))) {
      assertThatThrownBy(() -> model.chat(story)).isExactlyInstanceOf(TimeoutException.class);
    }
  }

  @Test
  void aFolderThatIsNoBundleIsRefused(@TempDir Path folder) {
    assertThatThrownBy(() -> OnnxChatModel.builder().bundle(folder).build())
        .isInstanceOf(ModelRefused.class);
  }

  @Test
  void defaultsThatAreNotSupportedAreRefusedBeforeAnyRequest() {
    assertThatThrownBy(
            () -> SuiteModel.with(ChatRequestParameters.builder().presencePenalty(1.0).build()))
        .isExactlyInstanceOf(UnsupportedFeatureException.class);
  }

  /** The capital, as the application wants it. */
  record Capital(String city) {}

  /** An application. */
  interface Geographer {
    Capital capital(String question);
  }

  @Test
  void anAiServiceGetsItsTypeByTheGrammar() {
    Geographer geographer = AiServices.create(Geographer.class, MODEL);
    assertThat(geographer.capital(CAPITAL)).isEqualTo(new Capital("Berlin"));
  }

  @Test
  void threadsShareIt() {
    assertThat(
            List.of(1, 2, 3, 4, 5, 6).parallelStream()
                .map(i -> MODEL.chat(CAPITAL))
                .distinct()
                .toList())
        .containsExactly("The capital of Germany is Berlin.");
  }
}
