package dev.countersign.inference.grammar;

import java.util.ArrayList;
import java.util.List;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/**
 * The calls in an answer.
 *
 * <p>Guarantees: reads what {@link CallGrammar} describes and refuses everything that differs from
 * the format's spelling outside the calls' JSON, duplicate names, other members than the name and
 * the arguments, and half surrogate pairs. Does not check arguments against a schema: an answer
 * that was generated under a grammar satisfies it.
 */
public final class ToolCalls {
  private static final int MOST_CHARACTERS = 1 << 22;
  private static final JsonMapper MAPPER =
      JsonMapper.builder(
              JsonFactory.builder()
                  .streamReadConstraints(
                      StreamReadConstraints.builder()
                          .maxNestingDepth(128)
                          .maxDocumentLength(MOST_CHARACTERS)
                          .maxNumberLength(128)
                          .build())
                  .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                  .build())
          .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
          .disable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .build();

  private ToolCalls() {}

  /**
   * The calls of an answer, none where it is text.
   *
   * @param text the answer, as {@link Vocabulary#text} gives it: with the markers of the format
   * @throws CallsRefused when calls begin but are not spelt as the format says
   */
  public static List<ToolCall> parse(String text, CallFormat format) throws CallsRefused {
    if (text.length() > MOST_CHARACTERS) {
      throw new CallsRefused("the answer is longer than " + MOST_CHARACTERS + " characters");
    }
    int at = begin(text, format);
    if (at == text.length()) {
      return List.of();
    }
    List<ToolCall> calls = new ArrayList<>();
    at = expect(text, at, format.begin() + format.open());
    while (true) {
      if (calls.size() == CallGrammar.MOST_CALLS) {
        throw new CallsRefused("there are more than " + CallGrammar.MOST_CALLS + " calls");
      }
      at = call(text, at, format, calls);
      at = expect(text, at, format.close());
      if (!text.startsWith(format.join() + format.open(), at)) {
        break;
      }
      at += format.join().length() + format.open().length();
    }
    at = expect(text, at, format.end());
    if (at != text.length()) {
      throw new CallsRefused("there is more behind the last call, at " + at);
    }
    return List.copyOf(calls);
  }

  /** The text before the calls, the whole answer where there are none. */
  public static String text(String answer, CallFormat format) {
    return answer.substring(0, begin(answer, format));
  }

  /** The calls as the format spells them, which {@link #parse} reads. */
  public static String write(List<ToolCall> calls, CallFormat format) {
    if (calls.isEmpty()) {
      return "";
    }
    StringBuilder text = new StringBuilder(format.begin());
    for (int i = 0; i < calls.size(); i++) {
      ToolCall call = calls.get(i);
      text.append(i == 0 ? "" : format.join())
          .append(format.open())
          .append("{\"name\": ")
          .append(JsonText.of(MAPPER.getNodeFactory().stringNode(call.name())))
          .append(", \"")
          .append(format.arguments())
          .append("\": ")
          .append(JsonText.of(call.arguments()))
          .append('}')
          .append(format.close());
    }
    return text.append(format.end()).toString();
  }

  /** Where the calls begin, the length where there are none. */
  private static int begin(String text, CallFormat format) {
    int at =
        format.marker().isEmpty() ? (text.startsWith("{") ? 0 : -1) : text.indexOf(format.marker());
    return at < 0 ? text.length() : at;
  }

  private static int expect(String text, int at, String what) throws CallsRefused {
    if (!text.startsWith(what, at)) {
      throw new CallsRefused("at " + at + " there should be " + MAPPER.writeValueAsString(what));
    }
    return at + what.length();
  }

  /** Reads one call's JSON and says where it ends. */
  private static int call(String text, int at, CallFormat format, List<ToolCall> calls)
      throws CallsRefused {
    if (!text.startsWith("{", at)) {
      throw new CallsRefused("at " + at + " there should be a call's JSON object");
    }
    JsonNode json;
    int end;
    try (JsonParser parser = MAPPER.createParser(text.substring(at))) {
      json = MAPPER.readTree(parser);
      end = at + Math.toIntExact(parser.currentLocation().getCharOffset());
    } catch (JacksonException e) {
      throw new CallsRefused(
          "the call at " + at + " is not valid JSON: " + e.getOriginalMessage(), e);
    }
    List<String> members = List.copyOf(json.propertyNames());
    if (!members.equals(List.of("name", format.arguments()))
        || !json.path("name").isString()
        || !(json.get(format.arguments()) instanceof ObjectNode arguments)) {
      throw new CallsRefused(
          "the call at " + at + " has not just a name and, as an object, " + format.arguments());
    }
    JsonText.refuseHalfPairs(json, at);
    calls.add(new ToolCall(json.get("name").stringValue(), arguments));
    return end;
  }
}
