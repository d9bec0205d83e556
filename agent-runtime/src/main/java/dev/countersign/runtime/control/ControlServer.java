package dev.countersign.runtime.control;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.countersign.runtime.agent.Exit;
import dev.countersign.runtime.agent.Failure;
import dev.countersign.runtime.workplace.Home;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Answers commands of the same home, on a port of loopback.
 *
 * <p>Guarantees: nothing is done or told for a request without the word that lies in a file which
 * only the home's owner can read.
 */
public final class ControlServer implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(ControlServer.class);
  private static final int MOST_BYTES = 4096;
  private static final int TOKEN_BYTES = 24;

  private final HttpServer server;
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
  private final Home home;
  private final ControlFile file;
  private final byte[] token;
  private final Controlled controlled;

  private ControlServer(HttpServer server, Home home, ControlFile file, Controlled controlled) {
    this.server = server;
    this.home = home;
    this.file = file;
    this.token = bearer(file.token()).getBytes(StandardCharsets.UTF_8);
    this.controlled = controlled;
  }

  static String bearer(String token) {
    return "Bearer " + token;
  }

  /** Begins to answer, and writes down where. */
  public static ControlServer open(Home home, SecureRandom random, Controlled controlled)
      throws Failure {
    byte[] secret = new byte[TOKEN_BYTES];
    random.nextBytes(secret);
    String token = HexFormat.of().formatHex(secret);
    HttpServer http;
    try {
      http = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    } catch (IOException e) {
      throw new Failure(Exit.UNEXPECTED, "no port of loopback is free: " + e.getMessage(), e);
    }
    ControlFile file =
        new ControlFile(ProcessHandle.current().pid(), http.getAddress().getPort(), token);
    ControlServer server = new ControlServer(http, home, file, controlled);
    http.setExecutor(server.threads);
    http.createContext("/", server::answer);
    http.start();
    boolean written = false;
    try {
      file.write(home);
      written = true;
      return server;
    } finally {
      if (!written) {
        http.stop(0);
        server.threads.shutdown();
      }
    }
  }

  private void answer(HttpExchange exchange) throws IOException {
    try (exchange) {
      String given = String.valueOf(exchange.getRequestHeaders().getFirst("Authorization"));
      if (!MessageDigest.isEqual(given.getBytes(StandardCharsets.UTF_8), token)) {
        reply(exchange, 403, error(Exit.CONFIGURATION, "that is not the word of this home"));
        return;
      }
      byte[] body = exchange.getRequestBody().readNBytes(MOST_BYTES);
      try {
        reply(
            exchange,
            200,
            did(
                exchange.getRequestMethod() + " " + exchange.getRequestURI().getPath(),
                new String(body, StandardCharsets.UTF_8)));
      } catch (Failure e) {
        reply(exchange, 409, error(e.exit(), String.valueOf(e.getMessage())));
      } catch (RuntimeException e) {
        LOG.error("a command of this home", e);
        reply(exchange, 500, error(Exit.UNEXPECTED, "something unexpected; see the log"));
      }
    }
  }

  private JsonNode did(String what, String body) throws Failure {
    switch (what) {
      case "GET /status" -> {
        return controlled.status();
      }
      case "POST /stop" -> controlled.stop();
      case "POST /pause" -> controlled.pause(body);
      case "POST /resume" -> controlled.resume(body);
      default ->
          throw new Failure(
              Exit.CONFIGURATION,
              "the agents that run were started by another build, which does not know " + what);
    }
    return JsonMapper.shared().createObjectNode();
  }

  private static JsonNode error(Exit exit, String sentence) {
    return JsonMapper.shared().createObjectNode().put("exit", exit.code()).put("error", sentence);
  }

  private static void reply(HttpExchange exchange, int code, JsonNode document) throws IOException {
    byte[] bytes = document.toString().getBytes(StandardCharsets.UTF_8);
    exchange.getResponseHeaders().set("Content-Type", "application/json");
    exchange.sendResponseHeaders(code, bytes.length);
    try (OutputStream out = exchange.getResponseBody()) {
      out.write(bytes);
    }
  }

  /** Answers nothing more, and takes the file away. */
  @Override
  public void close() {
    server.stop(1); // What is being answered, the end itself perhaps, is answered first.
    threads.shutdown();
    try {
      file.delete(home);
    } catch (IOException e) {
      LOG.warn("the control file stays: {}", e.getMessage());
    }
  }
}
