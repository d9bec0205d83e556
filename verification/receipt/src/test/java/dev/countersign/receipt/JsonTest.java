package dev.countersign.receipt;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What a stranger's JSON may hold. */
class JsonTest {
  static Stream<Arguments> refused() {
    return Stream.of(
        Arguments.of("nothing", ""),
        Arguments.of("white space only", " \n"),
        Arguments.of("duplicate name", "{\"a\":1,\"a\":2}"),
        Arguments.of("duplicate name, escaped", "{\"a\":1,\"\\u0061\":2}"),
        Arguments.of("nested duplicate name", "[{\"x\":{\"a\":1,\"a\":1}}]"),
        Arguments.of("trailing text", "{} {}"),
        Arguments.of("trailing comma", "[1,]"),
        Arguments.of("fraction", "{\"a\":1.5}"),
        Arguments.of("whole fraction", "{\"a\":1.0}"),
        Arguments.of("exponent", "{\"a\":1e3}"),
        Arguments.of("2^53", "9007199254740992"),
        Arguments.of("-2^53", "-9007199254740992"),
        Arguments.of("more than a long", "[18446744073709551616]"),
        Arguments.of("very many digits", "9".repeat(2000)),
        Arguments.of("leading zero", "{\"a\":01}"),
        Arguments.of("plus sign", "{\"a\":+1}"),
        Arguments.of("NaN", "{\"a\":NaN}"),
        Arguments.of("Infinity", "{\"a\":Infinity}"),
        Arguments.of("comment", "{/**/}"),
        Arguments.of("single quotes", "{'a':1}"),
        Arguments.of("unquoted name", "{a:1}"),
        Arguments.of("byte order mark", "\ufeff{}"),
        Arguments.of("raw control character", "\"a\tb\""),
        Arguments.of("lone surrogate, escaped", "\"\\ud800\""),
        Arguments.of("lone surrogate in a name", "{\"\\udfff\":1}"),
        Arguments.of("arabic digits", "{\"a\":\u0661\u0662}"),
        Arguments.of("33 levels", "[".repeat(33) + "]".repeat(33)),
        Arguments.of("a million empty lists", "[" + "[],".repeat(1 << 19) + "[]]"),
        Arguments.of("a million levels", "[".repeat(1_000_000)));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("refused")
  void isRefused(String what, String json) {
    assertThatExceptionOfType(ReceiptRejected.class)
        .as(what)
        .isThrownBy(() -> Json.parse(json.getBytes(UTF_8)))
        .satisfies(e -> assertThat(e.reason()).isEqualTo(Reason.MALFORMED));
  }

  @ParameterizedTest
  @ValueSource(strings = {"c080", "22eda08022", "22f8888080802200", "2200ff22", "22c3"})
  void bytesThatAreNotUtf8AreRefused(String hex) {
    byte[] bytes = java.util.HexFormat.of().parseHex(hex);

    assertThatExceptionOfType(ReceiptRejected.class)
        .isThrownBy(() -> Json.parse(bytes))
        .satisfies(e -> assertThat(e.reason()).isEqualTo(Reason.MALFORMED));
  }

  @Test
  void utf16IsNoUtf8() {
    assertThatExceptionOfType(ReceiptRejected.class)
        .isThrownBy(
            () -> Json.parse("{\"a\":1}".getBytes(java.nio.charset.StandardCharsets.UTF_16LE)))
        .satisfies(e -> assertThat(e.reason()).isEqualTo(Reason.MALFORMED));
  }

  @Test
  void sixteenMebibytesAreTheLimit() {
    assertThatExceptionOfType(ReceiptRejected.class)
        .isThrownBy(() -> Json.parse(new byte[Json.MAX_BYTES + 1]))
        .satisfies(e -> assertThat(e.reason()).isEqualTo(Reason.TOO_LARGE));
  }

  @Test
  void theLargestIntegersAndTheDeepestNestingPass() throws ReceiptRejected {
    assertThat(Json.parse("9007199254740991".getBytes(UTF_8)).longValue())
        .isEqualTo((1L << 53) - 1);
    assertThat(Json.parse("-9007199254740991".getBytes(UTF_8)).longValue())
        .isEqualTo(-(1L << 53) + 1);
    assertThat(Json.parse(("[".repeat(32) + "]".repeat(32)).getBytes(UTF_8)).isArray()).isTrue();
  }
}
