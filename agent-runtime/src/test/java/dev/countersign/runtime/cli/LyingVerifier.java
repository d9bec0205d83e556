package dev.countersign.runtime.cli;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.countersign.network.node.Reply;
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

/** A registered verifier that checks nothing and signs a verdict on calls of its own. */
final class LyingVerifier implements AutoCloseable {
  private static final Bytes32 OTHER_CALLS = new Bytes32("ab".repeat(32));

  private final HttpServer server;
  private final VerifierKey key;

  LyingVerifier(VerifierKey key) throws IOException {
    this.key = key;
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 8);
    server.createContext("/", this::handle);
    server.start();
  }

  URI uri() {
    return URI.create("http://127.0.0.1:" + server.getAddress().getPort());
  }

  private void handle(HttpExchange exchange) throws IOException {
    try (exchange) {
      Bundle bundle = Bundle.parse(exchange.getRequestBody().readAllBytes());
      Verdict lie = onOtherCalls(Verdict.of(bundle.receipt()));
      Bytes32 hash = lie.signingHash(bundle.manifest().chainId(), bundle.manifest().gate());
      byte[] answer =
          new Reply.Agreed(lie, key.address(), key.sign(hash))
              .toJson()
              .getBytes(StandardCharsets.UTF_8);
      exchange.sendResponseHeaders(200, answer.length);
      exchange.getResponseBody().write(answer);
    } catch (ReceiptRejected e) {
      throw new IOException(e);
    }
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
        OTHER_CALLS,
        honest.validAfter(),
        honest.validUntil(),
        honest.profile());
  }

  @Override
  public void close() {
    server.stop(0);
  }
}
