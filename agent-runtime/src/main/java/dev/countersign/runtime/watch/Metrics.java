package dev.countersign.runtime.watch;

import com.sun.net.httpserver.HttpServer;
import dev.countersign.receipt.Slot;
import dev.countersign.runtime.agent.Exit;
import dev.countersign.runtime.agent.Failure;
import dev.countersign.runtime.run.RunReport;
import dev.countersign.runtime.schedule.ScheduledAgent;
import dev.countersign.runtime.schedule.SlotListener;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.Timer;
import io.micrometer.core.instrument.binder.jvm.JvmMemoryMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmThreadMetrics;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.InstantSource;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/** Measurements for Prometheus, on a port of loopback. */
public final class Metrics implements SlotListener, AutoCloseable {
  private static final String PREFIX = "countersign.";

  private final PrometheusMeterRegistry registry =
      new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
  private final AtomicInteger running = new AtomicInteger();
  private final InstantSource clock;
  private final HttpServer server;

  private Metrics(HttpServer server, InstantSource clock) {
    this.server = server;
    this.clock = clock;
    Gauge.builder(PREFIX + "slots.running", running, AtomicInteger::get)
        .description("Runs that go on now")
        .register(registry);
    new JvmThreadMetrics().bindTo(registry);
    new JvmMemoryMetrics().bindTo(registry);
  }

  /**
   * Begins to answer {@code GET /metrics}.
   *
   * @param port on loopback; 0 for any
   * @throws Failure with {@link Exit#CONFIGURATION} when it is taken
   */
  public static Metrics open(int port, InstantSource clock) throws Failure {
    HttpServer http;
    try {
      http = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 0);
    } catch (IOException e) {
      throw new Failure(
          Exit.CONFIGURATION,
          "the port " + port + " for metrics is not free: " + e.getMessage(),
          e);
    }
    Metrics metrics = new Metrics(http, clock);
    http.createContext(
        "/metrics",
        exchange -> {
          try (exchange) {
            byte[] body = metrics.registry.scrape().getBytes(StandardCharsets.UTF_8);
            exchange
                .getResponseHeaders()
                .set("Content-Type", "text/plain; version=0.0.4; charset=utf-8");
            exchange.sendResponseHeaders(200, body.length);
            try (OutputStream out = exchange.getResponseBody()) {
              out.write(body);
            }
          }
        });
    http.start();
    return metrics;
  }

  /** Where it answers. */
  public int port() {
    return server.getAddress().getPort();
  }

  @Override
  public void begins(ScheduledAgent agent, Slot slot, boolean resumed) {
    running.incrementAndGet();
    long late = clock.instant().toEpochMilli() - slot.anchor() * 1000;
    Timer.builder(PREFIX + "slot.lateness")
        .description("From a slot's instant to the begin of its run")
        .tag("agent", agent.name())
        .register(registry)
        .record(Math.max(0, late), TimeUnit.MILLISECONDS);
  }

  @Override
  public void ended(ScheduledAgent agent, RunReport report, long millis) {
    running.decrementAndGet();
    Timer.builder(PREFIX + "slot.run")
        .description("Runs, by how they ended")
        .tag("agent", agent.name())
        .tag("status", report.status())
        .register(registry)
        .record(millis, TimeUnit.MILLISECONDS);
  }

  @Override
  public void failed(ScheduledAgent agent, Slot slot, String sentence, Throwable error) {
    running.updateAndGet(now -> Math.max(0, now - 1));
    registry.counter(PREFIX + "slot.failures", "agent", agent.name()).increment();
  }

  @Override
  public void missed(ScheduledAgent agent, Instant from, Instant to) {
    registry.counter(PREFIX + "slot.misses", "agent", agent.name()).increment();
  }

  @Override
  public void settled(RunReport report) {
    registry
        .counter(PREFIX + "settlements", "agent", report.agent(), "status", report.status())
        .increment();
  }

  @Override
  public void close() {
    server.stop(0);
    registry.close();
  }
}
