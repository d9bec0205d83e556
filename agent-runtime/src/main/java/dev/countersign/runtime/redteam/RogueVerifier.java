package dev.countersign.runtime.redteam;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.countersign.network.node.Reply;
import dev.countersign.network.quorum.VerifierEndpoint;
import dev.countersign.receipt.Bundle;
import dev.countersign.receipt.Bytes32;
import dev.countersign.receipt.ReceiptRejected;
import dev.countersign.receipt.Verdict;
import dev.countersign.receipt.VerifierKey;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;

/** A verifier with the right key and the wrong manners. Reachable from this machine only. */
final class RogueVerifier implements AutoCloseable {
  private static final long LONGEST_HANG_SECONDS = 30;

  /** What it does with a question. */
  enum Manner {
    /** It signs a verdict on whatever it is given. */
    SIGNS_ANYTHING,
    /** It signs a verdict on other calls. */
    SIGNS_OTHER_CALLS,
    /** It signs a verdict on another chain. */
    SIGNS_FOR_ANOTHER_CHAIN,
    /** It never answers. */
    HANGS,
    /** It answers with an error. */
    FAILS
  }

  private final HttpServer server;
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
  private final CountDownLatch closed = new CountDownLatch(1);
  private final VerifierKey key;
  private final Manner manner;

  RogueVerifier(VerifierKey key, Manner manner) throws IOException {
    this.key = key;
    this.manner = manner;
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 8);
    server.setExecutor(threads);
    server.createContext("/", this::handle);
    server.start();
  }

  VerifierEndpoint endpoint(String name) {
    return new VerifierEndpoint(
        name, URI.create("http://127.0.0.1:" + server.getAddress().getPort()), key.address());
  }

  private void handle(HttpExchange exchange) throws IOException {
    try (exchange) {
      byte[] body = exchange.getRequestBody().readAllBytes();
      switch (manner) {
        case HANGS -> closed.await(LONGEST_HANG_SECONDS, TimeUnit.SECONDS);
        case FAILS -> exchange.sendResponseHeaders(500, -1);
        case SIGNS_ANYTHING, SIGNS_OTHER_CALLS, SIGNS_FOR_ANOTHER_CHAIN -> answer(exchange, body);
      }
    } catch (ReceiptRejected e) {
      throw new IOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void answer(HttpExchange exchange, byte[] body) throws IOException, ReceiptRejected {
    Bundle bundle = Bundle.parse(body);
    Verdict verdict = Verdict.of(bundle.receipt());
    long chainId = bundle.manifest().chainId();
    if (manner == Manner.SIGNS_OTHER_CALLS) {
      verdict = onOtherCalls(verdict);
    } else if (manner == Manner.SIGNS_FOR_ANOTHER_CHAIN) {
      chainId++;
    }
    Bytes32 hash =
        verdict.signingHash(
            chainId, bundle.receipt().receipt().mode().signingGate(bundle.manifest()));
    byte[] answer =
        new Reply.Agreed(verdict, key.address(), key.sign(hash))
            .toJson()
            .getBytes(StandardCharsets.UTF_8);
    exchange.sendResponseHeaders(200, answer.length);
    exchange.getResponseBody().write(answer);
  }

  private static Verdict onOtherCalls(Verdict honest) {
    return new Verdict(
        honest.receiptId(),
        honest.agentId(),
        honest.slot(),
        honest.manifestHash(),
        honest.modelDigest(),
        honest.inputDigest(),
        honest.outputDigest(),
        honest.account(),
        Bytes32.ZERO,
        honest.validAfter(),
        honest.validUntil(),
        honest.profile());
  }

  @Override
  public void close() {
    closed.countDown();
    server.stop(0);
    threads.shutdownNow();
  }
}
