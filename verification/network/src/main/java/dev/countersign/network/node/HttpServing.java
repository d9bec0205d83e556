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
 * its answer, and no handler hears of one that is too large, too slow or too much; slow requests
 * keep no others out, see {@link Arrivals}; an exception in a handler is an error answer, and the
 * log has it. Each request has a virtual thread.
 *
 * <p>Does not bound connections on which nothing is sent: system properties of the JDK's server do
 * that, for the whole process.
 */
final class HttpServing implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(HttpServing.class);
  private static final Duration ANSWER = Duration.ofSeconds(5);
  private static final Duration GRACE = Duration.ofSeconds(1);

  /** A bundle has some ten thousand bytes; what is larger than this needs room of its own. */
  private static final int SMALL = 256 * 1024;

  private static final int LARGE_AT_ONCE = 4;

  /** Answers one kind of request. */
  interface Handler {
    HttpReply handle(byte[] body) throws InterruptedException;
  }

  private final HttpServer server;
  private final Map<String, Handler> routes;
  private final Limits limits;
  private final boolean behindProxy;
  private final Clients clients;
  private final Semaphore requests;
  private final Semaphore large = new Semaphore(LARGE_AT_ONCE, true);
  private final Arrivals arrivals;
  private final Arrivals largeArrivals = new Arrivals(LARGE_AT_ONCE / 2);
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
  private final ScheduledExecutorService alarms;

  private HttpServing(
      HttpServer server, Map<String, Handler> routes, Limits limits, boolean behindProxy) {
    this.server = server;
    this.routes = Map.copyOf(routes);
    this.limits = limits;
    this.behindProxy = behindProxy;
    this.clients = new Clients(limits, System::nanoTime);
    this.requests = new Semaphore(limits.requests());
    this.arrivals = new Arrivals(limits.arriving());
    this.alarms =
        Executors.newSingleThreadScheduledExecutor(
            Thread.ofPlatform().daemon().name("countersign-http-alarms").factory());
  }

  /**
   * Starts to serve.
   *
   * @param routes handlers by method and path, such as {@code "GET /v1/health"}
   * @param behindProxy whether a proxy on this machine says for whom it asks, see {@link Peer}
   * @throws IOException when the address cannot be bound
   */
  static HttpServing start(
      InetSocketAddress bind, Map<String, Handler> routes, Limits limits, boolean behindProxy)
      throws IOException {
    HttpServer server = HttpServer.create(bind, limits.requests());
    HttpServing serving = new HttpServing(server, routes, limits, behindProxy);
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
          Duration answered = limits.patience().multipliedBy(2).plus(limits.evaluation());
          arrivals.enter(thread);
          ScheduledFuture<?> late = alarm(() -> arrivals.cut(thread), limits.body().plus(GRACE));
          ScheduledFuture<?> end =
              alarm(thread::interrupt, limits.body().plus(answered).plus(ANSWER));
          try {
            exchange.run();
          } finally {
            late.cancel(false);
            end.cancel(false);
            arrivals.leave(thread);
          }
        });
  }

  private ScheduledFuture<?> alarm(Runnable action, Duration after) {
    return alarms.schedule(action, after.toNanos(), TimeUnit.NANOSECONDS);
  }

  private void exchange(HttpExchange exchange) throws IOException {
    InetAddress connected = exchange.getRemoteAddress().getAddress();
    InetAddress client =
        behindProxy ? Peer.behindProxy(connected, exchange.getRequestHeaders()) : connected;
    RequestBody body = new RequestBody(exchange, threads);
    try (exchange) {
      if (!clients.enter(client)) {
        send(exchange, HttpReply.error(429, "RATE_LIMITED", "too many requests; ask again later"));
      } else {
        try {
          send(exchange, routed(exchange, body));
        } finally {
          clients.leave(client);
        }
      }
      body.abandon();
    } catch (InterruptedException e) {
      // An alarm, or a newcomer that needed the room: closing the exchange ends the request.
      LOG.info("a request of {} took too long", client);
    }
  }

  private HttpReply routed(HttpExchange exchange, RequestBody body) throws InterruptedException {
    String path = exchange.getRequestURI().getRawPath();
    Handler handler = routes.get(exchange.getRequestMethod() + " " + path);
    try {
      if (handler != null) {
        return body.isWithin(SMALL) ? handled(handler, body) : handledLarge(handler, body);
      }
    } catch (RequestBody.Unacceptable e) {
      return e.reply();
    } catch (RuntimeException e) {
      LOG.error("a request failed", e);
      return HttpReply.error(500, "INTERNAL", "something unexpected; the log has more");
    }
    boolean known = routes.keySet().stream().anyMatch(route -> route.endsWith(" " + path));
    return known
        ? HttpReply.error(405, "METHOD", "this path does not take that method")
        : HttpReply.error(404, "NOT_FOUND", "there is nothing at this path");
  }

  private HttpReply handled(Handler handler, RequestBody body)
      throws RequestBody.Unacceptable, InterruptedException {
    byte[] bytes = arrived(body);
    if (!requests.tryAcquire()) {
      return overloaded();
    }
    try {
      return handler.handle(bytes);
    } finally {
      requests.release();
    }
  }

  private byte[] arrived(RequestBody body) throws RequestBody.Unacceptable, InterruptedException {
    try {
      return body.read(limits.maxBodyBytes(), limits.body());
    } finally {
      arrivals.leave(Thread.currentThread());
      largeArrivals.leave(Thread.currentThread());
    }
  }

  /** Memory is what large bodies take, so that a few of them are read or answered at once. */
  private HttpReply handledLarge(Handler handler, RequestBody body)
      throws RequestBody.Unacceptable, InterruptedException {
    largeArrivals.enter(Thread.currentThread());
    try {
      if (!large.tryAcquire(GRACE.toNanos(), TimeUnit.NANOSECONDS)) {
        return overloaded();
      }
      try {
        return handled(handler, body);
      } finally {
        large.release();
      }
    } finally {
      largeArrivals.leave(Thread.currentThread());
    }
  }

  private static HttpReply overloaded() {
    return HttpReply.error(503, "OVERLOADED", "too many requests at the same time");
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
