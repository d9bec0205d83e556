package dev.countersign.runtime.watch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpServer;
import dev.countersign.receipt.Bytes32;
import dev.countersign.receipt.Manifest;
import dev.countersign.receipt.Mode;
import dev.countersign.receipt.Slot;
import dev.countersign.runtime.agent.Agent.Misfire;
import dev.countersign.runtime.agent.Exit;
import dev.countersign.runtime.agent.Failure;
import dev.countersign.runtime.agent.NotifyFile;
import dev.countersign.runtime.run.RunReport;
import dev.countersign.runtime.schedule.ScheduledAgent;
import dev.countersign.runtime.schedule.SlotRunner;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Notifications and measurements, against a real server. */
class WatchTest {
  private static final Clock CLOCK =
      Clock.fixed(Instant.ofEpochSecond(1_800_000_003), ZoneOffset.UTC);
  private static final Slot SLOT = Slot.of(1_800_000_000, 0);
  private static final Bytes32 ID = Bytes32.sha256(new byte[] {1});
  private static final Duration LIMIT = Duration.ofSeconds(20);

  @TempDir private Path folder;

  private final List<String> got = Collections.synchronizedList(new ArrayList<>());
  private final List<Integer> answers = Collections.synchronizedList(new ArrayList<>());
  private HttpServer server;

