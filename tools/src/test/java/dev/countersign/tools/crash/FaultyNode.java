package dev.countersign.tools.crash;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.countersign.receipt.Bytes;
import dev.countersign.receipt.Bytes32;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/**
 * A node with a behaviour: what is asked of it is asked of the real node behind it, and now and
 * then it does otherwise. It runs out of mischief after a while, so that every action can come to
 * its end.
 */
final class FaultyNode implements AutoCloseable {
  private static final JsonMapper JSON = JsonMapper.builder().build();
  private static final Duration LIMIT = Duration.ofSeconds(10);
  private static final List<String> REFUSALS =
      List.of(
          "transaction pool is full",
          "nonce too low",
          "replacement transaction underpriced",
          "insufficient funds for gas * price + value",
          "internal error");

  private final HttpServer server;
  private final ExecutorService threads = Executors.newCachedThreadPool();
  private final HttpClient client = HttpClient.newHttpClient();
  private final CrashWorld world;
  private final NodeBehaviour behaviour;
  private final Random random;
  private int mischief;

  private FaultyNode(CrashWorld world, NodeBehaviour behaviour, Random random) throws IOException {
    this.world = world;
    this.behaviour = behaviour;
    this.random = random;
    mischief =
        switch (behaviour) {
          case ACCEPTS -> 0;
          case ANSWER_TIMES_OUT -> 1;
          case REORGANISES -> 2;
          case REJECTS, ACCEPTS_TWICE, DROPS -> 3;
          case STALE_NONCE, LIES_ABOUT_RECEIPT, LIES_ABOUT_NONCE -> 10;
        };
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.setExecutor(threads);
    server.createContext("/", this::answer);
    server.start();
  }

  static FaultyNode start(CrashWorld world, NodeBehaviour behaviour, Random random)
      throws IOException {
    return new FaultyNode(world, behaviour, random);
  }

  URI url() {
    return URI.create("http://127.0.0.1:" + server.getAddress().getPort());
  }

  private synchronized boolean misbehaves() {
    if (mischief == 0 || random.nextInt(10) >= 7) {
      return false;
    }
    mischief--;
    return true;
  }

  private synchronized int chance(int bound) {
    return random.nextInt(bound);
  }

