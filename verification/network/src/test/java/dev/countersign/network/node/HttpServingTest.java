package dev.countersign.network.node;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class HttpServingTest {
  private static final int MAX_BODY = 64 * 1024;

  private final CountDownLatch open = new CountDownLatch(1);
  private final CountDownLatch oneEntered = new CountDownLatch(1);
  private final CountDownLatch entered = new CountDownLatch(2);
  private final HttpClient client = HttpClient.newHttpClient();
  private HttpServing serving;

  @BeforeEach
  void start() throws IOException {
    serving =
        serve(new Limits(MAX_BODY, Duration.ofSeconds(2), Duration.ofSeconds(2), 4, 3, 2, 1, 20));
  }

  private HttpServing serve(Limits limits) throws IOException {
    return serve(limits, false);
  }

  private HttpServing serve(Limits limits, boolean behindProxy) throws IOException {
    return HttpServing.start(
        new InetSocketAddress(InetAddress.getLoopbackAddress(), 0),
        Map.of(
            "POST /length", body -> new HttpReply(200, Integer.toString(body.length)),
            "POST /wait", this::waitUntilOpen,
            "GET /fail",
                body -> {
                  throw new IllegalStateException("a secret");
                }),
        limits,
        behindProxy);
  }

  private HttpReply waitUntilOpen(byte[] body) throws InterruptedException {
    oneEntered.countDown();
    entered.countDown();
    return new HttpReply(open.await(30, TimeUnit.SECONDS) ? 200 : 500, "{}");
  }

  @AfterEach
  void stop() {
    open.countDown();
    serving.close();
    client.shutdownNow();
  }

  private HttpRequest post(String path, byte[] body) {
    return HttpRequest.newBuilder(serving.uri().resolve(path))
        .timeout(Duration.ofSeconds(30))
        .POST(HttpRequest.BodyPublishers.ofByteArray(body))
        .build();
  }

  private HttpResponse<String> send(HttpRequest request) throws Exception {
    return client.send(request, BodyHandlers.ofString(UTF_8));
  }

  /** Sends these bytes and reads whatever comes until the server closes the connection. */
  private String raw(String head, byte[] part) throws IOException {
    URI uri = serving.uri();
    try (Socket socket = new Socket(uri.getHost(), uri.getPort())) {
      socket.setSoTimeout(30_000);
      OutputStream out = socket.getOutputStream();
      out.write(head.getBytes(US_ASCII));
      out.write(part);
      out.flush();
      return new String(socket.getInputStream().readAllBytes(), UTF_8);
    }
  }

  @Test
  void aBodyOfTheLimitIsRead() throws Exception {
    HttpResponse<String> response = send(post("/length", new byte[MAX_BODY]));

    assertThat(response.statusCode()).isEqualTo(200);
    assertThat(response.body()).isEqualTo(Integer.toString(MAX_BODY));
  }

  @Test
  void aBodyThatSaysItIsTooLargeIsRefusedUnread() throws Exception {
    String answer =
        raw("POST /length HTTP/1.1\r\nHost: x\r\nContent-Length: 65537\r\n\r\n", new byte[10]);

    assertThat(answer).startsWith("HTTP/1.1 413 ").contains("TOO_LARGE");
  }

  @Test
  void aBodyThatDoesNotSayHowLargeItIsIsReadNoFurtherThanTheLimit() throws Exception {
    HttpResponse<String> response =
        send(
            HttpRequest.newBuilder(serving.uri().resolve("/length"))
                .timeout(Duration.ofSeconds(30))
                .POST(
                    HttpRequest.BodyPublishers.fromPublisher(
                        HttpRequest.BodyPublishers.ofByteArray(new byte[MAX_BODY + 1])))
                .build());

    assertThat(response.statusCode()).isEqualTo(413);
  }

  @Test
  void aBodyThatDoesNotComeInTimeIsRefused() throws Exception {
    long start = System.nanoTime();
    String answer =
        raw("POST /length HTTP/1.1\r\nHost: x\r\nContent-Length: 100\r\n\r\n", new byte[10]);

    assertThat(answer).startsWith("HTTP/1.1 408 ").contains("TOO_SLOW");
    assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(10));
  }

  @Test
  void aHeadThatNeverEndsIsCutOff() throws Exception {
    Limits brief = new Limits(10, Duration.ofMillis(1), Duration.ofMillis(1), 1, 3, 2, 1, 20);
    serving.close();
    serving = serve(brief);
    long start = System.nanoTime();
    String answer = raw("POST /length HTTP/1.1\r\nHost: ", new byte[0]);

    assertThat(answer).doesNotContain("200");
    assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(20));
  }

  /** A connection from an address of this machine, of which there are many (127.0.0.0/8). */
  private Socket from(int address, String part) throws IOException {
    Socket socket = new Socket();
    socket.bind(new InetSocketAddress("127.0.0." + address, 0));
    socket.setSoTimeout(30_000);
    socket.connect(new InetSocketAddress(serving.uri().getHost(), serving.uri().getPort()));
    socket.getOutputStream().write(part.getBytes(US_ASCII));
    socket.getOutputStream().flush();
    return socket;
  }

  /** Waits for it; what was sent and not read makes a reset of the end. */
  private static boolean isClosedByServer(Socket socket) throws IOException {
    try {
      return socket.getInputStream().read() == -1;
    } catch (SocketTimeoutException e) {
      return false;
    } catch (SocketException e) {
      return true;
    }
  }

  private void slowRequests(String part) throws Exception {
    serving.close();
    int arriving = 8;
    serving =
        serve(new Limits(MAX_BODY, Duration.ofMinutes(1), Duration.ofSeconds(2), 4, 2, 9, 99, 99));
    List<Socket> slow = new ArrayList<>();
    try {
      for (int i = 0; i < 3 * arriving; i++) {
        slow.add(from(2 + i % 7, part));
      }
      assertThat(send(post("/length", new byte[9])).body()).isEqualTo("9");
      // Those that came first have lost their room to those that came after.
      for (Socket first : slow.subList(0, 2 * arriving)) {
        assertThat(isClosedByServer(first)).isTrue();
      }
    } finally {
      for (Socket socket : slow) {
        socket.close();
      }
    }
  }

  @Test
  void requestsWhoseHeadComesSlowlyKeepNobodyOut() throws Exception {
    slowRequests("POST /length HTTP/1.1\r\nHost: ");
  }

  @Test
  void requestsWhoseBodyComesSlowlyKeepNobodyOut() throws Exception {
    slowRequests("POST /length HTTP/1.1\r\nHost: x\r\nContent-Length: 100\r\n\r\nabc");
  }

  @Test
  void aFewLargeRequestsThatComeSlowlyKeepNobodyOut() throws Exception {
    serving.close();
    int large = 1024 * 1024;
    serving =
        serve(new Limits(large, Duration.ofMinutes(1), Duration.ofSeconds(2), 4, 99, 9, 99, 99));
    List<Socket> slow = new ArrayList<>();
    try {
      for (int i = 0; i < 8; i++) {
        String head = "POST /length HTTP/1.1\r\nHost: x\r\nContent-Length: " + large;
        slow.add(from(2 + i, head + "\r\n\r\nabc"));
      }
      assertThat(send(post("/length", new byte[large])).statusCode()).isEqualTo(200);
      assertThat(send(post("/length", new byte[9])).statusCode()).isEqualTo(200);
      assertThat(isClosedByServer(slow.getFirst())).isTrue();
    } finally {
      for (Socket socket : slow) {
        socket.close();
      }
    }
  }

  @Test
  void aClientHasOnlySoManyRequestsAtOnceAndOthersHaveRoom() throws Exception {
    CompletableFuture<HttpResponse<String>> first =
        client.sendAsync(post("/wait", new byte[0]), BodyHandlers.ofString());
    CompletableFuture<HttpResponse<String>> second =
        client.sendAsync(post("/wait", new byte[0]), BodyHandlers.ofString());
    assertThat(entered.await(30, TimeUnit.SECONDS)).isTrue();

    assertThat(send(post("/length", new byte[1])).statusCode()).isEqualTo(429);

    open.countDown();
    assertThat(first.get(30, TimeUnit.SECONDS).statusCode()).isEqualTo(200);
    assertThat(second.get(30, TimeUnit.SECONDS).statusCode()).isEqualTo(200);
    assertThat(send(post("/length", new byte[1])).statusCode()).isEqualTo(200);
  }

  @Test
  void requestsThatComeTooFastAreRefused() throws Exception {
    serving.close();
    serving = serve(new Limits(10, Duration.ofSeconds(5), Duration.ofSeconds(5), 1, 3, 2, 1, 2));

    assertThat(send(post("/length", new byte[1])).statusCode()).isEqualTo(200);
    assertThat(send(post("/length", new byte[1])).statusCode()).isEqualTo(200);
    HttpResponse<String> third = send(post("/length", new byte[1]));

    assertThat(third.statusCode()).isEqualTo(429);
    assertThat(third.body()).contains("RATE_LIMITED");
  }

  private HttpRequest forwarded(String path, String client) {
    return HttpRequest.newBuilder(serving.uri().resolve(path))
        .timeout(Duration.ofSeconds(30))
        .header("X-Forwarded-For", client)
        .POST(HttpRequest.BodyPublishers.ofByteArray(new byte[1]))
        .build();
  }

  /**
   * What two other requests are answered while one of a client, the only one it may have, waits.
   */
  private List<Integer> whileOneWaits(boolean behindProxy) throws Exception {
    serving.close();
    serving =
        serve(
            new Limits(10, Duration.ofSeconds(20), Duration.ofSeconds(20), 1, 9, 1, 99, 99),
            behindProxy);
    CompletableFuture<HttpResponse<String>> waiting =
        client.sendAsync(forwarded("/wait", "192.0.2.1"), BodyHandlers.ofString());
    assertThat(oneEntered.await(30, TimeUnit.SECONDS)).isTrue();
    int same = send(forwarded("/length", "192.0.2.2, 192.0.2.1")).statusCode();
    int other = send(forwarded("/length", "192.0.2.1, 192.0.2.2")).statusCode();
    open.countDown();
    assertThat(waiting.get(30, TimeUnit.SECONDS).statusCode()).isEqualTo(200);
    return List.of(same, other);
  }

  @Test
  void behindAProxyTheAddressThatItSawIsTheClient() throws Exception {
    assertThat(whileOneWaits(true)).containsExactly(429, 200);
  }

  @Test
  void withoutAProxyNobodySaysWhoHeIs() throws Exception {
    assertThat(whileOneWaits(false)).containsExactly(429, 429);
  }

  @Test
  void whatAHandlerThrowsIsNotTold() throws Exception {
    HttpResponse<String> response =
        send(HttpRequest.newBuilder(serving.uri().resolve("/fail")).GET().build());

    assertThat(response.statusCode()).isEqualTo(500);
    assertThat(response.body()).contains("INTERNAL").doesNotContain("secret");
  }

  @Test
  void otherPathsAndMethodsAreErrors() throws Exception {
    assertThat(send(post("/", new byte[0])).statusCode()).isEqualTo(404);
    assertThat(send(post("/length/", new byte[0])).statusCode()).isEqualTo(404);
    assertThat(
            send(HttpRequest.newBuilder(serving.uri().resolve("/length")).GET().build())
                .statusCode())
        .isEqualTo(405);
  }

  @Test
  void manyRequestsOnOneConnectionAreAnsweredWithoutDelay() throws Exception {
    serving.close();
    serving =
        serve(
            new Limits(
                MAX_BODY, Duration.ofSeconds(5), Duration.ofSeconds(5), 4, 9, 9, 9999, 9999));
    byte[] body = new byte[MAX_BODY / 2];
    for (int i = 0; i < 20; i++) {
      send(post("/length", body));
    }
    long fastest = Long.MAX_VALUE;
    for (int i = 0; i < 50; i++) {
      long start = System.nanoTime();
      assertThat(send(post("/length", body)).statusCode()).isEqualTo(200);
      fastest = Math.min(fastest, System.nanoTime() - start);
    }
    // Nagle's algorithm and delayed acknowledgements together cost every request 40 ms.
    assertThat(Duration.ofNanos(fastest)).isLessThan(Duration.ofMillis(30));
  }
}
