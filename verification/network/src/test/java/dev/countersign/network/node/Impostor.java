package dev.countersign.network.node;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.countersign.receipt.Address;
import dev.countersign.receipt.Bundle;
import dev.countersign.receipt.Bytes;
import dev.countersign.receipt.Bytes32;
import dev.countersign.receipt.Reason;
import dev.countersign.receipt.ReceiptRejected;
import dev.countersign.receipt.Refusal;
import dev.countersign.receipt.Slot;
import dev.countersign.receipt.Verdict;
import dev.countersign.receipt.VerifierKey;
import java.io.IOException;
import java.io.OutputStream;
import java.math.BigInteger;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/** A registered verifier that does not do its work. */
final class Impostor implements AutoCloseable {
  /** What it does instead. */
  enum Manner {
    ACCEPTS_EVERYTHING,
    KNOWS_THE_BLOCK_LATER,
    SIGNS_OTHER_CALLS,
    SIGNS_A_LONGER_WINDOW,
    SIGNS_FOR_NO_GATE,
    SIGNS_WITH_ANOTHER_KEY,
    NAMES_ANOTHER_SIGNER,
    SIGNS_HIGH_S,
    SIGNS_IN_64_BYTES,
    REFUSES_WITHOUT_SIGNING,
    REFUSES_ANOTHER_SLOT,
    ABSTAINS_WITH_A_REASON_TO_REFUSE,
    SENDS_GARBAGE,
    SENDS_NOTHING,
    SENDS_TOO_MUCH,
    SENDS_DUPLICATE_MEMBERS,
    SENDS_ESCAPE_SEQUENCES,
    NEVER_ANSWERS,
    NEVER_FINISHES,
    FAILS,
    REDIRECTS
  }

  private static final BigInteger N =
      new BigInteger("fffffffffffffffffffffffffffffffebaaedce6af48a03bbfd25e8cd0364141", 16);

  private final HttpServer server;
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
  private final CountDownLatch closed = new CountDownLatch(1);
  private final AtomicInteger asked = new AtomicInteger();
  private final Manner manner;
  private final VerifierKey key;

