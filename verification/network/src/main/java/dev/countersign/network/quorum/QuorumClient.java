package dev.countersign.network.quorum;

import dev.countersign.network.quorum.Answer.Kind;
import dev.countersign.network.quorum.Question.Expected;
import dev.countersign.network.quorum.Question.Outcome;
import dev.countersign.receipt.Address;
import dev.countersign.receipt.Bundle;
import dev.countersign.receipt.Bytes;
import dev.countersign.receipt.Certificate;
import dev.countersign.receipt.Mode;
import dev.countersign.receipt.Receipt;
import dev.countersign.receipt.ReceiptRejected;
import dev.countersign.receipt.Verdict;
import java.net.http.HttpClient;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletionService;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorCompletionService;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;

/**
 * Asks all verifiers at once and makes a certificate as soon as enough of them agree.
 *
 * <p>Guarantees: only a verdict that is exactly the one on this receipt, signed by the verifier
 * that was asked, counts; nobody counts twice; {@link #attest} returns within the total limit
 * whatever the others do; every verifier's answer is named. A verifier that is down, slow, lying or
 * silly changes nothing as long as enough others agree.
 *
 * <p>Does not judge the receipt itself. Thread-safe.
 */
public final class QuorumClient implements AutoCloseable {
  private final List<VerifierEndpoint> verifiers;
  private final long chainId;
  private final Address gate;
  private final QuorumLimits limits;
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
  private final HttpClient http;

  /**
   * A client of these verifiers.
   *
   * @param chainId of the signing domain
   * @param gate of the signing domain of live receipts; paper has the zero address
   * @throws IllegalArgumentException when two verifiers have the same address or name
   */
  public QuorumClient(
      List<VerifierEndpoint> verifiers, long chainId, Address gate, QuorumLimits limits) {
    this.verifiers = List.copyOf(verifiers);
    this.chainId = chainId;
    this.gate = gate;
    this.limits = limits;
    Set<Object> seen = new HashSet<>();
    for (VerifierEndpoint verifier : this.verifiers) {
      boolean newAddress = seen.add(verifier.address());
      boolean newName = seen.add(verifier.name());
      if (!newAddress || !newName) {
        throw new IllegalArgumentException(
            "two verifiers have the name or the address of " + verifier);
      }
    }
    this.http =
        HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .followRedirects(HttpClient.Redirect.NEVER)
            .connectTimeout(limits.connect())
            .executor(threads)
            .build();
  }

  /**
   * Asks about a receipt.
   *
   * @param bundle without a certificate
   * @param k how many verdicts make a certificate
   * @throws IllegalArgumentException when there are not as many verifiers
   * @throws ReceiptRejected when there is no receipt in the bundle
   * @throws InterruptedException when the caller gives up; every question is then given up too
   */
  public Attestation attest(Bundle bundle, int k) throws ReceiptRejected, InterruptedException {
    if (k < 1 || k > verifiers.size()) {
      throw new IllegalArgumentException(
          "a quorum of " + k + " cannot be reached with " + verifiers.size() + " verifiers");
    }
    Receipt receipt = bundle.receipt();
    Verdict verdict = Verdict.of(receipt);
    Expected expected =
        new Expected(
            verdict, chainId, receipt.receipt().mode() == Mode.PAPER ? Address.ZERO : gate);
    byte[] bytes = bundle.toBytes();
    CompletionService<Outcome> questions = new ExecutorCompletionService<>(threads);
    List<Future<Outcome>> asked = new ArrayList<>();
    for (VerifierEndpoint verifier : verifiers) {
      asked.add(questions.submit(new Question(http, limits, verifier, bytes, expected)));
    }
    try {
      return collect(questions, verdict, k);
    } finally {
      asked.forEach(question -> question.cancel(true));
    }
  }

  private Attestation collect(CompletionService<Outcome> questions, Verdict verdict, int k)
      throws InterruptedException {
    long start = System.nanoTime();
    Map<VerifierEndpoint, Answer> answers = new LinkedHashMap<>();
    Map<Address, Bytes> signatures = new LinkedHashMap<>();
    while (signatures.size() < k && answers.size() < verifiers.size()) {
      long remaining = limits.total().toNanos() - (System.nanoTime() - start);
      Future<Outcome> done = questions.poll(remaining, TimeUnit.NANOSECONDS);
      if (done == null) {
        break;
      }
      Outcome outcome = outcome(done);
      answers.put(outcome.verifier(), outcome.answer());
      outcome
          .signature()
          .ifPresent(signature -> signatures.put(outcome.verifier().address(), signature));
    }
    long millis = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - start);
    boolean reached = signatures.size() >= k;
    List<Answer> all = new ArrayList<>();
    for (VerifierEndpoint verifier : verifiers) {
      Answer answer = answers.get(verifier);
      all.add(answer == null ? missing(verifier, reached, millis) : answer);
    }
    return new Attestation(
        reached ? Optional.of(Certificate.assemble(verdict, signatures, k)) : Optional.empty(),
        all);
  }

  private static Outcome outcome(Future<Outcome> done) throws InterruptedException {
    try {
      return done.get();
    } catch (ExecutionException e) {
      throw new IllegalStateException("a question ends with an answer", e);
    }
  }

  private Answer missing(VerifierEndpoint verifier, boolean reached, long millis) {
    return reached
        ? new Answer(verifier.name(), verifier.address(), Kind.NOT_NEEDED, "", "", millis)
        : new Answer(
            verifier.name(),
            verifier.address(),
            Kind.FAILURE,
            "TIMEOUT",
            "no answer within " + limits.total().toMillis() + " ms",
            millis);
  }

  /** Gives up whatever is still asked. */
  @Override
  public void close() {
    http.shutdownNow();
    threads.shutdownNow();
  }
}
