package dev.countersign.runtime.langchain;

import dev.countersign.inference.grammar.ToolSpec;
import dev.countersign.inference.language.Conversation;
import dev.countersign.inference.language.Message;
import dev.countersign.inference.language.Sampling;
import dev.countersign.receipt.Bytes32;
import dev.langchain4j.agent.tool.ToolSpecification;
import dev.langchain4j.data.message.AiMessage;
import dev.langchain4j.data.message.ChatMessage;
import dev.langchain4j.data.message.Content;
import dev.langchain4j.data.message.SystemMessage;
import dev.langchain4j.data.message.TextContent;
import dev.langchain4j.data.message.ToolExecutionResultMessage;
import dev.langchain4j.data.message.UserMessage;
import dev.langchain4j.exception.InvalidRequestException;
import dev.langchain4j.exception.UnsupportedFeatureException;
import dev.langchain4j.internal.JsonSchemaElementUtils;
import dev.langchain4j.model.chat.request.ChatRequest;
import dev.langchain4j.model.chat.request.ChatRequestParameters;
import dev.langchain4j.model.chat.request.ResponseFormat;
import dev.langchain4j.model.chat.request.ResponseFormatType;
import dev.langchain4j.model.chat.request.ToolChoice;
import dev.langchain4j.model.chat.request.json.JsonSchema;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** LangChain4j's request as a conversation. What a model here cannot do is refused by name. */
final class ChatConversation {
  /**
   * The tool that stands for a JSON response format: its arguments are the answer. So one grammar
   * serves both, and a model may call other tools before it answers.
   */
  static final String FINAL_ANSWER = "final_answer";

  private static final int MOST_CALLS = 8;
  private static final JsonMapper JSON = new JsonMapper();

  private final ChatRequestParameters wished;
  private final List<ChatMessage> messages;

  private ChatConversation(ChatRequest request) {
    this.wished = request.parameters();
    this.messages = request.messages();
  }

  /**
   * Refuses what no request can ask of a model.
   *
   * @param model its name, which a request may repeat
   * @throws UnsupportedFeatureException that names what is not supported
   */
  static void requireSupported(ChatRequestParameters wished, String model) {
    if (wished.modelName() != null && !wished.modelName().equals(model)) {
      throw unsupported("modelName \"" + wished.modelName() + "\"", ": this model is " + model);
    }
    if (wished.frequencyPenalty() != null) {
      throw unsupported("frequencyPenalty", "");
    }
    if (wished.presencePenalty() != null) {
      throw unsupported("presencePenalty", "");
    }
    if (isJson(wished) && schema(wished) == null) {
      throw unsupported("JSON response format without a schema", "; give one");
    }
  }

  private static UnsupportedFeatureException unsupported(String what, String more) {
    return new UnsupportedFeatureException(what + " is not supported" + more);
  }

  /** Whether the answer is to be JSON. */
  static boolean isJson(ChatRequestParameters wished) {
    ResponseFormat format = wished.responseFormat();
    return format != null && format.type() == ResponseFormatType.JSON;
  }

  private static @Nullable JsonSchema schema(ChatRequestParameters wished) {
    ResponseFormat format = wished.responseFormat();
    return format == null ? null : format.jsonSchema();
  }

  /**
   * The conversation.
   *
   * @param seed of the sampling, where there is a temperature
   * @param now unix seconds, for templates that show the date
   * @throws UnsupportedFeatureException for what a model here cannot do
   * @throws InvalidRequestException when the request is out of the limits of a conversation
   */
  static Conversation of(ChatRequest request, Bytes32 seed, long now) {
    try {
      ChatConversation chat = new ChatConversation(request);
      List<ToolSpec> tools = chat.tools();
      return new Conversation(
          chat.messages.stream().map(ChatConversation::message).toList(),
          tools,
          chat.toolChoice(tools),
          MOST_CALLS,
          Objects.requireNonNullElse(chat.wished.maxOutputTokens(), Conversation.MAX_TOKENS),
          chat.sampling(seed),
          now);
    } catch (IllegalArgumentException e) {
      throw new InvalidRequestException(String.valueOf(e.getMessage()), e);
    }
  }