  Impostor(Manner manner, VerifierKey key) throws IOException {
    this.manner = manner;
    this.key = key;
    this.server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 8);
    server.setExecutor(threads);
    server.createContext("/", this::handle);
    server.start();
  }

  URI uri() {
    return URI.create("http://127.0.0.1:" + server.getAddress().getPort());
  }

  private void handle(HttpExchange exchange) throws IOException {
    byte[] body = exchange.getRequestBody().readAllBytes();
    try (exchange) {
      switch (manner) {
        case NEVER_ANSWERS -> closed.await(60, TimeUnit.SECONDS);
        case NEVER_FINISHES -> trickle(exchange);
        case SENDS_TOO_MUCH -> flood(exchange);
        case SENDS_NOTHING -> exchange.sendResponseHeaders(200, -1);
        case FAILS ->
            send(exchange, 500, "{\"kind\":\"error\",\"reason\":\"INTERNAL\",\"detail\":\"\"}");
        case REDIRECTS -> {
          exchange.getResponseHeaders().set("Location", "http://127.0.0.1:1/");
          send(exchange, 302, "");
        }
        default -> send(exchange, 200, reply(Bundle.parse(body)));
      }
    } catch (ReceiptRejected e) {
      throw new IOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private String reply(Bundle bundle) throws ReceiptRejected {
    Address gate = bundle.manifest().gate();
    Verdict verdict = Verdict.of(bundle.receipt());
    return switch (manner) {
      case SIGNS_OTHER_CALLS ->
          signed(with(verdict, Bytes32.ZERO, verdict.validUntil()), gate, key);
      case SIGNS_A_LONGER_WINDOW ->
          signed(with(verdict, verdict.callsHash(), verdict.validUntil() + 3600), gate, key);
      case SIGNS_FOR_NO_GATE -> signed(verdict, Address.ZERO, key);
      case SIGNS_WITH_ANOTHER_KEY -> signed(verdict, gate, VerifierKey.of(BigInteger.TWO));
      case NAMES_ANOTHER_SIGNER ->
          new Reply.Agreed(verdict, Address.ZERO, key.sign(verdict.signingHash(31337, gate)))
              .toJson();
      case SIGNS_HIGH_S -> agreed(verdict, highS(key.sign(verdict.signingHash(31337, gate))));
      case SIGNS_IN_64_BYTES ->
          agreed(
              verdict,
              new Bytes(key.sign(verdict.signingHash(31337, gate)).hex().substring(0, 130)));
      case REFUSES_WITHOUT_SIGNING -> refused(verdict, verdict.slot(), Bytes.EMPTY);
      case REFUSES_ANOTHER_SLOT -> {
        Slot other = new Slot(verdict.slot().value() + 256);
        Refusal refusal = refusal(verdict, other);
        yield refused(verdict, other, key.sign(refusal.signingHash(31337, gate)));
      }
      case ABSTAINS_WITH_A_REASON_TO_REFUSE ->
          "{\"kind\":\"abstention\",\"reason\":\"EXPIRED\",\"detail\":\"\"}";
      case KNOWS_THE_BLOCK_LATER ->
          asked.incrementAndGet() % 3 != 0
              ? new Reply.Abstained(Reason.BLOCK_UNKNOWN, "not yet").toJson()
              : signed(verdict, gate, key);
      case SENDS_GARBAGE -> "<html>welcome</html>";
      case SENDS_DUPLICATE_MEMBERS ->
          signed(verdict, gate, key).replaceFirst("\\{", "{\"kind\":\"abstention\",");
      case SENDS_ESCAPE_SEQUENCES ->
          "{\"kind\":\"abstention\",\"reason\":\"OVERLOADED\",\"detail\":\"\\u001b[2Jall is well\\r\\n\"}";
      default -> signed(verdict, gate, key);
    };
  }

  private static Verdict with(Verdict verdict, Bytes32 callsHash, long validUntil) {
    return new Verdict(
        verdict.receiptId(),
        verdict.agentId(),
        verdict.slot(),
        verdict.manifestHash(),
        verdict.modelDigest(),
        verdict.inputDigest(),
        verdict.outputDigest(),
        verdict.account(),
        callsHash,
        verdict.validAfter(),
        validUntil,
        verdict.profile());
  }

  private String signed(Verdict verdict, Address gate, VerifierKey by) {
    return agreed(verdict, by.sign(verdict.signingHash(31337, gate)));
  }

  private String agreed(Verdict verdict, Bytes signature) {
    return new Reply.Agreed(verdict, key.address(), signature).toJson();
  }

  private static Refusal refusal(Verdict verdict, Slot slot) {
    return new Refusal(verdict.receiptId(), verdict.agentId(), slot, Reason.PAUSED.code());
  }

  private String refused(Verdict verdict, Slot slot, Bytes signature) {
    return new Reply.Declined(refusal(verdict, slot), Reason.PAUSED, "no", key.address(), signature)
        .toJson();
  }

  /** The same signature with s in the upper half, as the EVM's ecrecover would still take it. */
  private static Bytes highS(Bytes signature) {
    String hex = signature.hex();
    BigInteger s = N.subtract(new BigInteger(hex.substring(66, 130), 16));
    String v = hex.endsWith("1b") ? "1c" : "1b";
    return new Bytes(hex.substring(0, 66) + "%064x".formatted(s) + v);
  }

  private static void send(HttpExchange exchange, int status, String text) throws IOException {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    exchange.sendResponseHeaders(status, bytes.length == 0 ? -1 : bytes.length);
    exchange.getResponseBody().write(bytes);
  }

  private void trickle(HttpExchange exchange) throws IOException, InterruptedException {
    exchange.sendResponseHeaders(200, 0);
    OutputStream out = exchange.getResponseBody();
    do {
      out.write(' ');
      out.flush();
    } while (!closed.await(50, TimeUnit.MILLISECONDS));
  }

  private static void flood(HttpExchange exchange) throws IOException {
    exchange.sendResponseHeaders(200, 0);
    byte[] spaces = " ".repeat(65536).getBytes(StandardCharsets.UTF_8);
    for (int i = 0; i < 10_000; i++) {
      exchange.getResponseBody().write(spaces);
    }
  }

  @Override
  public void close() {
    closed.countDown();
    server.stop(0);
    threads.shutdownNow();
  }
}
