package dev.countersign.network.devnet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.sun.net.httpserver.HttpServer;
import dev.countersign.network.chain.JsonRpc;
import dev.countersign.network.devnet.Anvil.Running;
import dev.countersign.network.devnet.DevnetFailed.Reason;
import dev.countersign.receipt.Address;
import dev.countersign.receipt.Bytes;
import java.io.OutputStream;
import java.math.BigInteger;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AnvilTest {
  private static final long GENESIS = 1_700_000_000;
  private static final Address POOR = new Address("0x" + "ab".repeat(20));

  @TempDir private Path folder;

  @Test
  void itMinesWhenToldAndIsFoundAgain() throws Exception {
    Running running;
    try (TestNode node = TestNode.start(GENESIS)) {
      node.mine(GENESIS + 3600);
      assertThat(node.node().headTime()).isEqualTo(GENESIS + 3600);
      running = node.anvil().running();
      assertThat(Anvil.adopt(running).orElseThrow().url()).isEqualTo(node.url());
      Running someoneElse = new Running(running.pid(), running.startedAt() + 1, running.port(), 0);
      assertThat(Anvil.adopt(someoneElse)).isEmpty();
      assertThat(node.anvil().isAlive()).isTrue();
    }
    assertThat(Anvil.adopt(running)).isEmpty();
  }

  @Test
  void aProgramThatEndsIsQuoted() {
    DevnetFailed error =
        catchThrowableOfType(
            DevnetFailed.class,
            () -> Anvil.start(Path.of("/bin/echo"), Anvil.Setup.fresh(GENESIS), folder).close());
    assertThat(error.reason()).isEqualTo(Reason.NODE_FAILED);
    assertThat(error).hasMessageContaining("status 0").hasMessageContaining("--hardfork");
  }

  @Test
  void stateSurvivesARestart() throws Exception {
    Path file = folder.resolve("state.json");
    Path program = Anvil.program(Programs.ofEnvironment(), TestNode.packages());
    String before;
    int port;
    try (TestNode node = TestNode.start(GENESIS)) {
      Address sender = node.node().account();
      for (int i = 1; i <= 5; i++) {
        Transaction gift =
            new Transaction(
                sender, Optional.of(POOR), BigInteger.ONE, Bytes.EMPTY, 21_000, "a gift");
        node.node().mine(List.of(new LocalNode.Block(GENESIS + i * 60L, List.of(gift))));
      }
      port = node.anvil().running().port();
      before = block(node.anvil().rpc(), 3);
      NodeState.save(node.anvil().url(), file);
    }
    try (Anvil again =
        Anvil.start(program, new Anvil.Setup(GENESIS, Optional.of(file), port), folder)) {
      JsonRpc rpc = again.rpc();
      assertThat(again.running().port()).isEqualTo(port);
      assertThat(block(rpc, 3)).isEqualTo(before);
      assertThat(rpc.call("eth_getBalance", POOR.hex(), "latest").asString()).isEqualTo("0x5");
      assertThat(LocalNode.of(rpc).headTime()).isEqualTo(GENESIS + 300);
      LocalNode.of(rpc).mine(GENESIS + 7200);
      assertThat(LocalNode.of(rpc).headTime()).isEqualTo(GENESIS + 7200);
    }
  }

  @Test
  void anAnswerThatIsNoStateLeavesTheOldFile() throws Exception {
    Path file = Files.writeString(folder.resolve("state.json"), "old");
    HttpServer liar =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    String[] answers = {"{\"error\":{}}", "{\"result\":\"0x1f8b\"}", "{\"result\":\"0xzz\"}", ""};
    AtomicInteger next = new AtomicInteger();
    liar.createContext(
        "/",
        exchange -> {
          byte[] answer = answers[next.getAndIncrement()].getBytes(StandardCharsets.US_ASCII);
          exchange.sendResponseHeaders(200, answer.length == 0 ? -1 : answer.length);
          exchange.getResponseBody().write(answer);
          exchange.close();
        });
    liar.start();
    try {
      URI url = URI.create("http://127.0.0.1:" + liar.getAddress().getPort());
      for (String answer : answers) {
        DevnetFailed error =
            catchThrowableOfType(DevnetFailed.class, () -> NodeState.save(url, file));
        assertThat(error).as(answer).isNotNull();
        assertThat(error.reason()).isEqualTo(Reason.STATE);
        assertThat(file).hasContent("old");
      }
    } finally {
      liar.stop(0);
    }
  }

  /** Each byte comes in time, and all of them never would. */
  @Test
  void aNodeThatAnswersForEverIsNotWaitedForForEver() throws Exception {
    Path file = Files.writeString(folder.resolve("state.json"), "old");
    HttpServer slow =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    slow.createContext(
        "/",
        exchange -> {
          exchange.sendResponseHeaders(200, 0);
          try (OutputStream answer = exchange.getResponseBody()) {
            String begin = "{\"result\":\"0x1f8b08000000000000ff";
            answer.write(begin.getBytes(StandardCharsets.US_ASCII));
            while (true) { // Packed nothings, until nobody listens any more.
              answer.write("000000ffff".getBytes(StandardCharsets.US_ASCII));
              answer.flush();
              LockSupport.parkNanos(5_000_000);
            }
          }
        });
    slow.start();
    try {
      URI url = URI.create("http://127.0.0.1:" + slow.getAddress().getPort());
      DevnetFailed error =
          catchThrowableOfType(
              DevnetFailed.class, () -> NodeState.save(url, file, Duration.ofMillis(300)));
      assertThat(error).hasMessageContaining("the node takes too long");
      assertThat(file).hasContent("old");
    } finally {
      slow.stop(0);
    }
  }

  private static String block(JsonRpc rpc, int number) throws Exception {
    return rpc.call("eth_getBlockByNumber", "0x" + number, false).toString();
  }
}