  @BeforeEach
  void serve() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext(
        "/",
        exchange -> {
          try (exchange) {
            String body =
                new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
            int answer = answers.isEmpty() ? 200 : answers.removeFirst();
            exchange.sendResponseHeaders(answer, -1);
            got.add(exchange.getRequestURI().getPath() + " " + body);
          }
        });
    server.start();
  }

  @AfterEach
  void stop() {
    server.stop(0);
  }

  private String at(String path) {
    return "http://127.0.0.1:" + server.getAddress().getPort() + path;
  }

  private Path file(String yaml) throws IOException {
    Path token = folder.resolve("bot.token");
    Files.writeString(token, "123:abc_DEF\n");
    Files.setPosixFilePermissions(token, PosixFilePermissions.fromString("rw-------"));
    return Files.writeString(folder.resolve("notify.yaml"), yaml);
  }

  private static ScheduledAgent agent() {
    SlotRunner none =
        new SlotRunner() {
          @Override
          public boolean done(Slot slot) {
            return false;
          }

          @Override
          public Optional<Slot> interrupted() {
            return Optional.empty();
          }

          @Override
          public RunReport run(Slot slot) {
            throw new IllegalStateException("it does not run here");
          }
        };
    return new ScheduledAgent(
        ID,
        "bot",
        Mode.LIVE,
        new Manifest.Schedule("every", "", "UTC", 60),
        Misfire.SKIP,
        90,
        0,
        none);
  }

  private static RunReport report(Exit exit, String status, String sentence) {
    return new RunReport(
        "bot",
        ID,
        SLOT.runId(ID),
        SLOT,
        "nowhere",
        "live",
        Bytes32.ZERO,
        exit,
        status,
        sentence,
        Optional.empty(),
        List.of(),
        Optional.empty(),
        Optional.of(new RunReport.Decision(List.of("buy WETH"), "because")),
        Optional.empty(),
        List.of(),
        Optional.empty(),
        List.of(),
        List.of(),
        "");
  }

  private void await(int messages) throws InterruptedException {
    long end = System.nanoTime() + LIMIT.toNanos();
    while (got.size() < messages) {
      assertThat(System.nanoTime() - end).as("%s of %s came", got, messages).isNegative();
      TimeUnit.MILLISECONDS.sleep(10);
    }
  }

  @Test
  void eachKindOfNewsIsToldOnceAndWhatIsNoneIsNot() throws Exception {
    Path file = file("notify:\n  - webhook: {url: \"" + at("/hook") + "\"}\n");
    try (Notifier notifier = Notifier.open(NotifyFile.read(file), CLOCK, Duration.ofMillis(1))) {
      notifier.ended(agent(), report(Exit.DONE, "held", "held: nothing to do"), 5);
      notifier.ended(agent(), report(Exit.DONE, "executed", "done"), 5);
      notifier.ended(agent(), report(Exit.REFUSED, "refused", "refused: OVER_DAY_CAP: no"), 5);
      notifier.ended(agent(), report(Exit.REFUSED, "refused", "refused: COOLDOWN: no"), 5);
      notifier.failed(agent(), SLOT, "the chain cannot be reached", new IOException());
      notifier.lowGas("devnet", "nearly empty");
      await(5);
    }
    List<String> events = got.stream().map(line -> json(line).path("event").asString("")).toList();
    assertThat(events).containsExactly("fill", "refusal", "protection", "error", "low-gas");
    JsonNode fill = json(got.getFirst());
    assertThat(fill.path("agent").asString("")).isEqualTo("bot");
    assertThat(fill.path("slot").asLong(0)).isEqualTo(SLOT.value());
    assertThat(fill.path("text").asString("")).contains("fill", "bot", "buy WETH");
  }

  private static JsonNode json(String line) {
    return JsonMapper.shared().readTree(line.substring(line.indexOf(' ') + 1));
  }

  @Test
  void telegramGetsItsChatByTheTokenOfAFile() throws Exception {
    Path file =
        file(
            "notify:\n  - telegram: {token-file: bot.token, chat: \"42\", api: \""
                + at("")
                + "\"}\n    events: [fills]\n");
    List<NotifyFile.Recipient> recipients = NotifyFile.read(file);
    assertThat(recipients.toString()).doesNotContain("abc_DEF");
    try (Notifier notifier = Notifier.open(recipients, CLOCK, Duration.ofMillis(1))) {
      notifier.failed(agent(), SLOT, "not asked for", new IOException());
      notifier.ended(agent(), report(Exit.DONE, "executed", "done"), 5);
      await(1);
    }
    assertThat(got).singleElement().asString().startsWith("/bot123:abc_DEF/sendMessage ");
    assertThat(json(got.getFirst()).path("chat_id").asString("")).isEqualTo("42");
  }

  @Test
  void whatIsNotTakenIsTriedAgainAndNotForEver() throws Exception {
    answers.addAll(List.of(500, 429, 200, 400));
    answers.addAll(Collections.nCopies(5, 503));
    Path file = file("notify:\n  - webhook: {url: \"" + at("/hook") + "\"}\n");
    try (Notifier notifier = Notifier.open(NotifyFile.read(file), CLOCK, Duration.ofMillis(1))) {
      for (String network : List.of("taken", "refused", "given-up", "after")) {
        notifier.lowGas(network, "low");
      }
      await(10);
    }
    List<String> tried = got.stream().map(line -> json(line).path("agent").asString("")).toList();
    assertThat(tried)
        .containsExactly(
            "taken",
            "taken",
            "taken",
            "refused",
            "given-up",
            "given-up",
            "given-up",
            "given-up",
            "given-up",
            "after");
  }

  /** The server takes the message and does not answer. */
  @Test
  void aRecipientThatHangsHoldsNobodyUp() throws Exception {
    CountDownLatch hang = new CountDownLatch(1);
    server.createContext(
        "/hang",
        exchange -> {
          try {
            hang.await();
          } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
          }
          exchange.close();
        });
    Path file = file("notify:\n  - webhook: {url: \"" + at("/hang") + "\"}\n");
    long begin = System.nanoTime();
    try (Notifier notifier = Notifier.open(NotifyFile.read(file), CLOCK, Duration.ofMillis(1))) {
      for (int i = 0; i < 5_000; i++) {
        notifier.lowGas("devnet", "low");
      }
      assertThat(Duration.ofNanos(System.nanoTime() - begin)).isLessThan(LIMIT);
      hang.countDown();
    }
    assertThat(Duration.ofNanos(System.nanoTime() - begin)).isLessThan(LIMIT.multipliedBy(2));
  }

  @Test
  void aWrongFileHasOneSentenceWithItsPlace() throws Exception {
    Path open = folder.resolve("open.token");
    Files.writeString(open, "123:abc");
    Files.setPosixFilePermissions(open, PosixFilePermissions.fromString("rw-r--r--"));
    refused("notify:\n  - webhook: {url: \"ftp://x/\"}\n", "notify.yaml:2:", "http://");
    refused("notify:\n  - webhook: {uri: \"http://x/\"}\n", "uri", "url");
    refused("notify:\n  - events: [fills]\n", "either a webhook or a telegram");
    refused("notify:\n  - webhook: {url: \"http://x/\"}\n    events: [fill]\n", "fill", "fills");
    refused("notify:\n  - telegram: {token-file: open.token, chat: \"1\"}\n", "chmod 600");
    refused("notify:\n  - telegram: {token-file: none, chat: \"1\"}\n", "cannot be read");
  }

  private void refused(String yaml, String... words) {
    assertThatThrownBy(() -> NotifyFile.read(file(yaml)))
        .isInstanceOf(Failure.class)
        .hasMessageContainingAll(words);
  }

  @Test
  void prometheusReadsWhatWasMeasured() throws Exception {
    try (Metrics metrics = Metrics.open(0, CLOCK);
        HttpClient http = HttpClient.newHttpClient()) {
      metrics.begins(agent(), SLOT, false);
      metrics.ended(agent(), report(Exit.DONE, "executed", "done"), 1500);
      metrics.missed(agent(), CLOCK.instant(), CLOCK.instant());
      URI uri = URI.create("http://127.0.0.1:" + metrics.port() + "/metrics");
      String text =
          http.send(HttpRequest.newBuilder(uri).build(), HttpResponse.BodyHandlers.ofString())
              .body();
      assertThat(text)
          .contains(
              "countersign_slot_run_seconds_sum{agent=\"bot\",status=\"executed\"} 1.5",
              "countersign_slot_lateness_seconds_sum{agent=\"bot\"} 3.0",
              "countersign_slot_misses_total{agent=\"bot\"} 1.0",
              "countersign_slots_running 0.0",
              "jvm_memory_used_bytes");
    }
  }
}
