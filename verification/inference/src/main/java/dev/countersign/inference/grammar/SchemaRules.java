package dev.countersign.inference.grammar;

import dev.countersign.inference.grammar.GrammarRefused.Code;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import tools.jackson.databind.JsonNode;

/** Makes rules of a JSON Schema; see {@link CallGrammar} for the subset. */
final class SchemaRules {
  private static final int MOST_DEPTH = 32;
  private static final int MOST_PROPERTIES = 256;
  private static final int MOST_ITEMS = 1024;
  private static final int MOST_LENGTH = 1 << 20;
  private static final int MOST_SCHEMAS = 16_384;

  /** How long an array without {@code maxItems} may get. */
  static final int DEFAULT_ITEMS = 32;

  private static final Set<String> ANNOTATIONS =
      Set.of(
          "title",
          "description",
          "default",
          "examples",
          "format",
          "deprecated",
          "readOnly",
          "writeOnly",
          "$schema",
          "$id",
          "$comment",
          "$defs",
          "definitions");

  private static final Map<String, Set<String>> KEYWORDS =
      Map.of(
          "object", Set.of("properties", "required", "additionalProperties"),
          "array", Set.of("items", "minItems", "maxItems"),
          "string", Set.of("minLength", "maxLength"),
          "integer", SchemaNumbers.KEYWORDS,
          "number", SchemaNumbers.KEYWORDS,
          "boolean", Set.of(),
          "null", Set.of());

  private final JsonNode root;
  private final Literals literals;
  private final Map<String, Referenced> references = new HashMap<>();
  private final Set<String> open = new HashSet<>();
  private int schemas;
  private int deepest;

  /** A definition that was read once, and how deep it goes. */
  private record Referenced(Rule rule, int height) {}

  private SchemaRules(JsonNode root, Literals literals) {
    this.root = root;
    this.literals = literals;
  }

  /** The rule for a tool's arguments: a schema whose type is object. */
  static Rule arguments(JsonNode schema, String where, Literals literals) throws GrammarRefused {
    if (!schema.isObject() || !"object".equals(schema.path("type").stringValue(""))) {
      throw refused(where, "the parameters are not a schema of the type object");
    }
    return new SchemaRules(schema, literals).rule(schema, where, 0);
  }

  static GrammarRefused refused(String where, String what) {
    return new GrammarRefused(Code.SCHEMA, where + ": " + what);
  }

  private Rule rule(JsonNode schema, String where, int depth) throws GrammarRefused {
    if (!schema.isObject()) {
      throw refused(where, "a schema that is no object is not supported");
    }
    reach(depth, where);
    if (++schemas > MOST_SCHEMAS) {
      throw new GrammarRefused(
          Code.TOO_LARGE, where + ": there are more than " + MOST_SCHEMAS + " schemas");
    }
    if (schema.has("$ref")) {
      only(schema, where, "$ref");
      return reference(schema.get("$ref"), where, depth);
    }
    if (schema.has("anyOf")) {
      only(schema, where, "anyOf");
      return anyOf(schema.get("anyOf"), where, depth);
    }
    if (schema.has("enum")) {
      only(schema, where, "enum", "type");
      return values(schema.get("enum"), schema, where);
    }
    if (schema.has("const")) {
      only(schema, where, "const", "type");
      return literals.words(
          List.of(SchemaValues.text(schema.get("const"), types(schema, where), where)));
    }
    return byType(schema, where, depth);
  }

  private void reach(int depth, String where) throws GrammarRefused {
    deepest = Math.max(deepest, depth);
    if (depth > MOST_DEPTH) {
      throw new GrammarRefused(Code.TOO_LARGE, where + ": the schema is deeper than " + MOST_DEPTH);
    }
  }

  /** Refuses every keyword but these and those that say nothing about what is valid. */
  private static void only(JsonNode schema, String where, String... known) throws GrammarRefused {
    Set<String> allowed = Set.of(known);
    for (String keyword : schema.propertyNames()) {
      if (!allowed.contains(keyword) && !ANNOTATIONS.contains(keyword)) {
        throw refused(where, "the keyword \"" + keyword + "\" is not supported here");
      }
    }
  }

