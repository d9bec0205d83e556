package dev.countersign.network.quorum;

import dev.countersign.network.node.Reply;
import dev.countersign.network.quorum.Answer.Kind;
import dev.countersign.receipt.Address;
import dev.countersign.receipt.Bytes;
import dev.countersign.receipt.Bytes32;
import dev.countersign.receipt.Json;
import dev.countersign.receipt.Reason;
import dev.countersign.receipt.ReceiptRejected;
import dev.countersign.receipt.Refusal;
import dev.countersign.receipt.Secp256k1;
import dev.countersign.receipt.Verdict;
import java.io.IOException;
import java.io.InputStream;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpTimeoutException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import tools.jackson.databind.JsonNode;

/** Asks one verifier about one receipt, and judges what it says. */
final class Question implements Callable<Question.Outcome> {
  private static final int MAX_TEXT = 300;

  private final HttpClient http;
  private final QuorumLimits limits;
  private final VerifierEndpoint verifier;
  private final byte[] bundle;
  private final Expected expected;
  private final long start = System.nanoTime();

  /**
   * What an honest verifier can only sign.
   *
   * @param verdict on this receipt
   * @param chainId of the signing domain
   * @param gate of the signing domain
   */
  record Expected(Verdict verdict, long chainId, Address gate) {}

  /**
   * An answer.
   *
   * @param verifier who was asked
   * @param answer what came of it
   * @param signature there when the answer is a verdict
   */
  record Outcome(VerifierEndpoint verifier, Answer answer, Optional<Bytes> signature) {}

  Question(
      HttpClient http,
      QuorumLimits limits,
      VerifierEndpoint verifier,
      byte[] bundle,
      Expected expected) {
    this.http = http;
    this.limits = limits;
    this.verifier = verifier;
    this.bundle = bundle;
    this.expected = expected;
  }

  /** Asks until there is an answer, at most until the limit. */
  @Override
  public Outcome call() throws InterruptedException {
    try {
      return patiently();
    } catch (RuntimeException e) {
      return none(Kind.FAILURE, Reason.INTERNAL.name(), "asking failed: " + e);
    }
  }

  private Outcome patiently() throws InterruptedException {
    Outcome outcome = ask();
    while (outcome.answer.reason().equals(Reason.BLOCK_UNKNOWN.name())
        && remaining().compareTo(limits.again()) > 0) {
      TimeUnit.NANOSECONDS.sleep(limits.again().toNanos());
      outcome = ask();
    }
    return outcome;
  }

  private Duration remaining() {
    return limits.total().minusNanos(System.nanoTime() - start);
  }

  private Outcome ask() throws InterruptedException {
    HttpRequest request =
        HttpRequest.newBuilder(verifier.uri().resolve("/v1/attest"))
            .timeout(remaining())
            .header("Content-Type", "application/json")
            .POST(HttpRequest.BodyPublishers.ofByteArray(bundle))
            .build();
    try {
      HttpResponse<InputStream> response =
          http.send(request, HttpResponse.BodyHandlers.ofInputStream());
      try (InputStream body = response.body()) {
        byte[] bytes = body.readNBytes(limits.maxBytes() + 1);
        return bytes.length > limits.maxBytes()
            ? none(
                Kind.FAILURE, "TOO_LARGE", "it answers more than " + limits.maxBytes() + " bytes")
            : judge(response.statusCode(), bytes);
      }
    } catch (HttpTimeoutException e) {
      return none(Kind.FAILURE, "TIMEOUT", verifier.uri() + " did not answer in time");
    } catch (IOException e) {
      String text = e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage();
      return none(Kind.FAILURE, "UNREACHABLE", verifier.uri() + ": " + text);
    }
  }

  private Outcome judge(int status, byte[] body) {
    try {
      if (status != 200 && status != 503) {
        return rejection(status, body);
      }
      return switch (Reply.parse(body)) {
        case Reply.Agreed agreed -> agreed(agreed);
        case Reply.Declined declined -> declined(declined);
        case Reply.Abstained abstained ->
            none(Kind.ABSTENTION, abstained.reason().name(), abstained.detail());
      };
    } catch (ReceiptRejected e) {
      return none(Kind.FAILURE, "MALFORMED", "its answer is none: " + e.getMessage());
    }
  }

  private Outcome rejection(int status, byte[] body) throws ReceiptRejected {
    JsonNode error = Json.parse(body);
    return none(
        status >= 500 ? Kind.FAILURE : Kind.REJECTION,
        error.path("reason").asString("HTTP_" + status),
        error.path("detail").asString("status " + status));
  }

  private Outcome agreed(Reply.Agreed agreed) {
    if (!agreed.verdict().equals(expected.verdict)) {
      return none(
          Kind.DISHONEST, Reason.VERDICT_MISMATCH.name(), "its verdict is not on this receipt");
    }
    Bytes32 hash = expected.verdict.signingHash(expected.chainId, expected.gate);
    return agreed.signer().equals(verifier.address()) && signedByIt(hash, agreed.signature())
        ? new Outcome(verifier, answer(Kind.VERDICT, "", ""), Optional.of(agreed.signature()))
        : none(Kind.DISHONEST, Reason.UNKNOWN_VERIFIER.name(), "the verdict is not signed by it");
  }

  private Outcome declined(Reply.Declined declined) {
    Refusal refusal = declined.refusal();
    boolean aboutThis =
        refusal.receiptId().equals(expected.verdict.receiptId())
            && refusal.agentId().equals(expected.verdict.agentId())
            && refusal.slot().equals(expected.verdict.slot());
    return aboutThis
            && signedByIt(
                refusal.signingHash(expected.chainId, expected.gate), declined.signature())
        ? none(Kind.REFUSAL, declined.reason().name(), declined.detail())
        : none(
            Kind.DISHONEST,
            Reason.UNKNOWN_VERIFIER.name(),
            "its refusal is not on this receipt, or not signed by it");
  }

  private boolean signedByIt(Bytes32 hash, Bytes signature) {
    try {
      return Secp256k1.recover(hash, signature).equals(verifier.address());
    } catch (ReceiptRejected e) {
      return false;
    }
  }

  private Outcome none(Kind kind, String reason, String detail) {
    return new Outcome(verifier, answer(kind, reason, detail), Optional.empty());
  }

  /** What strangers wrote is shown on terminals: printable, and not too much of it. */
  private Answer answer(Kind kind, String reason, String detail) {
    return new Answer(
        verifier.name(),
        verifier.address(),
        kind,
        printable(reason),
        printable(detail),
        TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - start));
  }

  private static String printable(String text) {
    String line = text.replaceAll("[^\\x20-\\x7e]+", " ").strip();
    return line.length() <= MAX_TEXT ? line : line.substring(0, MAX_TEXT) + "...";
  }
}
