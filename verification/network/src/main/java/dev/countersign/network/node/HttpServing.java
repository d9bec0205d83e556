package dev.countersign.network.node;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * HTTP/1.1 for strangers, within {@link Limits}.
 *
 * <p>Guarantees: a request takes bounded memory and bounded time from its first byte to the last of
 * its answer, and no handler hears of one that is too large, too slow or too much; an exception in
 * a handler is an error answer, and the log has it. Each request has a virtual thread.
 */
final class HttpServing implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(HttpServing.class);
  private static final Duration ANSWER = Duration.ofSeconds(5);

  /** Answers one kind of request. */
  interface Handler {
    HttpReply handle(byte[] body) throws InterruptedException;
  }

  private final HttpServer server;
  private final Map<String, Handler> routes;
  private final Limits limits;
  private final Clients clients;
  private final Semaphore requests;
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
  private final ScheduledExecutorService alarms;

  private HttpServing(HttpServer server, Map<String, Handler> routes, Limits limits) {
    this.server = server;
    this.routes = Map.copyOf(routes);
    this.limits = limits;
    this.clients = new Clients(limits, System::nanoTime);
    this.requests = new Semaphore(limits.requests());
    this.alarms =
        Executors.newSingleThreadScheduledExecutor(
            Thread.ofPlatform().daemon().name("countersign-http-alarms").factory());
  }

  /**
   * Starts to serve.
   *
   * @param routes handlers by method and path, such as {@code "GET /v1/health"}
   * @throws IOException when the address cannot be bound
   */
  static HttpServing start(InetSocketAddress bind, Map<String, Handler> routes, Limits limits)
      throws IOException {
    HttpServer server = HttpServer.create(bind, limits.requests());
    HttpServing serving = new HttpServing(server, routes, limits);
    server.setExecutor(serving::run);
    server.createContext("/", serving::exchange);
    server.start();
    return serving;
  }

  /** Where it serves, with the port it got. */
  URI uri() {
    InetSocketAddress bound = server.getAddress();
    String host = bound.getAddress().getHostAddress();
    return URI.create(
        "http://" + (host.contains(":") ? "[" + host + "]" : host) + ":" + bound.getPort());
  }

  /** Runs one exchange; the first bytes of the request are there, the rest of its head is not. */
  private void run(Runnable exchange) {
    threads.execute(
        () -> {
          Thread thread = Thread.currentThread();
          Duration limit = limits.body().plus(limits.evaluation()).plus(ANSWER);
          ScheduledFuture<?> alarm =
              alarms.schedule(thread::interrupt, limit.toNanos(), TimeUnit.NANOSECONDS);
          try {
            exchange.run();
          } finally {
            alarm.cancel(false);
          }
        });
  }

  private void exchange(HttpExchange exchange) throws IOException {
    InetAddress client = exchange.getRemoteAddress().getAddress();
    RequestBody body = new RequestBody(exchange, threads);
    try (exchange) {
      if (!clients.enter(client)) {
        send(exchange, HttpReply.error(429, "RATE_LIMITED", "too many requests; ask again later"));
      } else {
        try {
          send(exchange, admitted(exchange, body));
        } finally {
          clients.leave(client);
        }
      }
      body.abandon();
    } catch (InterruptedException e) {
      // The alarm of this request: closing the exchange ends it.
      LOG.info("a request of {} took too long", client);
    }
  }

  private HttpReply admitted(HttpExchange exchange, RequestBody body) throws InterruptedException {
    if (!requests.tryAcquire()) {
      return HttpReply.error(503, "OVERLOADED", "too many requests at the same time");
    }
    try {
      return routed(exchange, body);
    } catch (RequestBody.Unacceptable e) {
      return e.reply();
    } catch (RuntimeException e) {
      LOG.error("a request failed", e);
      return HttpReply.error(500, "INTERNAL", "something unexpected; the log has more");
    } finally {
      requests.release();
    }
  }

  private HttpReply routed(HttpExchange exchange, RequestBody body)
      throws RequestBody.Unacceptable, InterruptedException {
    String path = exchange.getRequestURI().getRawPath();
    Handler handler = routes.get(exchange.getRequestMethod() + " " + path);
    if (handler != null) {
      return handler.handle(body.read(limits.maxBodyBytes(), limits.body()));
    }
    boolean known = routes.keySet().stream().anyMatch(route -> route.endsWith(" " + path));
    return known
        ? HttpReply.error(405, "METHOD", "this path does not take that method")
        : HttpReply.error(404, "NOT_FOUND", "there is nothing at this path");
  }

  private static void send(HttpExchange exchange, HttpReply reply) throws IOException {
    exchange.getResponseHeaders().set("Content-Type", "application/json");
    exchange.getResponseHeaders().set("Cache-Control", "no-store");
    byte[] json = reply.json().getBytes(StandardCharsets.UTF_8);
    exchange.sendResponseHeaders(reply.status(), json.length);
    OutputStream out = exchange.getResponseBody();
    out.write(json);
    out.flush();
  }

  /** Stops at once; requests that are being answered are cut off. */
  @Override
  public void close() {
    server.stop(0);
    threads.shutdownNow();
    alarms.shutdownNow();
  }
}
