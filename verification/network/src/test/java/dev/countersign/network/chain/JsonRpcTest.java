package dev.countersign.network.chain;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.countersign.network.chain.ChainUnavailable.Kind;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

/** A node that lies, hangs or talks nonsense costs a typed error within the limits, no more. */
class JsonRpcTest {
  private static final RpcLimits LIMITS =
      new RpcLimits(
          Duration.ofMillis(500), Duration.ofMillis(400), Duration.ofMillis(900), 64 * 1024);

  @Test
  void aResultComesBackAsItIs() throws Exception {
    try (FakeNode node =
            FakeNode.rpc(request -> FakeNode.result("0x" + request.get("id").asInt()));
        JsonRpc rpc = JsonRpc.open(node.url(), LIMITS)) {
      assertThat(rpc.call("eth_chainId").stringValue()).startsWith("0x");
      List<RpcAnswer> answers = rpc.batch(List.of(RpcCall.of("a"), RpcCall.of("b")));
      assertThat(answers).hasSize(2).doesNotHaveDuplicates();
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "garbage",
        "{",
        "[]",
        "null",
        "42",
        "{}",
        "{\"jsonrpc\":\"2.0\",\"id\":-7,\"result\":\"0x1\"}",
        "{\"jsonrpc\":\"2.0\",\"result\":\"0x1\"}",
        "{\"jsonrpc\":\"2.0\",\"id\":1e3,\"result\":\"0x1\"}",
        "{\"id\":99999999999999999999,\"result\":\"0x1\"}",
        "{\"id\":1,\"id\":2,\"result\":\"0x1\"}",
        "{\"id\":1,\"result\":\"0x1\"} {\"id\":1}",
        "{id:1,result:'0x1'}",
        "<html>502 Bad Gateway</html>"
      })
  void whatIsNotAnAnswerIsMalformed(String text) throws Exception {
    try (FakeNode node = FakeNode.saying(text);
        JsonRpc rpc = JsonRpc.open(node.url(), LIMITS)) {
      assertMalformed(() -> rpc.call("eth_chainId"));
      assertMalformed(() -> rpc.batch(List.of(RpcCall.of("eth_chainId"), RpcCall.of("x"))));
    }
  }

  @Test
  void deepNestingIsMalformed() throws Exception {
    try (FakeNode node = FakeNode.saying("[".repeat(20_000));
        JsonRpc rpc = JsonRpc.open(node.url(), LIMITS)) {
      assertMalformed(() -> rpc.call("eth_chainId"));
    }
  }

  @Test
  void aLongAnswerIsNotReadToItsEnd() throws Exception {
    try (FakeNode node =
            FakeNode.with(
                (exchange, body) -> {
                  exchange.sendResponseHeaders(200, 0);
                  byte[] part = "\"".repeat(8192).getBytes(StandardCharsets.US_ASCII);
                  try (OutputStream out = exchange.getResponseBody()) {
                    for (int i = 0; i < 100_000; i++) {
                      out.write(part);
                    }
                  }
                });
        JsonRpc rpc = JsonRpc.open(node.url(), LIMITS)) {
      assertThatThrownBy(() -> rpc.call("eth_chainId"))
          .isInstanceOf(ChainUnavailable.class)
          .hasMessageContaining("over 65536 bytes");
    }
  }

  @Test
  void aCompressedBombIsCountedUnpacked() throws Exception {
    ByteArrayOutputStream packed = new ByteArrayOutputStream();
    try (GZIPOutputStream gzip = new GZIPOutputStream(packed)) {
      gzip.write(" ".repeat(50_000_000).getBytes(StandardCharsets.US_ASCII));
    }
    try (FakeNode node =
            FakeNode.with(
                (exchange, body) -> {
                  exchange.getResponseHeaders().set("Content-Encoding", "gzip");
                  FakeNode.send(exchange, 200, packed.toByteArray());
                });
        JsonRpc rpc = JsonRpc.open(node.url(), LIMITS)) {
      assertThatThrownBy(() -> rpc.call("eth_chainId"))
          .isInstanceOf(ChainUnavailable.class)
          .hasMessageContaining("over 65536 bytes");
    }
  }