  private List<ToolSpec> tools() {
    List<ToolSpec> tools = new ArrayList<>();
    if (wished.toolChoice() != ToolChoice.NONE) {
      wished.toolSpecifications().forEach(tool -> tools.add(tool(tool)));
    }
    JsonSchema schema = schema(wished);
    if (isJson(wished) && schema != null) {
      String name = schema.name() == null ? "" : " (" + schema.name() + ")";
      tools.add(
          new ToolSpec(
              FINAL_ANSWER,
              "Gives the answer" + name + ".",
              JSON.valueToTree(JsonSchemaElementUtils.toMap(schema.rootElement())),
              true));
    }
    return tools;
  }

  private static ToolSpec tool(ToolSpecification tool) {
    JsonNode parameters =
        tool.parameters() == null
            ? nothing()
            : JSON.valueToTree(JsonSchemaElementUtils.toMap(tool.parameters()));
    return new ToolSpec(
        tool.name(), Objects.requireNonNullElse(tool.description(), ""), parameters);
  }

  private static ObjectNode nothing() {
    ObjectNode schema = JsonNodeFactory.instance.objectNode().put("type", "object");
    schema.putObject("properties");
    return schema;
  }

  private Conversation.ToolChoice toolChoice(List<ToolSpec> tools) {
    if (tools.isEmpty() && wished.toolChoice() != ToolChoice.REQUIRED) {
      return Conversation.ToolChoice.NONE;
    }
    return isJson(wished) || wished.toolChoice() == ToolChoice.REQUIRED
        ? Conversation.ToolChoice.REQUIRED
        : Conversation.ToolChoice.AUTO;
  }

  private Sampling sampling(Bytes32 seed) {
    Double temperature = wished.temperature();
    if (temperature == null || temperature == 0) {
      return Sampling.GREEDY;
    }
    return Sampling.gumbel(
        decimal(temperature),
        Objects.requireNonNullElse(wished.topK(), 0),
        wished.topP() == null ? "1" : decimal(wished.topP()),
        seed);
  }

  /** To four places, in the one form that a conversation takes. */
  private static String decimal(double number) {
    BigDecimal rounded = BigDecimal.valueOf(number).setScale(4, RoundingMode.HALF_EVEN);
    return rounded.signum() == 0 ? "0" : rounded.stripTrailingZeros().toPlainString();
  }

  private static Message message(ChatMessage message) {
    return switch (message) {
      case SystemMessage system -> Message.system(system.text());
      case UserMessage user -> Message.user(text(user.contents()));
      case AiMessage answer ->
          Message.assistant(
              Objects.requireNonNullElse(answer.text(), ""),
              answer.toolExecutionRequests().stream()
                  .map(
                      call ->
                          new Message.Call(
                              Objects.requireNonNullElse(call.id(), ""),
                              call.name(),
                              Objects.requireNonNullElse(call.arguments(), "{}")))
                  .toArray(Message.Call[]::new));
      case ToolExecutionResultMessage result ->
          Message.result(
              result.toolName(),
              Objects.requireNonNullElse(result.id(), ""),
              text(result.contents()));
      default ->
          throw unsupported(
              "a message of the type " + message.type().name().toLowerCase(Locale.ROOT), "");
    };
  }

  private static String text(List<Content> contents) {
    return contents.stream()
        .map(
            content -> {
              if (content instanceof TextContent text) {
                return text.text();
              }
              throw unsupported(
                  content.type().name().toLowerCase(Locale.ROOT) + " content",
                  ": a model here reads text alone");
            })
        .collect(Collectors.joining("\n"));
  }
}
