package dev.countersign.inference.template;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.time.Instant;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

class ChatTemplateTest {
  private static final Instant NOW = Instant.parse("2026-01-02T15:04:05Z");
  private static final TemplateLimits LIMITS = TemplateLimits.at(NOW);
  private static final ObjectNode EMPTY = Goldens.context("{}");

  private static String render(String template) throws TemplateProblem {
    return ChatTemplate.parse(template).render(EMPTY, LIMITS);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      textBlock =
          """
          {% include 'x' %}              ; the tag 'include'
          {% extends 'x' %}              ; the tag 'extends'
          {% import 'x' as y %}          ; the tag 'import'
          {% block x %}{% endblock %}    ; the tag 'block'
          {% filter upper %}{% endfilter %} ; the tag 'filter'
          {% with %}{% endwith %}        ; the tag 'with'
          {% do x %}                     ; the tag 'do'
          {% autoescape true %}{% endautoescape %} ; the tag 'autoescape'
          {% trans %}{% endtrans %}      ; the tag 'trans'
          {{ x | escape }}               ; the filter 'escape'
          {{ x | e }}                    ; the filter 'e'
          {{ x | attr('a') }}            ; the filter 'attr'
          {{ x | random }}               ; the filter 'random'
          {{ x | groupby('a') }}         ; the filter 'groupby'
          {{ x is escaped }}             ; the test 'escaped'
          {{ cycler(1, 2) }}             ; the function 'cycler'
          {{ joiner() }}                 ; the function 'joiner'
          {{ lipsum() }}                 ; the function 'lipsum'
          {{ x.__class__ }}              ; the attribute '__class__'
          {{ x[1:2, 3] }}                ; a subscript with several slices
          {% for i in x recursive %}{% endfor %} ; 'recursive'
          {% macro m() %}{{ varargs }}{% endmacro %} ; the name 'varargs'
          {% macro m() %}{{ kwargs }}{% endmacro %}  ; the name 'kwargs'
          {{ '\\N{BULLET}' }}            ; characters by name
          """)
  void whatIsNotKnownIsRefusedByNameWhenItIsRead(String template, String name) {
    assertThatExceptionOfType(TemplateRefused.class)
        .isThrownBy(() -> ChatTemplate.parse(template))
        .withMessageContaining(name)
        .withMessageContaining("line 1, column ")
        .satisfies(e -> assertThat(e.code()).isEqualTo(TemplateRefused.Code.UNSUPPORTED));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      quoteCharacter = '`',
      textBlock =
          """
          {{ [].append(1) }}          ; the method 'append' of a list
          {{ {}.update({}) }}         ; the method 'update' of a dict
          {{ {}.pop('a') }}           ; the method 'pop' of a dict
          {{ '{}'.format(1) }}        ; the method 'format' of text
          {{ 'a'.encode() }}          ; the method 'encode' of text
          {{ '%s' % 1 }}              ; formatting text with '%'
          {{ {1: 2} }}                ; a dict whose keys are not text
          {{ 1.5 // 1 }}              ; '//' of floating-point numbers
          {{ 2 ** -1 }}               ; a negative power
          {{ [1] | map('upper') }}    ; printing a generator
          {{ {} | items }}            ; printing a generator
          {{ range(3) }}              ; printing a range
          {{ namespace() }}           ; printing a namespace
          {{ 'a'.upper }}             ; printing a function
          {{ ('a' | safe) + 'b' }}    ; text marked as safe
          {{ ('a' | safe).upper() }}  ; the method 'upper' of text marked as safe
          {{ 'a'['__class__'] }}      ; the attribute '__class__'
          {{ [1] | map('nosuch') | list }}    ; the filter 'nosuch'
          {{ [1] | select('nosuch') | list }} ; the test 'nosuch'
          {{ strftime_now('%s') }}    ; '%s' in a time
          {{ strftime_now('%') }}     ; '%' in a time
          {% for i in [1] %}{{ loop.changed(1) }}{% endfor %} ; loop.changed
          """)
  void whatOnlyAValueTellsIsRefusedByNameWhenItIsRendered(String template, String name) {
    assertThatExceptionOfType(TemplateFailed.class)
        .isThrownBy(() -> render(template))
        .withMessageContaining(name)
        .satisfies(
            e ->
                assertThat(e.code())
                    .isIn(TemplateFailed.Code.UNSUPPORTED, TemplateFailed.Code.ERROR));
  }

  @Test
  void aRefusalSaysWhere() {
    assertThatExceptionOfType(TemplateRefused.class)
        .isThrownBy(() -> ChatTemplate.parse("one\ntwo {{ x }}\n  {{ y | nosuch }}"))
        .withMessage("the chat template, line 3, column 10: the filter 'nosuch' is not known here")
        .satisfies(e -> assertThat(e.line()).isEqualTo(3))
        .satisfies(e -> assertThat(e.column()).isEqualTo(10));
    assertThatExceptionOfType(TemplateFailed.class)
        .isThrownBy(() -> render("one\n{{ x.y }}"))
        .withMessage("the chat template, line 2, column 5: 'x' is undefined");
  }