  private Rule reference(JsonNode reference, String where, int depth) throws GrammarRefused {
    String pointer = reference.stringValue("");
    if (!pointer.startsWith("#/$defs/") && !pointer.startsWith("#/definitions/")) {
      throw refused(where, "the reference " + reference + " does not lead to \"#/$defs/\"");
    }
    Referenced known = references.get(pointer);
    if (known != null) {
      reach(depth + known.height(), where);
      return known.rule();
    }
    String[] names = pointer.substring(2).split("/", -1);
    JsonNode target = root.path(names[0]);
    for (int i = 1; i < names.length; i++) {
      target = target.path(names[i].replace("~1", "/").replace("~0", "~"));
    }
    if (target.isMissingNode()) {
      throw refused(where, "there is nothing at the reference " + reference);
    }
    if (!open.add(pointer)) {
      throw refused(where, "the reference " + reference + " is recursive");
    }
    int before = deepest;
    deepest = depth;
    Rule rule = rule(target, pointer, depth + 1);
    references.put(pointer, new Referenced(rule, deepest - depth));
    deepest = Math.max(deepest, before);
    open.remove(pointer);
    return rule;
  }

  private Rule anyOf(JsonNode branches, String where, int depth) throws GrammarRefused {
    if (!branches.isArray() || branches.isEmpty()) {
      throw refused(where, "\"anyOf\" is not a list of schemas");
    }
    List<Rule> rules = new ArrayList<>();
    for (JsonNode branch : branches) {
      rules.add(rule(branch, where + ".anyOf", depth + 1));
    }
    return Rule.anyOf(rules);
  }

  private Rule values(JsonNode values, JsonNode schema, String where) throws GrammarRefused {
    if (!values.isArray() || values.isEmpty()) {
      throw refused(where, "\"enum\" is not a list of values");
    }
    Set<String> types = types(schema, where);
    Set<String> words = new LinkedHashSet<>();
    for (JsonNode value : values) {
      words.add(SchemaValues.text(value, types, where));
    }
    return literals.words(words);
  }

  /** The types a schema names; all where it names none. */
  private static Set<String> types(JsonNode schema, String where) throws GrammarRefused {
    JsonNode type = schema.get("type");
    if (type == null) {
      return KEYWORDS.keySet();
    }
    Set<String> types = new LinkedHashSet<>();
    for (JsonNode one : type.isArray() ? type : List.of(type)) {
      if (!KEYWORDS.containsKey(one.stringValue(""))) {
        throw refused(where, "the type " + one + " is not supported");
      }
      types.add(one.stringValue());
    }
    if (types.isEmpty()) {
      throw refused(where, "no type is named");
    }
    return types;
  }

  private Rule byType(JsonNode schema, String where, int depth) throws GrammarRefused {
    if (!schema.has("type")) {
      Set<String> keywords = new LinkedHashSet<>(schema.propertyNames());
      keywords.removeAll(ANNOTATIONS);
      throw refused(where, "a schema without a type is not supported" + named(keywords));
    }
    Set<String> types = types(schema, where);
    only(
        schema,
        where,
        Stream.concat(
                Stream.of("type"),
                types.stream().flatMap(type -> KEYWORDS.getOrDefault(type, Set.of()).stream()))
            .distinct()
            .toArray(String[]::new));
    List<Rule> rules = new ArrayList<>();
    for (String type : types) {
      rules.add(
          switch (type) {
            case "object" -> object(schema, where, depth);
            case "array" -> array(schema, where, depth);
            case "string" -> string(schema, where);
            case "boolean" -> literals.words(List.of("true", "false"));
            case "null" -> literals.word("null");
            default -> SchemaNumbers.rule(schema, type.equals("integer"), where, literals);
          });
    }
    return Rule.anyOf(rules);
  }

