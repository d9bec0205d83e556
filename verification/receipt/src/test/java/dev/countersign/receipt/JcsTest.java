package dev.countersign.receipt;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.InputStream;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.JsonNodeFactory;

/** RFC 8785 against its published vectors, and the number table of its appendix B. */
class JcsTest {
  private static final JsonMapper LENIENT = JsonMapper.builder().build();

  @ParameterizedTest
  @ValueSource(strings = {"arrays", "french", "structures", "values"})
  void publishedVectors(String name) throws IOException {
    JsonNode input = LENIENT.readTree(resource(name + ".input.json"));
    String hex = new String(resource(name + ".outhex.txt"), UTF_8).replaceAll("\\s", "");

    byte[] canonical = Jcs.canonical(input);

    assertThat(canonical).isEqualTo(resource(name + ".output.json"));
    assertThat(canonical).isEqualTo(HexFormat.of().parseHex(hex));
    assertThat(Jcs.canonical(LENIENT.readTree(canonical))).isEqualTo(canonical);
  }

  @ParameterizedTest
  @CsvSource({
    "0000000000000000, 0",
    "8000000000000000, 0",
    "0000000000000001, 5e-324",
    "8000000000000001, -5e-324",
    "7fefffffffffffff, 1.7976931348623157e+308",
    "ffefffffffffffff, -1.7976931348623157e+308",
    "4340000000000000, 9007199254740992",
    "c340000000000000, -9007199254740992",
    "4430000000000000, 295147905179352830000",
    "44b52d02c7e14af5, 9.999999999999997e+22",
    "44b52d02c7e14af6, 1e+23",
    "44b52d02c7e14af7, 1.0000000000000001e+23",
    "444b1ae4d6e2ef4e, 999999999999999700000",
    "444b1ae4d6e2ef4f, 999999999999999900000",
    "444b1ae4d6e2ef50, 1e+21",
    "3eb0c6f7a0b5ed8c, 9.999999999999997e-7",
    "3eb0c6f7a0b5ed8d, 0.000001",
    "41b3de4355555553, 333333333.3333332",
    "41b3de4355555554, 333333333.33333325",
    "41b3de4355555555, 333333333.3333333",
    "41b3de4355555556, 333333333.3333334",
    "41b3de4355555557, 333333333.33333343",
    "becbf647612f3696, -0.0000033333333333333333",
    "43143ff3c1cb0959, 1424953923781206.2"
  })
  void numbersOfAppendixB(String bits, String text) {
    double value = Double.longBitsToDouble(Long.parseUnsignedLong(bits, 16));

    assertThat(EcmaScriptNumber.format(value)).isEqualTo(text);
  }

  @Test
  void membersAreSortedByUtf16CodeUnits() throws ReceiptRejected {
    JsonNode value =
        Json.parse("{\"\ufb33\":1,\"\ud83d\ude00\":2,\"b\":3,\"a\":4}".getBytes(UTF_8));

    assertThat(new String(Jcs.canonical(value), UTF_8))
        .isEqualTo("{\"a\":4,\"b\":3,\"\ud83d\ude00\":2,\"\ufb33\":1}");
  }

  @Test
  void controlCharactersHaveTheShortEscapeOrLowerCaseHexadecimal() {
    JsonNode value = JsonNodeFactory.instance.stringNode("\b\t\n\f\r\"\\/\u0000\u001f\u007f\u2028");

    assertThat(new String(Jcs.canonical(value), UTF_8))
        .isEqualTo("\"\\b\\t\\n\\f\\r\\\"\\\\/\\u0000\\u001f\u007f\u2028\"");
  }

  @Test
  void textIsNotNormalised() {
    JsonNode composed = JsonNodeFactory.instance.stringNode("\u00e9");
    JsonNode decomposed = JsonNodeFactory.instance.stringNode("e\u0301");

    assertThat(Jcs.canonical(composed)).isNotEqualTo(Jcs.canonical(decomposed));
  }

  @ParameterizedTest
  @ValueSource(strings = {"\ud800", "x\udc00", "\udc00\ud800", "\ud83d\ud83d\ude00"})
  void halfASurrogatePairHasNoForm(String text) {
    assertThatThrownBy(() -> Jcs.canonical(JsonNodeFactory.instance.stringNode(text)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("surrogate");
  }

  private static byte[] resource(String name) throws IOException {
    try (InputStream in = JcsTest.class.getResourceAsStream("/jcs/" + name)) {
      assertThat(in).as(name).isNotNull();
      return in.readAllBytes();
    }
  }
}
