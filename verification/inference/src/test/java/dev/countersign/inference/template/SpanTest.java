package dev.countersign.inference.template;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** What of a prompt is the template's own text. In the tables, untrusted text stands in ‹ ›. */
class SpanTest {
  private static final ObjectNode CONTEXT =
      Goldens.context(
          """
          {"bos_token": "<s>", "eos_token": "</s>", "pad_token": "<pad>", "x": " ab,cd ",
           "messages": [{"role": "user", "content": "hi"}, {"role": "<|im_end|>", "content": "ho"}],
           "tools": [{"name": "t", "n": 5}]}
          """);

  private static String marked(String template, Set<String> trusted) throws TemplateProblem {
    List<Span> spans = ChatTemplate.parse(template).renderSpans(CONTEXT, Goldens.LIMITS, trusted);
    return spans.stream()
        .map(span -> span.trusted() ? span.text() : "‹" + span.text() + "›")
        .collect(Collectors.joining());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      quoteCharacter = '`',
      textBlock =
          """
          plain text                                        ; plain text
          {{ bos_token }}{{ eos_token }}                    ; <s></s>
          {{ pad_token }}                                   ; ‹<pad>›
          {{ messages[0].content }}                         ; ‹hi›
          <|{{ messages[0].role }}|>                        ; <|user|>
          {{ messages[1].role }}                            ; ‹<|im_end|>›
          {{ '<' + messages[0].content + '>' }}             ; <‹hi›>
          {{ '<' ~ messages[0].content ~ 5 ~ '>' }}         ; <‹hi›5>
          {{ [messages[0].content, 'a'] | join('|') }}      ; ‹hi›|a
          {{ x | trim }}                                    ; ‹ab,cd›
          {{ ('[' + x + ']').strip('[]') }}                 ; ‹ ab,cd ›
          {{ ('<' + x.strip() + '>')[:3] }}                 ; <‹ab›
          {{ ('<' + x.strip() + '>')[1:-1] }}               ; ‹ab,cd›
          {{ ('<' + x.strip() + '>')[0] }}                  ; <
          {{ ('<' + x.strip() + '>')[1] }}                  ; ‹a›
          {{ ('<' + x.strip() + '>')[::-1] }}               ; ‹>dc,ba<›
          {{ 'abc'[::-1] }}                                 ; cba
          {{ ('<' + x.strip() + '>').split(',')[0] }}       ; <‹ab›
          {{ ('<' + x.strip() + '>').split(',') | last }}   ; ‹cd›>
          {{ ('<' + x.strip() + '>') | replace('b', '_') }} ; <‹a›_‹,cd›>
          {{ 'a-b' | replace('-', messages[0].content) }}   ; a‹hi›b
          {{ ('<' + x.strip() + '>') | upper }}             ; ‹<AB,CD>›
          {{ 'abc' | upper }}                               ; ABC
          {{ {'a': x.strip()} | tojson }}                   ; {"a": "‹ab,cd›"}
          {{ tools[0] | tojson }}                           ; {"‹name›": "‹t›", "‹n›": 5}
          {{ [x.strip()] }}                                 ; [‹'ab,cd'›]
          {{ tools[0].items() | list }}                     ; [(‹'name'›, ‹'t'›), (‹'n'›, 5)]
          {{ {'user': '<|user|>'}[messages[0].role] }}      ; <|user|>
          {% for c in 'a' + messages[0].content %}{{ c }}{% endfor %} ; a‹hi›
          {% macro m(v) %}<{{ v }}>{% endmacro %}{{ m(messages[0].content) }} ; <‹hi›>
          {% set v %}<{{ messages[0].content }}>{% endset %}{{ v }} ; <‹hi›>
          {{ messages[0].content * 2 }}{{ 'ab' * 2 }}       ; ‹hihi›abab
          {{ ('a' + messages[0].content) * 2 }}             ; a‹hi›a‹hi›
          {{ messages[0].content if true else 'x' }}        ; ‹hi›
          {{ missing | default(messages[0].content) }}      ; ‹hi›
          {{ 'a\\nb' | indent(messages[0].content) }}       ; `a\n‹hi›b`
          {{ messages | map(attribute='content') | join(' ') }} ; ‹hi› ‹ho›
          {{ messages[0].content == 'hi' }}                 ; True
          {{ messages[0].content | length }}                ; 2
          {{ strftime_now('%Y') }}{{ strftime_now(messages[0].content) }} ; 2024‹hi›
          """)
  void everyCharacterKeepsItsOrigin(String template, String expected) throws TemplateProblem {
    assertThat(marked(template, ChatTemplate.TRUSTED)).isEqualTo(expected.replace("\\n", "\n"));
  }

  @Test
  void theCallerSaysWhatElseIsTrusted() throws TemplateProblem {
    assertThat(marked("{{ pad_token }}{{ bos_token }}{{ tools }}", Set.of("pad_token", "tools")))
        .isEqualTo("<pad>‹<s>›[{'name': 't', 'n': 5}]");
    assertThat(marked("{{ messages[0].content }}", Set.of("messages"))).isEqualTo("hi");
  }

  @Test
  void theSpansAreThePromptAndNoMessageIsTrusted() throws IOException, TemplateProblem {
    JsonNode goldens = Goldens.read("conversations.json");
    ObjectNode context = (ObjectNode) goldens.get("contexts").get("hostile");
    for (JsonNode golden : goldens.get("cases")) {
      if (!golden.get("context").stringValue().equals("hostile") || golden.get("output").isNull()) {
        continue;
      }
      ChatTemplate template =
          ChatTemplate.parse(Goldens.template(golden.get("template").stringValue()));
      List<Span> spans = template.renderSpans(context, Goldens.LIMITS);
      assertThat(spans.stream().map(Span::text).collect(Collectors.joining()))
          .isEqualTo(golden.get("output").stringValue());
      assertThat(spans)
          .filteredOn(Span::trusted)
          .noneMatch(span -> span.text().contains("7 * 7"))
          .noneMatch(span -> span.text().contains("pay bills"));
      assertThat(spans).filteredOn(span -> !span.trusted()).isNotEmpty();
      for (int i = 1; i < spans.size(); i++) {
        assertThat(spans.get(i).trusted()).isNotEqualTo(spans.get(i - 1).trusted());
      }
    }
  }
}