  private static String named(Set<String> keywords) {
    return keywords.isEmpty() ? "" : "; it has " + String.join(", ", keywords);
  }

  private Rule object(JsonNode schema, String where, int depth) throws GrammarRefused {
    JsonNode properties = schema.path("properties");
    JsonNode additional = schema.path("additionalProperties");
    if (!properties.isMissingNode() && !properties.isObject()) {
      throw refused(where, "\"properties\" is not an object");
    }
    if (!additional.isMissingNode() && !additional.isBoolean()) {
      throw refused(where, "a schema as \"additionalProperties\" is not supported");
    }
    List<String> names = List.copyOf(properties.propertyNames());
    if (names.size() > MOST_PROPERTIES) {
      throw new GrammarRefused(
          Code.TOO_LARGE, where + ": more than " + MOST_PROPERTIES + " properties");
    }
    Set<String> required = required(schema, names, where);
    Rule begin = literals.word("}");
    Rule next = begin;
    for (int i = names.size() - 1; i >= 0; i--) {
      String name = names.get(i);
      String key = Literals.quoted(name, where) + ": ";
      Rule value = rule(properties.get(name), where + "." + name, depth + 1);
      Rule behind = next;
      Rule leading = Rule.sequence(literals.word(key), value, behind);
      Rule following = Rule.sequence(literals.word(", " + key), value, behind);
      boolean must = required.contains(name);
      begin = must ? leading : Rule.anyOf(List.of(leading, begin));
      next = must ? following : Rule.anyOf(List.of(following, behind));
    }
    return Rule.sequence(literals.word("{"), begin);
  }

  private static Set<String> required(JsonNode schema, List<String> names, String where)
      throws GrammarRefused {
    Set<String> required = new HashSet<>();
    JsonNode list = schema.path("required");
    if (!list.isMissingNode() && !list.isArray()) {
      throw refused(where, "\"required\" is not a list of names");
    }
    for (JsonNode name : list) {
      if (!names.contains(name.stringValue(""))) {
        throw refused(where, name + " is required but not among the properties");
      }
      required.add(name.stringValue());
    }
    return required;
  }

  private Rule array(JsonNode schema, String where, int depth) throws GrammarRefused {
    if (!schema.has("items")) {
      throw refused(where, "an array without \"items\" is not supported");
    }
    int least = bound(schema, "minItems", 0, MOST_ITEMS, where);
    int most = bound(schema, "maxItems", Math.max(least, DEFAULT_ITEMS), MOST_ITEMS, where);
    Rule item = rule(schema.get("items"), where + "[]", depth + 1);
    if (least > most) {
      throw refused(where, "\"minItems\" is above \"maxItems\"");
    }
    return Rule.sequence(
        literals.word("["),
        new Rule.Repeat(item, literals.word(", "), least, most),
        literals.word("]"));
  }

  private Rule string(JsonNode schema, String where) throws GrammarRefused {
    int least = bound(schema, "minLength", 0, MOST_LENGTH, where);
    int most = bound(schema, "maxLength", Text.UNBOUNDED, MOST_LENGTH, where);
    if (most != Text.UNBOUNDED && least > most) {
      throw refused(where, "\"minLength\" is above \"maxLength\"");
    }
    // What a string that a token left in the middle of an escape can be ended with.
    literals.need("\\0\"");
    return Rule.sequence(literals.word("\""), new Text(least, most, StringStates.BOUNDARY));
  }

  private static int bound(JsonNode schema, String keyword, int otherwise, int limit, String where)
      throws GrammarRefused {
    JsonNode value = schema.get(keyword);
    if (value == null) {
      return otherwise;
    }
    if (!value.isIntegralNumber() || !value.canConvertToInt() || value.intValue() < 0) {
      throw refused(where, "\"" + keyword + "\" is not a whole number that is not negative");
    }
    if (value.intValue() > limit) {
      throw new GrammarRefused(Code.TOO_LARGE, where + ": \"" + keyword + "\" is above " + limit);
    }
    return value.intValue();
  }
}