  private void answer(HttpExchange exchange) throws IOException {
    try (exchange) {
      byte[] answer = answer(JSON.readTree(exchange.getRequestBody().readAllBytes()));
      exchange.getResponseHeaders().set("Content-Type", "application/json");
      exchange.sendResponseHeaders(200, answer.length);
      exchange.getResponseBody().write(answer);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private byte[] answer(JsonNode request) throws IOException, InterruptedException {
    return switch (request.path("method").asString("")) {
      case "eth_sendRawTransaction" -> send(request);
      case "eth_getTransactionCount" -> count(request);
      case "eth_getTransactionReceipt" -> receipt(request);
      default -> forward(request);
    };
  }

  private byte[] send(JsonNode request) throws IOException, InterruptedException {
    return switch (behaviour) {
      case ACCEPTS, STALE_NONCE, LIES_ABOUT_RECEIPT, LIES_ABOUT_NONCE, REORGANISES ->
          forward(request);
      case ANSWER_TIMES_OUT -> {
        byte[] answer = forward(request);
        if (misbehaves()) {
          TimeUnit.MILLISECONDS.sleep(RuntimeMain.CALL_LIMIT.toMillis() + 100);
        }
        yield answer;
      }
      case REJECTS ->
          misbehaves() ? refusal(request, REFUSALS.get(chance(REFUSALS.size()))) : forward(request);
      case ACCEPTS_TWICE -> {
        byte[] first = forward(request);
        yield misbehaves() ? forward(request) : first;
      }
      case DROPS -> {
        if (!misbehaves()) {
          yield forward(request);
        }
        Bytes32 hash =
            Bytes32.keccak256(
                Bytes.ofPrefixed(request.path("params").path(0).asString()).toArray());
        if (chance(2) == 0) {
          forward(request);
          world.drop(hash);
        }
        yield result(request, JSON.getNodeFactory().stringNode(hash.prefixed()));
      }
    };
  }

  private byte[] count(JsonNode request) throws IOException, InterruptedException {
    byte[] answer = forward(request);
    boolean wrong =
        behaviour == NodeBehaviour.STALE_NONCE || behaviour == NodeBehaviour.LIES_ABOUT_NONCE;
    if (!wrong || !misbehaves()) {
      return answer;
    }
    long count = Long.decode(JSON.readTree(answer).path("result").asString("0x0"));
    long told =
        behaviour == NodeBehaviour.STALE_NONCE
            ? Math.max(0, count - 1 - chance(2))
            : count + 1 + chance(3);
    return result(request, JSON.getNodeFactory().stringNode("0x" + Long.toHexString(told)));
  }

  private byte[] receipt(JsonNode request) throws IOException, InterruptedException {
    byte[] answer = forward(request);
    JsonNode receipt = JSON.readTree(answer).path("result");
    if (behaviour == NodeBehaviour.REORGANISES && receipt.isObject() && misbehaves()) {
      world.reorganise(Long.decode(receipt.path("blockNumber").asString("0x0")));
      return chance(2) == 0 ? answer : forward(request);
    }
    if (behaviour != NodeBehaviour.LIES_ABOUT_RECEIPT || !misbehaves()) {
      return answer;
    }
    if (receipt.isObject() && chance(2) == 0) {
      return result(request, JSON.getNodeFactory().nullNode());
    }
    ObjectNode lie = receipt.isObject() ? (ObjectNode) receipt.deepCopy() : invented(request);
    boolean success = lie.path("status").asString("0x0").equals("0x1");
    return result(request, lie.put("status", success ? "0x0" : "0x1"));
  }

  /** A receipt in the newest block of a transaction that is not mined. */
  private ObjectNode invented(JsonNode request) throws IOException, InterruptedException {
    ObjectNode head = JSON.createObjectNode().put("jsonrpc", "2.0").put("id", 1);
    head.put("method", "eth_getBlockByNumber").putArray("params").add("latest").add(false);
    JsonNode block = JSON.readTree(forward(head)).path("result");
    ObjectNode lie = JSON.createObjectNode();
    lie.put("transactionHash", request.path("params").path(0).asString());
    lie.put("blockNumber", block.path("number").asString());
    lie.put("blockHash", block.path("hash").asString());
    lie.put("transactionIndex", "0x0").put("status", "0x" + chance(2)).put("gasUsed", "0x5208");
    lie.put("effectiveGasPrice", "0x1").put("from", world.payer().hex()).put("to", world.gate());
    lie.putArray("logs");
    return lie;
  }

  private static byte[] result(JsonNode request, JsonNode result) {
    ObjectNode answer = JSON.createObjectNode().put("jsonrpc", "2.0");
    answer.set("id", request.path("id"));
    answer.set("result", result);
    return JSON.writeValueAsBytes(answer);
  }

  private static byte[] refusal(JsonNode request, String sentence) {
    ObjectNode answer = JSON.createObjectNode().put("jsonrpc", "2.0");
    answer.set("id", request.path("id"));
    answer.putObject("error").put("code", -32000).put("message", sentence);
    return JSON.writeValueAsBytes(answer);
  }

  private byte[] forward(JsonNode request) throws IOException, InterruptedException {
    HttpRequest post =
        HttpRequest.newBuilder(world.url())
            .timeout(LIMIT)
            .header("Content-Type", "application/json")
            .POST(HttpRequest.BodyPublishers.ofByteArray(JSON.writeValueAsBytes(request)))
            .build();
    return client.send(post, HttpResponse.BodyHandlers.ofByteArray()).body();
  }

  @Override
  public void close() {
    server.stop(0);
    threads.shutdownNow();
    client.close();
  }
}
