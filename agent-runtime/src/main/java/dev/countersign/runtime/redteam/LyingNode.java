package dev.countersign.runtime.redteam;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** An EVM node that passes on what the real one says, but for some answers. */
final class LyingNode implements AutoCloseable {
  private static final Duration LIMIT = Duration.ofSeconds(30);

  /** What it makes of an answer. */
  interface Lie {
    /**
     * The answer that is given.
     *
     * @param method the JSON-RPC method
     * @param params its parameters
     * @param result the truth
     */
    JsonNode of(String method, JsonNode params, JsonNode result);
  }

  private final HttpServer server;
  private final HttpClient http = HttpClient.newHttpClient();
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
  private final JsonMapper json = JsonMapper.shared();
  private final URI real;
  private final Lie lie;

  LyingNode(URI real, Lie lie) throws IOException {
    this.real = real;
    this.lie = lie;
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 16);
    server.setExecutor(threads);
    server.createContext("/", this::handle);
    server.start();
  }

  URI uri() {
    return URI.create("http://127.0.0.1:" + server.getAddress().getPort());
  }

  private void handle(HttpExchange exchange) throws IOException {
    try (exchange) {
      byte[] question = exchange.getRequestBody().readAllBytes();
      HttpResponse<byte[]> truth =
          http.send(
              HttpRequest.newBuilder(real)
                  .timeout(LIMIT)
                  .header("Content-Type", "application/json")
                  .POST(HttpRequest.BodyPublishers.ofByteArray(question))
                  .build(),
              HttpResponse.BodyHandlers.ofByteArray());
      byte[] answer =
          json.writeValueAsString(told(json.readTree(question), json.readTree(truth.body())))
              .getBytes(StandardCharsets.UTF_8);
      exchange.getResponseHeaders().set("Content-Type", "application/json");
      exchange.sendResponseHeaders(truth.statusCode(), answer.length);
      exchange.getResponseBody().write(answer);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** Requests of a batch are answered in any order and belong together by their id. */
  private JsonNode told(JsonNode questions, JsonNode answers) {
    if (!questions.isArray()) {
      return one(questions, answers);
    }
    for (JsonNode question : questions) {
      for (JsonNode answer : answers) {
        if (answer.path("id").equals(question.path("id"))) {
          one(question, answer);
        }
      }
    }
    return answers;
  }

  private JsonNode one(JsonNode question, JsonNode answer) {
    if (answer instanceof ObjectNode object && object.has("result")) {
      object.set(
          "result",
          lie.of(
              question.path("method").asString(""),
              question.path("params"),
              object.path("result")));
    }
    return answer;
  }

  @Override
  public void close() {
    server.stop(0);
    threads.shutdownNow();
    http.shutdownNow();
  }
}
