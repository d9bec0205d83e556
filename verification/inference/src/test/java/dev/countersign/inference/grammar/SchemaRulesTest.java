package dev.countersign.inference.grammar;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.countersign.inference.grammar.GrammarRefused.Code;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Which values a schema lets be written, and which schemas are refused. */
class SchemaRulesTest {
  private static final String HEAD = "{\"name\": \"t\", \"parameters\": {\"x\": ";

  private static CallGrammar grammar(ToolSpec tool) throws GrammarRefused {
    return CallGrammar.of(List.of(tool), CallFormat.LLAMA, 1, 1, false);
  }

  private static boolean accepts(ToolSpec tool, String answer) throws GrammarRefused {
    ByteState state =
        ByteState.start(grammar(tool).root()).step(answer.getBytes(StandardCharsets.UTF_8), 0);
    return state != null && state.isComplete();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "{'type':'string','enum':['a','ab']}       | 'a' 'ab'                         | '' 'b' 'abc' a",
        "{'enum':['a',1,-20,0.50,true,null]}       | 'a' 1 -20 0.5 true null           | 0.50 2 false 'b'",
        "{'const':'x y'}                           | 'x~y'                             | 'x' 'y'",
        "{'type':'string'}                         | '' 'é😀' '\\n\\u00e9\\ud83d\\ude00' | '\\x' '\\ud83d' '\\ude00' 'a",
        "{'type':'string','minLength':1,'maxLength':1} | '\\uD7fF' '\\uDBFF\\uDFFF' '\\ue000' '\\/' | '\\ud7f' '\\uDBFF' '\\uDBFF\\u0041' '\\udc00' '\\u00e'",
        "{'type':'string','maxLength':2}           | '' 'aé' '😀\\u0041' '\\ud83d\\ude00b' | 'abc' '\\n\\n\\n'",
        "{'type':'string','minLength':2}           | 'ab' 'éé' 'abcd'                   | '' 'a' '\\n' '\\ud83d\\ude00'",
        "{'type':'string','maxLength':0}           | ''                                | 'a'",
        "{'type':'integer'}                        | 0 7 -7 123456789012345678          | -0 01 1.0 1e3 1234567890123456789 +1",
        "{'type':'integer','minimum':3,'maximum':12} | 3 9 10 12                        | 2 0 13 1 100 -3",
        "{'type':'integer','exclusiveMinimum':-3,'maximum':1.5} | -2 -1 0 1             | -3 2 -10",
        "{'type':'integer','minimum':95}           | 95 100 950                        | 94 9 -95",
        "{'type':'number'}                         | 0 -1 2.50 -0.5 0.123456789012345678 | 01 .5 1. 1e3 -0 0.1234567890123456789",
        "{'type':'number','minimum':0,'maximum':1} | 0 1 0.5 1.0 1.000                 | 1.01 2 -0.1 10",
        "{'type':'number','exclusiveMinimum':0.05,'exclusiveMaximum':0.07} | 0.06 0.051 0.0699 | 0.05 0.050 0.07 0 1",
        "{'type':'boolean'}                        | true false                        | 'true' 1",
        "{'type':'null'}                           | null                              | 'null'",
        "{'type':['string','null'],'maxLength':1}  | null 'a' ''                       | 'ab' nul",
        "{'type':'array','items':{'type':'integer'}} | [] [1] [1,~2,~30]               | [1,2] [1,~] [a]",
        "{'type':'array','items':{'enum':['a']},'minItems':1,'maxItems':2} | ['a'] ['a',~'a'] | [] ['a',~'a',~'a']",
        "{'anyOf':[{'type':'integer'},{'enum':['max']}]} | 5 'max'                     | '5' max",
        "{'type':'object','properties':{'a':{'type':'null'},'b':{'type':'null'},'c':{'type':'null'}},'required':['b']}"
            + " | {'b':~null} {'a':~null,~'b':~null,~'c':~null} {'b':~null,~'c':~null}"
            + " | {} {'a':~null} {'b':~null,~'a':~null} {'b':~null,~'b':~null} {'b':~null,~}",
        "{'type':'object','properties':{'a':{'type':'null'}}} | {} {'a':~null}          | {'b':~null}",
        "{'type':'object'}                         | {}                                | {'a':~1}",
      })
  void aValueIsWrittenOnlyWhereItsSchemaAllowsIt(String schema, String yes, String no)
      throws GrammarRefused {
    ToolSpec tool = Tools.with(schema.replace('\'', '"'));
    for (String value : values(yes)) {
      assertThat(accepts(tool, HEAD + value + "}}")).as(value).isTrue();
    }
    for (String value : values(no)) {
      assertThat(accepts(tool, HEAD + value + "}}")).as(value).isFalse();
    }
  }

  private static List<String> values(String cell) {
    return List.of(cell.replace('\'', '"').split(" ")).stream()
        .map(value -> value.replace('~', ' '))
        .toList();
  }

  @Test
  void aStringIsUtf8WithoutControlCharacters() throws GrammarRefused {
    ByteState string =
        ByteState.start(grammar(Tools.with("{\"type\": \"string\"}")).root())
            .step((HEAD + "\"").getBytes(StandardCharsets.UTF_8), 0);
    assertThat(string).isNotNull();
    for (int[] bad :
        new int[][] {
          {0x0a},
          {0x00},
          {0x1f},
          {0x80},
          {0xc0, 0x80},
          {0xc1},
          {0xe0, 0x9f},
          {0xed, 0xa0},
          {0xf0, 0x8f},
          {0xf4, 0x90},
          {0xf5},
          {0xff},
          {0xc3, '"'},
          {'\\', 'a'},
          {'\\', 'u', 'g'}
        }) {
      ByteState state = string;
      for (int b : bad) {
        state = state == null ? null : state.step(b);
      }
      assertThat(state).as("%s", (Object) bad).isNull();
    }
  }

  @Test
  void definitionsAreFollowedAndShared() throws GrammarRefused {
    ToolSpec tool =
        Tools.tool(
            "t",
            """
            {"type": "object",
             "$defs": {"point": {"type": "object", "properties": {"x": {"type": "integer"}},
                                 "required": ["x"]},
                       "pair/~": {"type": "array", "items": {"$ref": "#/$defs/point"},
                                  "minItems": 2, "maxItems": 2}},
             "properties": {"x": {"$ref": "#/$defs/pair~1~0", "description": "two"}},
             "required": ["x"]}
            """);
    assertThat(accepts(tool, HEAD + "[{\"x\": 1}, {\"x\": -2}]}}")).isTrue();
    assertThat(accepts(tool, HEAD + "[{\"x\": 1}]}}")).isFalse();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "{'type':'string','pattern':'a+'}                  | the keyword \"pattern\"",
        "{'type':'string','minItems':1}                    | the keyword \"minItems\"",
        "{'type':'number','multipleOf':2}                  | the keyword \"multipleOf\"",
        "{'oneOf':[{'type':'null'}]}                       | it has oneOf",
        "{'allOf':[]}                                      | it has allOf",
        "{'not':{}}                                        | it has not",
        "{}                                                | without a type",
        "{'type':'date'}                                   | the type \"date\"",
        "{'type':[]}                                       | no type is named",
        "{'type':'string','enum':['a'],'minLength':1}      | the keyword \"minLength\"",
        "{'enum':[]}                                       | not a list of values",
        "{'enum':[{}]}                                     | no scalar",
        "{'type':'string','enum':[1]}                      | the value 1 is not of the schema's type",
        "{'enum':['\\ud800']}                              | half a surrogate pair",
        "{'const':1e400}                                   | ",
        "{'type':'integer','minimum':5,'maximum':4}        | no number is within the bounds",
        "{'type':'integer','minimum':1e18}                 | no number is within the bounds",
        "{'type':'integer','minimum':'1'}                  | not a number",
        "{'type':'integer','exclusiveMinimum':1,'exclusiveMaximum':2} | no number",
        "{'type':'string','minLength':2,'maxLength':1}     | \"minLength\" is above",
        "{'type':'string','maxLength':-1}                  | \"maxLength\" is not a whole",
        "{'type':'array'}                                  | without \"items\"",
        "{'type':'array','items':true}                     | no object is not supported",
        "{'type':'array','items':{'type':'null'},'uniqueItems':true} | the keyword \"uniqueItems\"",
        "{'type':'array','items':{'type':'null'},'minItems':9,'maxItems':3} | \"minItems\" is above",
        "{'type':'object','additionalProperties':{'type':'null'}} | \"additionalProperties\"",
        "{'type':'object','required':['a']}                | required but not among",
        "{'type':'object','patternProperties':{}}          | the keyword \"patternProperties\"",
        "{'$ref':'https://example.org'}                    | does not lead to",
        "{'$ref':'#/$defs/none'}                           | there is nothing at",
        "{'$ref':'#/$defs/a','type':'null'}                | the keyword \"type\"",
        "{'anyOf':[{'type':'null'}],'type':'null'}         | the keyword \"type\"",
        "{'anyOf':[]}                                      | \"anyOf\" is not",
      })
  void whatIsNotInTheSubsetIsRefusedByName(String schema, String sentence) {
    assertThatThrownBy(() -> grammar(Tools.with(schema.replace('\'', '"'))))
        .isInstanceOfSatisfying(
            GrammarRefused.class, e -> assertThat(e.code()).isEqualTo(Code.SCHEMA))
        .hasMessageStartingWith("tool \"t\".x")
        .hasMessageContaining(sentence == null ? "" : sentence);
  }

  @Test
  void recursionIsRefused() {
    ToolSpec tool =
        Tools.tool(
            "t",
            """
            {"type": "object", "$defs": {"tree": {"type": "object", "properties":
               {"child": {"$ref": "#/$defs/tree"}}}},
             "properties": {"x": {"$ref": "#/$defs/tree"}}}
            """);
    assertThatThrownBy(() -> grammar(tool))
        .isInstanceOf(GrammarRefused.class)
        .hasMessageContaining("recursive");
  }

  @Test
  void depthIsCountedThroughSharedDefinitions() {
    String definitions =
        IntStream.range(0, 200)
            .mapToObj(
                i ->
                    "\"d%d\": {\"type\": \"array\", \"items\": %s}"
                        .formatted(
                            i,
                            i == 0
                                ? "{\"type\": \"null\"}"
                                : "{\"$ref\": \"#/$defs/d" + (i - 1) + "\"}"))
            .collect(Collectors.joining(","));
    String properties =
        IntStream.range(0, 200)
            .mapToObj(i -> "\"p%d\": {\"$ref\": \"#/$defs/d%d\"}".formatted(i, i))
            .collect(Collectors.joining(","));
    ToolSpec tool =
        Tools.tool(
            "t",
            "{\"type\": \"object\", \"$defs\": {%s}, \"properties\": {%s}}"
                .formatted(definitions, properties));
    assertThatThrownBy(() -> grammar(tool))
        .isInstanceOfSatisfying(
            GrammarRefused.class, e -> assertThat(e.code()).isEqualTo(Code.TOO_LARGE));
  }

  @Test
  void definitionsThatFourfoldAtEveryStepStaySmall() throws GrammarRefused {
    String definitions =
        IntStream.range(0, 14)
            .mapToObj(
                i ->
                    "\"d%d\": %s"
                        .formatted(
                            i,
                            i == 0
                                ? "{\"type\": \"null\"}"
                                : "{\"anyOf\": [%1$s, %1$s, %1$s, %1$s]}"
                                    .formatted("{\"$ref\": \"#/$defs/d" + (i - 1) + "\"}")))
            .collect(Collectors.joining(","));
    ToolSpec tool =
        Tools.tool(
            "t",
            "{\"type\": \"object\", \"$defs\": {%s}, \"properties\": {\"x\": {\"$ref\": \"#/$defs/d13\"}}}"
                .formatted(definitions));
    assertThat(accepts(tool, HEAD + "null}}")).isTrue();
  }

  @Test
  void toolsAndBoundsThatCannotBeAreRefused() {
    ToolSpec bad = Tools.tool("a b", "{\"type\": \"object\"}");
    ToolSpec list = Tools.tool("a", "{\"type\": \"array\"}");
    assertRefused(List.of(bad), 1, 1, "a tool's name");
    assertRefused(List.of(list), 1, 1, "not a schema of the type object");
    assertRefused(List.of(Tools.SWAP, Tools.SWAP), 1, 1, "two tools \"swap\"");
    assertRefused(List.of(), 0, 1, "there is no tool");
    assertRefused(List.of(Tools.SWAP), 0, 0, "neither calls nor text");
    assertRefused(List.of(Tools.SWAP), 2, 1, "between 2 and 1 calls");
    assertRefused(List.of(Tools.SWAP), 0, 65, "the most are 64");
    assertRefused(List.of(Tools.HOLD), 2, 3, "every tool stands alone");
  }

  private static void assertRefused(List<ToolSpec> tools, int least, int most, String sentence) {
    assertThatThrownBy(() -> CallGrammar.of(tools, CallFormat.HERMES, least, most, false))
        .isInstanceOf(GrammarRefused.class)
        .hasMessageContaining(sentence);
  }
}
