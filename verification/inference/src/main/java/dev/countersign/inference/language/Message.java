package dev.countersign.inference.language;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * What was said by one side.
 *
 * @param role who said it
 * @param content the words; never more than words, whatever they look like
 * @param calls the tools that an assistant called, in order; empty for the others
 * @param name the tool that a result is from; empty for other roles
 * @param callId the call that a result answers; empty for other roles
 */
public record Message(Role role, String content, List<Call> calls, String name, String callId) {
  /** Who says something. */
  public enum Role {
    /** The one who set the model up. */
    SYSTEM,
    /** The one who asks. */
    USER,
    /** The model. */
    ASSISTANT,
    /** A tool's result. */
    TOOL;

    /** The name in conversations and templates. */
    public String text() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /**
   * A call of a tool.
   *
   * @param id what a result refers to; may be empty
   * @param name the tool's
   * @param arguments a JSON object, as text
   */
  public record Call(String id, String name, String arguments) {
    /**
     * @throws IllegalArgumentException when the arguments are no JSON object
     */
    public Call {
      JsonText.object("the arguments of a call", arguments);
    }
  }

  /**
   * @throws IllegalArgumentException when a member does not go with the role
   */
  public Message {
    calls = List.copyOf(calls);
    if (role != Role.ASSISTANT && !calls.isEmpty()) {
      throw new IllegalArgumentException("a message of role " + role.text() + " calls no tools");
    }
    if (role != Role.TOOL && !(name.isEmpty() && callId.isEmpty())) {
      throw new IllegalArgumentException("a message of role " + role.text() + " is no result");
    }
  }

  /** What sets the model up. */
  public static Message system(String content) {
    return new Message(Role.SYSTEM, content, List.of(), "", "");
  }

  /** A question. */
  public static Message user(String content) {
    return new Message(Role.USER, content, List.of(), "", "");
  }

  /** An earlier answer. */
  public static Message assistant(String content, Call... calls) {
    return new Message(Role.ASSISTANT, content, List.of(calls), "", "");
  }

  /** The result of a call. */
  public static Message result(String name, String callId, String content) {
    return new Message(Role.TOOL, content, List.of(), name, callId);
  }

  /** Members that are empty are left out, but for the content. */
  JsonNode toJson() {
    ObjectNode json = JsonNodeFactory.instance.objectNode();
    json.put("role", role.text()).put("content", content);
    if (!calls.isEmpty()) {
      ArrayNode list = json.putArray("calls");
      for (Call call : calls) {
        list.addObject()
            .put("id", call.id())
            .put("name", call.name())
            .put("arguments", call.arguments());
      }
    }
    if (!name.isEmpty()) {
      json.put("name", name);
    }
    if (!callId.isEmpty()) {
      json.put("callId", callId);
    }
    return json;
  }

  static Message parse(JsonNode json) {
    List<Call> calls = new ArrayList<>();
    for (JsonNode call : json.path("calls")) {
      calls.add(
          new Call(
              call.path("id").asString(""),
              call.path("name").asString(""),
              call.path("arguments").asString("")));
    }
    return new Message(
        role(json.path("role").asString("")),
        json.path("content").asString(""),
        calls,
        json.path("name").asString(""),
        json.path("callId").asString(""));
  }

  private static Role role(String text) {
    for (Role role : Role.values()) {
      if (role.text().equals(text)) {
        return role;
      }
    }
    throw new IllegalArgumentException(
        "no role of a message; there are system, user, assistant and tool");
  }
}
