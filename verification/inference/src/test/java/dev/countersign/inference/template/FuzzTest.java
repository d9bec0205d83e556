package dev.countersign.inference.template;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** Whatever the template says, it ends within its limits, with a prompt or a sentence. */
class FuzzTest {
  private static final int ROUNDS = 5_000;
  private static final TemplateLimits LIMITS =
      new TemplateLimits(20_000, 5_000, 300, Instant.parse("2024-07-26T09:05:03Z"));
  private static final String MARKS = "{}%#-+|'\"\\()[].,:~* \nabx01";
  private static final String[] PIECES = {
    "{{ ",
    " }}",
    "{% ",
    " %}",
    "{#",
    "#}",
    "{%- ",
    " -%}",
    "if ",
    "else",
    "elif ",
    "endif",
    "for ",
    "in ",
    "endfor",
    "set ",
    "endset",
    "macro ",
    "endmacro",
    "call ",
    "endcall",
    "break",
    "continue",
    "generation",
    "endgeneration",
    "raw",
    "endraw",
    "not ",
    "and ",
    "or ",
    "is ",
    "x",
    "y",
    "m(",
    "ns.",
    "namespace(",
    "range(",
    "dict(",
    "messages",
    "tools",
    "loop.",
    "index",
    "last",
    "nextitem",
    "length",
    "content",
    "role",
    "'a'",
    "'é😀'",
    "\"b\"",
    "1",
    "0",
    "-",
    "999999999999",
    "1.5",
    "true",
    "none",
    "(",
    ")",
    "[",
    "]",
    "{",
    "}",
    ",",
    ":",
    ".",
    "|",
    "~",
    "+",
    "*",
    "**",
    "/",
    "//",
    "%",
    "==",
    "<",
    ">",
    "=",
    "[::-1]",
    "[1:]",
    "upper",
    "trim",
    "tojson",
    "join",
    "list",
    "items",
    "map",
    "select",
    "selectattr",
    "sort",
    "unique",
    "replace",
    "indent",
    "default",
    "first",
    "reverse",
    "string",
    "int",
    "safe",
    "defined",
    "mapping",
    "split(",
    "items()",
    "get(",
    "strip()",
    "raise_exception(",
    "strftime_now(",
    "\n",
    "  ",
    "x\n"
  };

  private static String tokens(Random random) {
    StringBuilder template = new StringBuilder();
    int pieces = 1 + random.nextInt(30);
    for (int i = 0; i < pieces; i++) {
      template.append(PIECES[random.nextInt(PIECES.length)]);
      if (random.nextInt(4) == 0) {
        template.append(' ');
      }
    }
    return random.nextBoolean() ? template.toString() : "{{ " + template + " }}";
  }

  private static String characters(Random random) {
    StringBuilder template = new StringBuilder();
    int length = random.nextInt(60);
    for (int i = 0; i < length; i++) {
      boolean marks = random.nextInt(3) > 0;
      template.append(
          marks ? MARKS.charAt(random.nextInt(MARKS.length())) : (char) random.nextInt(0x10000));
    }
    return template.toString();
  }

  private static String mutated(String template, List<String> others, Random random) {
    StringBuilder result = new StringBuilder(template);
    int times = 1 + random.nextInt(3);
    for (int i = 0; i < times && !result.isEmpty(); i++) {
      int at = random.nextInt(result.length());
      int to = Math.min(result.length(), at + random.nextInt(12));
      switch (random.nextInt(4)) {
        case 0 -> result.delete(at, to);
        case 1 -> result.insert(at, PIECES[random.nextInt(PIECES.length)]);
        case 2 -> result.insert(at, result.substring(at, to));
        default -> {
          String other = others.get(random.nextInt(others.size()));
          int from = random.nextInt(other.length() + 1);
          int end = Math.min(other.length(), from + random.nextInt(40));
          result.replace(at, to, other.substring(from, end));
        }
      }
    }
    return result.toString();
  }

  private static boolean renders(String template, ObjectNode context, String what) {
    try {
      String text = ChatTemplate.parse(template).render(context, LIMITS);
      assertThat(text.length()).isLessThanOrEqualTo(LIMITS.characters());
      return true;
    } catch (TemplateRefused | TemplateFailed e) {
      assertThat(e.getMessage()).isNotBlank().doesNotContain("\n").hasSizeLessThan(500);
      return false;
    } catch (RuntimeException | StackOverflowError e) {
      throw new AssertionError(what + ": " + template, e);
    }
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3})
  @Timeout(120)
  void noise(long seed) throws IOException {
    Random random = new Random(seed);
    ObjectNode context =
        (ObjectNode) Goldens.read("conversations.json").get("contexts").get("two calls");
    int rendered = 0;
    for (int round = 0; round < ROUNDS; round++) {
      String template = round % 2 == 0 ? tokens(random) : characters(random);
      rendered += renders(template, context, "seed " + seed + ", round " + round) ? 1 : 0;
    }
    assertThat(rendered).as("seed %d", seed).isBetween(ROUNDS / 50, ROUNDS);
  }

  @ParameterizedTest
  @ValueSource(longs = {4, 5, 6})
  @Timeout(120)
  void mutationsOfTemplates(long seed) throws IOException {
    Random random = new Random(seed);
    List<String> templates = new ArrayList<>();
    for (JsonNode golden : Goldens.read("expressions.json").get("cases")) {
      templates.add(golden.get("template").stringValue());
    }
    for (String name :
        List.of("qwen3-style", "llama31-style", "mistral-tools-style", "macros-style")) {
      templates.add(Goldens.template(name + ".jinja"));
    }
    ObjectNode context = (ObjectNode) Goldens.read("expressions.json").get("context");
    ObjectNode conversation =
        (ObjectNode) Goldens.read("conversations.json").get("contexts").get("two calls");
    context.setAll(conversation);
    int rendered = 0;
    for (int round = 0; round < ROUNDS; round++) {
      String template = templates.get(random.nextInt(templates.size()));
      String mutation = mutated(template, templates, random);
      rendered += renders(mutation, context, "seed " + seed + ", round " + round) ? 1 : 0;
    }
    assertThat(rendered).as("seed %d", seed).isBetween(ROUNDS / 20, ROUNDS);
  }
}