  @Test
  void silenceAndDripsEndWithinTheLimit() throws Exception {
    CountDownLatch released = new CountDownLatch(1);
    try (FakeNode silent = FakeNode.with((exchange, body) -> await(released));
        FakeNode dripping = FakeNode.with((exchange, body) -> drip(exchange.getResponseBody()));
        JsonRpc first = JsonRpc.open(silent.url(), LIMITS);
        JsonRpc second = JsonRpc.open(dripping.url(), LIMITS)) {
      for (JsonRpc rpc : List.of(first, second)) {
        long start = System.nanoTime();
        assertUnreachable(() -> rpc.call("eth_chainId"));
        assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(3));
      }
      released.countDown();
    }
  }

  @Test
  void noNodeIsUnreachableAndTheSentenceKeepsThePathOut() throws Exception {
    URI gone;
    try (FakeNode node = FakeNode.saying("")) {
      gone = node.url();
    }
    try (JsonRpc rpc = JsonRpc.open(gone, LIMITS)) {
      ChainUnavailable error =
          catchThrowableOfType(ChainUnavailable.class, () -> rpc.call("eth_chainId"));
      assertThat(error.kind()).isEqualTo(Kind.UNREACHABLE);
      assertThat(error).message().contains("127.0.0.1").doesNotContain("secret-key");
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {301, 307, 401, 404, 429, 500, 503})
  void anHttpStatusIsUnreachableAndIsNotFollowed(int status) throws Exception {
    try (FakeNode target = FakeNode.rpc(request -> FakeNode.result("0x1"));
        FakeNode node =
            FakeNode.with(
                (exchange, body) -> {
                  exchange.getResponseHeaders().set("Location", target.url().toString());
                  FakeNode.send(exchange, status, new byte[] {'x'});
                });
        JsonRpc rpc = JsonRpc.open(node.url(), LIMITS)) {
      assertUnreachable(() -> rpc.call("eth_chainId"));
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"file:///etc/passwd", "ws://localhost", "localhost:8545", "http:///x", "a"})
  void onlyWebUrlsAreTaken(String url) {
    assertUnreachable(() -> JsonRpc.open(URI.create(url), LIMITS).close());
  }

  @Test
  void anErrorIsARefusalWithAReason() throws Exception {
    record Row(int code, String message, ChainRefused.Reason reason) {}
    List<Row> rows =
        List.of(
            new Row(3, "execution reverted", ChainRefused.Reason.REVERTED),
            new Row(-32000, "nonce too low: next nonce 5", ChainRefused.Reason.NONCE_TOO_LOW),
            new Row(-32000, "already known", ChainRefused.Reason.ALREADY_KNOWN),
            new Row(-32000, "replacement transaction underpriced", ChainRefused.Reason.UNDERPRICED),
            new Row(
                -32003,
                "Insufficient funds for gas * price + value",
                ChainRefused.Reason.INSUFFICIENT_FUNDS),
            new Row(
                -32005,
                "query returned more than 10000 results",
                ChainRefused.Reason.TOO_MANY_RESULTS),
            new Row(-32000, "header not found", ChainRefused.Reason.UNKNOWN_BLOCK),
            new Row(-32001, "Resource not found", ChainRefused.Reason.UNKNOWN_BLOCK),
            new Row(-32000, "missing trie node 5c", ChainRefused.Reason.STATE_PRUNED),
            new Row(-32601, "Method not found", ChainRefused.Reason.UNSUPPORTED),
            new Row(-1, "\u0007what\n ever", ChainRefused.Reason.OTHER));
    for (Row row : rows) {
      try (FakeNode node = FakeNode.rpc(request -> FakeNode.error(row.code(), row.message()));
          JsonRpc rpc = JsonRpc.open(node.url(), LIMITS)) {
        ChainRefused refusal = catchThrowableOfType(ChainRefused.class, () -> rpc.call("eth_call"));
        assertThat(refusal.reason()).as(row.message()).isEqualTo(row.reason());
        assertThat(refusal).message().matches("[\\x20-\\x7e]+");
      }
    }
  }

  @Test
  void aBatchIsMatchedByIdNotByPlace() throws Exception {
    try (FakeNode node =
            FakeNode.with(
                (exchange, body) -> {
                  JsonNode requests = FakeNode.JSON.readTree(body);
                  StringBuilder text = new StringBuilder("[");
                  for (int i = requests.size() - 1; i >= 0; i--) {
                    JsonNode request = requests.get(i);
                    text.append("{\"id\":").append(request.get("id"));
                    text.append(",\"result\":").append(request.get("method")).append('}');
                    text.append(i > 0 ? "," : "]");
                  }
                  FakeNode.send(exchange, 200, text.toString().getBytes(StandardCharsets.UTF_8));
                });
        JsonRpc rpc = JsonRpc.open(node.url(), LIMITS)) {
      List<RpcAnswer> answers =
          rpc.batch(List.of(RpcCall.of("a"), RpcCall.of("b"), RpcCall.of("c")));
      assertThat(answers)
          .extracting(answer -> ((RpcAnswer.Result) answer).value().stringValue())
          .containsExactly("a", "b", "c");
    }
  }

  private static void assertMalformed(org.assertj.core.api.ThrowableAssert.ThrowingCallable call) {
    assertThat(catchThrowableOfType(ChainUnavailable.class, call).kind()).isEqualTo(Kind.MALFORMED);
  }

  private static void assertUnreachable(
      org.assertj.core.api.ThrowableAssert.ThrowingCallable call) {
    assertThat(catchThrowableOfType(ChainUnavailable.class, call).kind())
        .isEqualTo(Kind.UNREACHABLE);
  }

  private static void await(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static void drip(OutputStream out) throws IOException {
    try {
      while (true) {
        out.write(' ');
        out.flush();
        Thread.sleep(100);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
