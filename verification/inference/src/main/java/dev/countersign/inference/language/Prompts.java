package dev.countersign.inference.language;

import dev.countersign.inference.InputRefused;
import dev.countersign.inference.ModelRefused;
import dev.countersign.inference.grammar.ToolSpec;
import dev.countersign.inference.template.ChatTemplate;
import dev.countersign.inference.template.Span;
import dev.countersign.inference.template.TemplateFailed;
import dev.countersign.inference.template.TemplateLimits;
import java.time.Instant;
import java.util.List;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * From a conversation to the ids of its prompt: through the model's chat template and the
 * tokenizer, which is told what in the text is the template's own. The template sees what Hugging
 * Face's {@code apply_chat_template} gives it: {@code messages}, {@code tools} (none where there
 * are none), {@code add_generation_prompt}, {@code bos_token} and {@code eos_token}; and the
 * conversation's time.
 */
final class Prompts {
  private final ChatTemplate template;
  private final Tokenizer tokenizer;
  private final String begin;
  private final String end;
  private final int context;

  /**
   * @param begin the text of the token a prompt begins with; empty without one
   * @param end the text of the token an answer ends with
   * @param context the most tokens that the model takes
   */
  Prompts(ChatTemplate template, Tokenizer tokenizer, String begin, String end, int context) {
    this.template = template;
    this.tokenizer = tokenizer;
    this.begin = begin;
    this.end = end;
    this.context = context;
  }

  /**
   * The ids.
   *
   * @throws InputRefused when the template does not take the conversation, or the model has no room
   *     for the prompt and one more token
   */
  long[] encode(Conversation conversation) throws InputRefused, ModelRefused {
    List<Span> prompt;
    try {
      prompt =
          template.renderSpans(
              context(conversation), TemplateLimits.at(Instant.ofEpochSecond(conversation.now())));
    } catch (TemplateFailed e) {
      throw new InputRefused(
          InputRefused.Code.BAD_CONVERSATION,
          "the model's chat template does not take this conversation: " + e.getMessage(),
          e);
    }
    long[] ids = tokenizer.encode(prompt);
    if (ids.length == 0 || ids.length >= context) {
      throw new InputRefused(
          InputRefused.Code.BAD_CONVERSATION,
          "the prompt has %d tokens; the model has room for 1 to %d and an answer"
              .formatted(ids.length, context - 1));
    }
    return ids;
  }

  private ObjectNode context(Conversation conversation) {
    ObjectNode context = JsonNodeFactory.instance.objectNode();
    ArrayNode messages = context.putArray("messages");
    conversation.messages().forEach(message -> messages.add(message(message)));
    if (conversation.tools().isEmpty()) {
      context.putNull("tools");
    } else {
      ArrayNode tools = context.putArray("tools");
      conversation.tools().forEach(tool -> tools.add(tool(tool)));
    }
    return context.put("add_generation_prompt", true).put("bos_token", begin).put("eos_token", end);
  }

  private ObjectNode message(Message message) {
    ObjectNode json = JsonNodeFactory.instance.objectNode();
    json.put("role", message.role().text()).put("content", message.content());
    if (!message.calls().isEmpty()) {
      ArrayNode calls = json.putArray("tool_calls");
      for (Message.Call call : message.calls()) {
        ObjectNode entry = calls.addObject().put("type", "function");
        if (!call.id().isEmpty()) {
          entry.put("id", call.id());
        }
        entry
            .putObject("function")
            .put("name", call.name())
            .set("arguments", JsonText.object("arguments", call.arguments()));
      }
    }
    if (!message.name().isEmpty()) {
      json.put("name", message.name());
    }
    if (!message.callId().isEmpty()) {
      json.put("tool_call_id", message.callId());
    }
    return json;
  }

  private ObjectNode tool(ToolSpec tool) {
    ObjectNode json = JsonNodeFactory.instance.objectNode().put("type", "function");
    json.putObject("function")
        .put("name", tool.name())
        .put("description", tool.description())
        .set("parameters", tool.parameters());
    return json;
  }
}
