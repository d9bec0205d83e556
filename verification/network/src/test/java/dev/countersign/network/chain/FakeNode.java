package dev.countersign.network.chain;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Function;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** A local HTTP server that answers what a test wants, be it JSON-RPC or not. */
final class FakeNode implements AutoCloseable {
  static final JsonMapper JSON = JsonMapper.shared();

  /** Answers one exchange in its own way. */
  @FunctionalInterface
  interface Handler {
    void handle(HttpExchange exchange, String body) throws IOException;
  }

  private final HttpServer server;
  private final ExecutorService threads = Executors.newCachedThreadPool();

  private FakeNode(Handler handler) throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.setExecutor(threads);
    server.createContext(
        "/",
        exchange -> {
          try (exchange) {
            byte[] body = exchange.getRequestBody().readAllBytes();
            handler.handle(exchange, new String(body, StandardCharsets.UTF_8));
          }
        });
    server.start();
  }

  static FakeNode with(Handler handler) throws IOException {
    return new FakeNode(handler);
  }

  /** Answers every request with the same text. */
  static FakeNode saying(String answer) throws IOException {
    return with((exchange, body) -> send(exchange, 200, answer.getBytes(StandardCharsets.UTF_8)));
  }

  /** Answers single and batched requests by a function from request to result or error member. */
  static FakeNode rpc(Function<JsonNode, ObjectNode> answer) throws IOException {
    return with(
        (exchange, body) -> {
          JsonNode request = JSON.readTree(body);
          JsonNode reply;
          if (request.isArray()) {
            ArrayNode all = JsonNodeFactory.instance.arrayNode();
            request.forEach(one -> all.add(reply(one, answer)));
            reply = all;
          } else {
            reply = reply(request, answer);
          }
          send(exchange, 200, JSON.writeValueAsBytes(reply));
        });
  }

  static ObjectNode result(Object value) {
    ObjectNode node = JsonNodeFactory.instance.objectNode();
    node.set("result", JSON.valueToTree(value));
    return node;
  }

  static ObjectNode error(int code, String message) {
    ObjectNode node = JsonNodeFactory.instance.objectNode();
    node.putObject("error").put("code", code).put("message", message);
    return node;
  }

  private static JsonNode reply(JsonNode request, Function<JsonNode, ObjectNode> answer) {
    ObjectNode reply = answer.apply(request);
    reply.put("jsonrpc", "2.0");
    reply.set("id", request.get("id"));
    return reply;
  }

  static void send(HttpExchange exchange, int status, byte[] body) throws IOException {
    exchange.getResponseHeaders().set("Content-Type", "application/json");
    exchange.sendResponseHeaders(status, body.length == 0 ? -1 : body.length);
    try (OutputStream out = exchange.getResponseBody()) {
      out.write(body);
    }
  }

  URI url() {
    return URI.create("http://127.0.0.1:" + server.getAddress().getPort() + "/secret-key");
  }

  @Override
  public void close() {
    server.stop(0);
    threads.shutdownNow();
  }
}
