package dev.countersign.inference.grammar;

import dev.countersign.inference.grammar.GrammarRefused.Code;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.NavigableSet;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * The answers a model may give: calls of some tools, spelt as one format spells them, and text
 * where that is allowed. Immutable; one is made for a set of tools, or for one request where the
 * tools' enumerations depend on it.
 *
 * <p>Guarantees: the language is regular and what is generated parses by {@link ToolCalls#parse}
 * and satisfies the schemas. Calls are finite except where a schema has a string without {@code
 * maxLength}.
 *
 * <p>The subset of JSON Schema (draft 2020-12): {@code type} object (properties in the schema's
 * order, optional ones may be left out, none beyond those named), array ({@code items}, {@code
 * minItems}, {@code maxItems}, 32 where it is missing), string ({@code minLength}, {@code
 * maxLength}), integer (18 digits) and number (18 digits before and 18 behind the point, no
 * exponent) with {@code minimum}, {@code maximum} and the exclusive ones, boolean, null, or a list
 * of types; {@code enum} and {@code const} of scalars; {@code anyOf}; {@code $ref} into {@code
 * $defs} that does not recurse. {@code format} and what only describes is ignored, as the draft
 * says. Everything else is refused by name.
 */
public final class CallGrammar {
  /** The most calls in one answer. */
  public static final int MOST_CALLS = 64;

  /** The most tools in one grammar. */
  public static final int MOST_TOOLS = 512;

  private static final Pattern NAME = Pattern.compile("[A-Za-z0-9_./:-]{1,128}");

  private final CallFormat format;
  private final Rule root;
  private final NavigableSet<Integer> characters;

  private CallGrammar(CallFormat format, Rule root, NavigableSet<Integer> characters) {
    this.format = format;
    this.root = root;
    this.characters = characters;
  }

  /**
   * The grammar of an answer.
   *
   * <p>With text allowed and no call required the answer is text, or calls, or text and then calls;
   * in {@link CallFormat#LLAMA} calls have no text before them. With text allowed and calls
   * required there may be text before the calls. An empty answer is possible where no call is
   * required.
   *
   * @param tools the tools, with names that differ
   * @param format how calls are spelt
   * @param minCalls how many calls there must be; above one, a call of an exclusive tool does not
   *     count as enough and cannot be made
   * @param maxCalls how many calls there may be, at most {@link #MOST_CALLS}
   * @param textAllowed whether there may be text
   * @throws GrammarRefused when a tool, its schema or the combination is not supported
   */
  public static CallGrammar of(
      List<ToolSpec> tools, CallFormat format, int minCalls, int maxCalls, boolean textAllowed)
      throws GrammarRefused {
    check(tools, minCalls, maxCalls, textAllowed);
    Literals literals = new Literals();
    Marker marker = Marker.of(format);
    List<Rule> answers = new ArrayList<>();
    if (maxCalls > 0) {
      Rule calls = calls(tools, format, Math.max(1, minCalls), maxCalls, literals);
      String prefix = format.begin() + format.open();
      if (textAllowed && !format.marker().isEmpty()) {
        Rule rest = literals.word(prefix.substring(format.marker().length()));
        answers.add(Rule.sequence(Prose.before(marker), rest, calls));
      } else {
        answers.add(Rule.sequence(literals.word(prefix), calls));
      }
    }
    if (minCalls == 0) {
      answers.add(textAllowed ? Prose.only(marker) : Rule.Done.DONE);
    }
    return new CallGrammar(format, Rule.anyOf(answers), literals.characters());
  }

  private static void check(List<ToolSpec> tools, int minCalls, int maxCalls, boolean textAllowed)
      throws GrammarRefused {
    if (minCalls < 0 || maxCalls < minCalls || maxCalls > MOST_CALLS) {
      throw new GrammarRefused(
          Code.TOOLS,
          "between " + minCalls + " and " + maxCalls + " calls; the most are " + MOST_CALLS);
    }
    if (maxCalls == 0 && !textAllowed) {
      throw new GrammarRefused(Code.TOOLS, "neither calls nor text are allowed");
    }
    if (tools.isEmpty() && maxCalls > 0) {
      throw new GrammarRefused(Code.TOOLS, "calls are allowed, but there is no tool");
    }
    if (tools.size() > MOST_TOOLS) {
      throw new GrammarRefused(Code.TOO_LARGE, "more than " + MOST_TOOLS + " tools");
    }
    Set<String> names = new HashSet<>();
    for (ToolSpec tool : tools) {
      if (!NAME.matcher(tool.name()).matches()) {
        throw new GrammarRefused(
            Code.TOOLS,
            "a tool's name is 1 to 128 letters, digits and _ . / : -, not \"" + tool.name() + "\"");
      }
      if (!names.add(tool.name())) {
        throw new GrammarRefused(Code.TOOLS, "there are two tools \"" + tool.name() + "\"");
      }
    }
  }

  /** The calls from behind what opens the first one. */
  private static Rule calls(
      List<ToolSpec> tools, CallFormat format, int least, int most, Literals literals)
      throws GrammarRefused {
    Rule end = literals.word(format.close() + format.end());
    List<Rule> alternatives = new ArrayList<>();
    List<Rule> plain = new ArrayList<>();
    for (ToolSpec tool : tools) {
      Rule call = call(tool, format, literals);
      if (!tool.exclusive()) {
        plain.add(call);
      } else if (least == 1) {
        alternatives.add(Rule.sequence(call, end));
      }
    }
    if (!plain.isEmpty()) {
      Rule join = literals.word(format.close() + format.join() + format.open());
      alternatives.add(Rule.sequence(new Rule.Repeat(Rule.anyOf(plain), join, least, most), end));
    }
    if (alternatives.isEmpty()) {
      throw new GrammarRefused(
          Code.TOOLS, least + " calls are required, but every tool stands alone");
    }
    return Rule.anyOf(alternatives);
  }

  private static Rule call(ToolSpec tool, CallFormat format, Literals literals)
      throws GrammarRefused {
    return Rule.sequence(
        literals.word("{\"name\": \"" + tool.name() + "\", \"" + format.arguments() + "\": "),
        SchemaRules.arguments(tool.parameters(), "tool \"" + tool.name() + "\"", literals),
        literals.word("}"));
  }

  /** How calls are spelt. */
  public CallFormat format() {
    return format;
  }

  Rule root() {
    return root;
  }

  /** Every character that a vocabulary must be able to write. */
  NavigableSet<Integer> characters() {
    return characters;
  }
}
