package dev.countersign.inference.language;

import dev.countersign.inference.InputRefused;
import dev.countersign.inference.grammar.ToolSpec;
import dev.countersign.receipt.Jcs;
import dev.countersign.receipt.Json;
import dev.countersign.receipt.ReceiptRejected;
import dev.countersign.receipt.Tensor;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * Everything that decides an answer, besides the model: what was said, what may be called, and how
 * tokens are chosen. The same conversation and the same model give the same answer, bit for bit.
 *
 * <p>Its bytes are RFC 8785 canonical JSON with the members named here; the JSON schema of a tool
 * and the arguments of a call travel as text, because the order of their members counts.
 *
 * <p>Guarantees: one value has one byte form, and {@link #parse} refuses every other. Does not
 * guarantee that the prompt fits into a model's context, or that a model's template takes it.
 *
 * @param messages 1 to 64
 * @param tools at most 32, of different names
 * @param toolChoice whether tools are called
 * @param maxCalls of tools in one answer, 1 to 16
 * @param maxTokens of the answer, its end included, 1 to 4096
 * @param sampling how a token is chosen
 * @param now the time that a template may show, in seconds since 1970
 */
public record Conversation(
    List<Message> messages,
    List<ToolSpec> tools,
    ToolChoice toolChoice,
    int maxCalls,
    int maxTokens,
    Sampling sampling,
    long now) {
  /** The name of the tensor that holds the bytes. */
  public static final String TENSOR = "conversation";

  /** The most text in one conversation: everything that is said, and the tools, in UTF-8. */
  public static final int MAX_TEXT_BYTES = 64 * 1024;

  /** The most tokens of an answer. */
  public static final int MAX_TOKENS = 4096;

  private static final int MOST_MESSAGES = 64;
  private static final int MOST_TOOLS = 32;
  private static final int MOST_CALLS = 16;
  private static final long SAFE = 1L << 53;
  private static final Pattern TOOL_NAME = Pattern.compile("[A-Za-z0-9_-]{1,64}");

  /** Whether tools are called. */
  public enum ToolChoice {
    /** At least one, and nothing else is said. */
    REQUIRED,
    /** As the model likes. */
    AUTO,
    /** None. */
    NONE;

    /** The name in the bytes. */
    public String text() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /**
   * @throws IllegalArgumentException when a member is not as described above, the text is longer
   *     than 64 KiB, or a text holds half a surrogate pair
   */
  public Conversation {
    messages = List.copyOf(messages);
    tools = List.copyOf(tools);
    require(
        !messages.isEmpty() && messages.size() <= MOST_MESSAGES,
        "a conversation has 1 to 64 messages, not " + messages.size());
    require(tools.size() <= MOST_TOOLS, "a conversation has at most 32 tools, not " + tools.size());
    require(
        toolChoice != ToolChoice.REQUIRED || !tools.isEmpty(),
        "a tool is to be called, and there is none");
    require(maxCalls >= 1 && maxCalls <= MOST_CALLS, "maxCalls is 1 to 16, not " + maxCalls);
    require(maxTokens >= 1 && maxTokens <= MAX_TOKENS, "maxTokens is 1 to 4096, not " + maxTokens);
    require(now >= 0 && now < SAFE, "not a time: " + now);
    Set<String> names = new HashSet<>();
    for (ToolSpec tool : tools) {
      require(TOOL_NAME.matcher(tool.name()).matches(), "a tool's name has 1 to 64 of A-Za-z0-9_-");
      require(names.add(tool.name()), "two tools are named " + tool.name());
    }
    requireText(messages, tools);
  }

  /** A conversation without tools, answered greedily. */
  public static Conversation of(int maxTokens, Message... messages) {
    return new Conversation(
        List.of(messages), List.of(), ToolChoice.NONE, 1, maxTokens, Sampling.GREEDY, 0);
  }

  /** The same with other tools. */
  public Conversation with(List<ToolSpec> other, ToolChoice choice, int calls) {
    return new Conversation(messages, other, choice, calls, maxTokens, sampling, now);
  }

  /** The same with another rule of choice. */
  public Conversation with(Sampling other) {
    return new Conversation(messages, tools, toolChoice, maxCalls, maxTokens, other, now);
  }

  private static void requireText(List<Message> messages, List<ToolSpec> tools) {
    long bytes = 0;
    for (Message message : messages) {
      bytes += text(message.content()) + text(message.name()) + text(message.callId());
      for (Message.Call call : message.calls()) {
        bytes += text(call.id()) + text(call.name()) + text(call.arguments());
      }
    }
    for (ToolSpec tool : tools) {
      bytes += text(tool.name()) + text(tool.description());
      bytes += text(JsonText.of(tool.parameters()));
    }
    require(
        bytes <= MAX_TEXT_BYTES,
        "a conversation has at most " + MAX_TEXT_BYTES + " bytes of text, not " + bytes);
  }

  private static int text(String text) {
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (Character.isSurrogate(c)) {
        require(
            Character.isHighSurrogate(c)
                && i + 1 < text.length()
                && Character.isLowSurrogate(text.charAt(i + 1)),
            "a text holds half of a surrogate pair");
        i++;
      }
    }
    return text.getBytes(StandardCharsets.UTF_8).length;
  }

  private static void require(boolean condition, String otherwise) {
    if (!condition) {
      throw new IllegalArgumentException(otherwise);
    }
  }

  /** The canonical bytes. */
  public byte[] toBytes() {
    return Jcs.canonical(toJson());
  }

  /** The canonical bytes as the model's input. */
  public Tensor toTensor() {
    byte[] bytes = toBytes();
    return Tensor.of(TENSOR, Tensor.Type.UINT8, List.of((long) bytes.length), bytes);
  }

  private JsonNode toJson() {
    ObjectNode json = JsonNodeFactory.instance.objectNode();
    ArrayNode said = json.putArray("messages");
    messages.forEach(message -> said.add(message.toJson()));
    ArrayNode list = json.putArray("tools");
    for (ToolSpec tool : tools) {
      list.addObject()
          .put("name", tool.name())
          .put("description", tool.description())
          .put("parameters", JsonText.of(tool.parameters()))
          .put("exclusive", tool.exclusive());
    }
    json.put("toolChoice", toolChoice.text()).put("maxCalls", maxCalls).put("maxTokens", maxTokens);
    json.put("now", now).set("sampling", sampling.toJson());
    return json;
  }

  /**
   * Reads the canonical bytes.
   *
   * @throws InputRefused with {@link InputRefused.Code#BAD_CONVERSATION} when they are not the form
   *     of a conversation
   */
  public static Conversation parse(byte[] bytes) throws InputRefused {
    try {
      JsonNode json = Json.parse(bytes);
      Conversation conversation =
          new Conversation(
              messages(json.path("messages")),
              tools(json.path("tools")),
              toolChoice(json.path("toolChoice").asString("")),
              json.path("maxCalls").asInt(0),
              json.path("maxTokens").asInt(0),
              Sampling.parse(json.path("sampling")),
              json.path("now").asLong(-1));
      if (!Arrays.equals(conversation.toBytes(), bytes)) {
        throw refused("a member is unknown, missing or out of form", null);
      }
      return conversation;
    } catch (ReceiptRejected | IllegalArgumentException e) {
      throw refused(String.valueOf(e.getMessage()), e);
    }
  }

  private static InputRefused refused(String what, @Nullable Exception e) {
    return new InputRefused(InputRefused.Code.BAD_CONVERSATION, "not a conversation: " + what, e);
  }

  private static List<Message> messages(JsonNode json) {
    List<Message> messages = new ArrayList<>();
    json.forEach(message -> messages.add(Message.parse(message)));
    return messages;
  }

  private static List<ToolSpec> tools(JsonNode json) {
    List<ToolSpec> tools = new ArrayList<>();
    for (JsonNode tool : json) {
      tools.add(
          new ToolSpec(
              tool.path("name").asString(""),
              tool.path("description").asString(""),
              JsonText.object("the parameters of a tool", tool.path("parameters").asString("")),
              tool.path("exclusive").asBoolean(false)));
    }
    return tools;
  }

  private static ToolChoice toolChoice(String text) {
    for (ToolChoice choice : ToolChoice.values()) {
      if (choice.text().equals(text)) {
        return choice;
      }
    }
    throw new IllegalArgumentException("toolChoice is required, auto or none");
  }
}
