package dev.countersign.inference.template;

import dev.countersign.inference.template.Value.Bool;
import dev.countersign.inference.template.Value.Mapping;
import dev.countersign.inference.template.Value.None;
import dev.countersign.inference.template.Value.Sequence;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;
import java.util.Set;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** JSON as values, with the origin of its texts. */
final class ContextValues {
  private static final String ROLE = "role";

  private final Rendering run;

  private ContextValues(Rendering run) {
    this.run = run;
  }

  /**
   * The members of a context.
   *
   * @param trusted the members whose texts are trusted
   */
  static Map<String, Value> of(ObjectNode context, Set<String> trusted, Rendering run)
      throws TemplateFailed {
    ContextValues values = new ContextValues(run);
    Map<String, Value> result = new HashMap<>();
    for (Map.Entry<String, JsonNode> member : context.properties()) {
      String name = member.getKey();
      boolean messages = name.equals("messages") && !trusted.contains(name);
      Value value =
          messages && member.getValue().isArray()
              ? values.messages(member.getValue())
              : values.value(member.getValue(), trusted.contains(name));
      result.put(name, value);
    }
    return result;
  }

  /**
   * Messages, whose roles are trusted where they are plain names: templates make tokens of them.
   */
  private Value messages(JsonNode array) throws TemplateFailed {
    List<Value> items = new ArrayList<>();
    for (JsonNode message : array) {
      Value value = value(message, false);
      JsonNode role = message.path(ROLE);
      if (value instanceof Mapping mapping && role.isString() && isName(role.stringValue())) {
        SequencedMap<Text, Value> entries = new LinkedHashMap<>(mapping.entries());
        entries.put(Text.of(ROLE, true), Text.of(role.stringValue(), true));
        value = Mapping.of(entries);
      }
      items.add(value);
    }
    return Sequence.list(List.copyOf(items));
  }

  private static boolean isName(String role) {
    return role.length() <= 64 && role.matches("[A-Za-z0-9_-]+");
  }

  private Value value(JsonNode node, boolean trusted) throws TemplateFailed {
    run.enter();
    Value value =
        switch (node.getNodeType()) {
          case NULL -> None.NONE;
          case BOOLEAN -> Bool.of(node.booleanValue());
          case NUMBER -> number(node);
          case STRING -> text(node.stringValue(), trusted);
          case ARRAY -> {
            List<Value> items = new ArrayList<>();
            for (JsonNode item : node) {
              items.add(value(item, trusted));
            }
            yield Sequence.list(List.copyOf(items));
          }
          case OBJECT -> {
            SequencedMap<Text, Value> entries = new LinkedHashMap<>();
            for (Map.Entry<String, JsonNode> member : node.properties()) {
              entries.put(text(member.getKey(), trusted), value(member.getValue(), trusted));
            }
            yield Mapping.of(entries);
          }
          case BINARY, MISSING, POJO ->
              throw run.context("the context has something that is no JSON");
        };
    run.leave();
    return value;
  }

  private Text text(String text, boolean trusted) throws TemplateFailed {
    run.characters(text.length(), text.length());
    return Text.of(text, trusted);
  }

  private Value number(JsonNode node) throws TemplateFailed {
    if (node.isIntegralNumber()) {
      return run.number(node.bigIntegerValue());
    }
    double value = node.doubleValue();
    if (!Double.isFinite(value)) {
      throw run.context("the context has a number that is infinite or none");
    }
    return new Value.Real(value);
  }
}