  @Test
  void theTemplatesOwnRefusalIsTold() {
    assertThatExceptionOfType(TemplateFailed.class)
        .isThrownBy(() -> render("{{ raise_exception('roles\n must take turns') }}"))
        .withMessageEndingWith(": roles  must take turns")
        .satisfies(e -> assertThat(e.code()).isEqualTo(TemplateFailed.Code.RAISED));
  }

  @Test
  void theClockIsTheOneThatIsPassedIn() throws TemplateProblem {
    assertThat(render("{{ strftime_now('%d %b %Y %H:%M') }}")).isEqualTo("02 Jan 2026 15:04");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{% for i in range(100000) %}{% for j in range(100000) %}{% endfor %}{% endfor %}",
        "{% macro m() %}{{ m() }}{% endmacro %}{{ m() }}",
        "{% macro m() %}{{ m() }}{{ m() }}{% endmacro %}{{ m() }}",
        "{% set ns = namespace(x='ab') %}{% for i in range(99) %}{% set ns.x = ns.x + ns.x %}{% endfor %}",
        "{% set ns = namespace(x='ab') %}{% for i in range(99) %}{% set ns.x = ns.x ~ ns.x %}{% endfor %}",
        "{% set ns = namespace(x=[1]) %}{% for i in range(99) %}{% set ns.x = ns.x + ns.x %}{% endfor %}",
        "{% set ns = namespace(x=3) %}{% for i in range(99) %}{% set ns.x = ns.x * ns.x %}{% endfor %}",
        "{% set ns = namespace(x=[]) %}{% for i in range(9999) %}{% set ns.x = [ns.x] %}{% endfor %}{{ ns.x }}",
        "{% set ns = namespace(x=[]) %}{% for i in range(9999) %}{% set ns.x = [ns.x] %}{% endfor %}{{ ns.x | tojson }}",
        "{% set ns = namespace(x=[], y=[]) %}{% for i in range(999) %}{% set ns.x = [ns.x] %}{% set ns.y = [ns.y] %}{% endfor %}{{ ns.x == ns.y }}",
        "{% set ns = namespace(x=[]) %}{% for i in range(99) %}{% set ns.x = [ns.x, ns.x] %}{% endfor %}{{ ns.x }}",
        "{{ 'ab' * 99999999999999999999 }}",
        "{{ [1] * 99999999999999999999 }}",
        "{{ 2 ** 99999999999999999999 }}",
        "{{ 3 ** 9999 }}",
        "{{ 'a' | indent(999999999, true) }}",
        "{{ [[[1]]] | tojson(indent=99999999) }}",
        "{% set a = 'a' * 4000000 %}{% set b = 'a' * 2000000 + 'b' %}{{ b in a }}",
        "{% set a = 'a' * 2000000 %}{% for i in range(99999) %}{{ a.split('x') | length }}{% endfor %}",
        "{% set a = 'a' * 2000000 %}{% for i in range(99999) %}{% set b = a | upper %}{% endfor %}",
        "{{ ('a' * 2000000).replace('a', 'b' * 1000) }}",
        "{{ ('a' * 2000000).replace('', 'bcd') }}",
        "{{ (['a' * 1000] * 100000) | join('b') }}",
        "{{ range(100000) | list | unique | list }}",
        "{% for i in range(100000) %}{{ 'x' * 100 }}{% endfor %}",
      })
  @Timeout(60)
  void aTemplateThatWantsTooMuchIsStopped(String template) {
    assertThatExceptionOfType(TemplateFailed.class)
        .isThrownBy(() -> render(template))
        .satisfies(e -> assertThat(e.code()).isEqualTo(TemplateFailed.Code.LIMIT));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      quoteCharacter = '`',
      textBlock =
          """
          (             ; )
          [             ; ]
          {'a':         ; }
          x[            ; ]
          f(            ; )
          x|f(          ; )
          not_          ; ``
          -             ; ``
          1 if_         ; ``
          a if b else_  ; ``
          x and not (   ; )
          """)
  void aTemplateThatIsNestedTooDeepIsRefused(String open, String close) {
    String template = "{{ " + open.repeat(9_999) + "1" + close.repeat(9_999) + " }}";
    assertThatExceptionOfType(TemplateRefused.class)
        .isThrownBy(() -> ChatTemplate.parse(template.replace("|f", "|list").replace('_', ' ')))
        .satisfies(e -> assertThat(e.code()).isEqualTo(TemplateRefused.Code.TOO_LARGE));
  }

  @ParameterizedTest
  @ValueSource(strings = {".a", "[0]", "|upper", "()", " is string is string"})
  void aLongChainIsRefused(String link) {
    assertThatExceptionOfType(TemplateRefused.class)
        .isThrownBy(() -> ChatTemplate.parse("{{ x" + link.repeat(20_000) + " }}"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"{% if x %}", "{% for i in x %}", "{% macro m() %}", "{% set x %}"})
  void blocksThatAreNestedTooDeepAreRefused(String block) {
    assertThatExceptionOfType(TemplateRefused.class)
        .isThrownBy(() -> ChatTemplate.parse(block.repeat(10_000)))
        .satisfies(e -> assertThat(e.code()).isEqualTo(TemplateRefused.Code.TOO_LARGE));
  }

  @Test
  @Timeout(60)
  void theDeepestTemplateFitsASmallStack() throws InterruptedException {
    String nested = "[".repeat(40) + "m(x)" + "]".repeat(40);
    String blocks = "{% if true %}".repeat(90) + "{{ x[0] | list }}" + "{% endif %}".repeat(90);
    String value = "[".repeat(40) + "1" + "]".repeat(40);
    List<String> templates =
        List.of(
            "{% macro m(x) %}{{ [[" + nested + "]] }}{% endmacro %}{{ m(1) }}",
            "{% macro m(x) %}{{ m(x)|upper }}{% endmacro %}{{ m(1) }}",
            "{% macro m(x) %}" + blocks + "{{ m(x) }}{% endmacro %}{{ m([[1]]) }}",
            "{% set x = namespace(v=[]) %}{% for i in range(999) %}{% set x.v = ["
                + value
                + ", x.v] %}{% endfor %}{{ x.v | tojson }}");
    List<Throwable> thrown = new CopyOnWriteArrayList<>();
    Runnable all =
        () -> {
          for (String template : templates) {
            try {
              render(template);
            } catch (TemplateProblem | StackOverflowError e) {
              thrown.add(e);
            }
          }
        };
    Thread small = new Thread(null, all, "small", 512 * 1024);
    small.start();
    small.join();
    assertThat(thrown)
        .hasSize(templates.size())
        .allSatisfy(
            e ->
                assertThat(e)
                    .isInstanceOfSatisfying(
                        TemplateFailed.class,
                        f -> assertThat(f.code()).isEqualTo(TemplateFailed.Code.LIMIT)));
  }

  @Test
  void longChainsOfOperatorsAreFine() throws TemplateProblem {
    int length = 20_000;
    assertThat(render("{{ 'a'" + " + 'a'".repeat(length) + " }}")).hasSize(length + 1);
    assertThat(render("{{ 'a'" + " ~ 'a'".repeat(length) + " }}")).hasSize(length + 1);
    assertThat(render("{{ 0" + " + 1".repeat(length) + " }}")).isEqualTo("20000");
    assertThat(render("{{ 0" + " or 0".repeat(length) + " }}")).isEqualTo("0");
    assertThat(render("{% if 0 %}" + "{% elif 0 %}".repeat(length) + "{% endif %}")).isEmpty();
  }

  @Test
  void aTemplateThatIsTooLongIsRefused() {
    assertThatExceptionOfType(TemplateRefused.class)
        .isThrownBy(() -> ChatTemplate.parse("x".repeat(ChatTemplate.LONGEST + 1)))
        .satisfies(e -> assertThat(e.code()).isEqualTo(TemplateRefused.Code.TOO_LARGE));
  }

  @Test
  void theLimitsAreTheCallers() throws TemplateProblem {
    ChatTemplate template = ChatTemplate.parse("{% for i in range(10) %}abc{% endfor %}");
    assertThat(template.render(EMPTY, new TemplateLimits(200, 30, 10, NOW))).hasSize(30);
    assertThatExceptionOfType(TemplateFailed.class)
        .isThrownBy(() -> template.render(EMPTY, new TemplateLimits(200, 29, 10, NOW)))
        .withMessageContaining("more than 29 characters");
    assertThatExceptionOfType(TemplateFailed.class)
        .isThrownBy(() -> template.render(EMPTY, new TemplateLimits(20, 30, 10, NOW)))
        .withMessageContaining("more than 20 steps");
    assertThatExceptionOfType(TemplateFailed.class)
        .isThrownBy(() -> template.render(EMPTY, new TemplateLimits(200, 30, 1, NOW)))
        .withMessageContaining("nested deeper than 1");
    assertThatIllegalArgumentException().isThrownBy(() -> new TemplateLimits(0, 1, 1, NOW));
    assertThatIllegalArgumentException().isThrownBy(() -> new TemplateLimits(1, 0, 1, NOW));
    assertThatIllegalArgumentException().isThrownBy(() -> new TemplateLimits(1, 1, 0, NOW));
    assertThatIllegalArgumentException().isThrownBy(() -> new TemplateLimits(1, 1, 10_000, NOW));
  }

  @Test
  void whatIsNoJsonIsRefusedInAContext() {
    ObjectNode context = JsonNodeFactory.instance.objectNode();
    context.put("x", Double.NaN);
    assertThatExceptionOfType(TemplateFailed.class)
        .isThrownBy(() -> ChatTemplate.parse("{{ x }}").render(context, LIMITS))
        .satisfies(e -> assertThat(e.code()).isEqualTo(TemplateFailed.Code.CONTEXT));
    ObjectNode binary = JsonNodeFactory.instance.objectNode();
    binary.put("x", new byte[] {1});
    assertThatExceptionOfType(TemplateFailed.class)
        .isThrownBy(() -> ChatTemplate.parse("{{ x }}").render(binary, LIMITS))
        .satisfies(e -> assertThat(e.code()).isEqualTo(TemplateFailed.Code.CONTEXT));
  }
}
