package dev.countersign.receipt;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import tools.jackson.databind.JsonNode;

/**
 * What receipts cost: a swap decided by a model on 64 candles, certified by five verifiers. Run
 * {@link #main} with the test class path.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 3, time = 2)
@Measurement(iterations = 5, time = 2)
@Fork(1)
public class ReceiptBenchmark {
  private final Samples.Draft draft;
  private final Trust trust;
  private final Bundle bundle;
  private final byte[] file;
  private final JsonNode json;
  private final Receipt receipt;
  private final Bytes32 hash;
  private final Bytes signature;
  private final VerifierKey verifier = Samples.VERIFIERS.getFirst();

  /** Prepares one decision. */
  public ReceiptBenchmark() {
    try {
      draft = Samples.swap(Samples.manifest(Samples.SIGNAL, Samples.GATE, Profile.EXACT, 5));
      draft.observations =
          List.of(
              new Observation(
                  "candles",
                  ObservationClass.CHAIN,
                  "uniswap-v3-500",
                  Samples.BLOCK,
                  Samples.candles(64)),
              draft.observations.get(1));
      List<Trust.TrustedVerifier> five = new ArrayList<>();
      for (VerifierKey key : Samples.VERIFIERS) {
        five.add(Trust.TrustedVerifier.since(key.address(), 0));
      }
      trust = Trust.of(Samples.CHAIN, Samples.GATE, five, 5);
      bundle = Samples.certified(draft.sign(), Samples.VERIFIERS.toArray(new VerifierKey[0]));
      file = bundle.toBytes();
      json = Json.parse(file);
      receipt = draft.receipt();
      hash = Verdict.of(receipt).signingHash(Samples.CHAIN, Samples.GATE);
      signature = verifier.sign(hash);
    } catch (ReceiptRejected e) {
      throw new IllegalStateException(e);
    }
  }

  /** From observations, tensors and calls to a signed bundle. */
  @Benchmark
  public Bundle buildAndSign() {
    return draft.sign();
  }

  /** The same, and the bytes that go to the verifiers. */
  @Benchmark
  public byte[] buildSignAndHandOver() {
    return draft.sign().toBytes();
  }

  /** A file of about 20 KB with a certificate of five. */
  @Benchmark
  public Report verifyFile() throws ReceiptRejected {
    return Receipts.verify(file, trust);
  }

  /** The same bundle, already read. */
  @Benchmark
  public Report verifyBundle() throws ReceiptRejected {
    return Receipts.verify(bundle, trust);
  }

  /** The certificate of five alone: who signed this verdict. */
  @Benchmark
  public List<Address> certificateOfFive() throws ReceiptRejected {
    return CertificateCheck.signers(
        bundle.certificate().orElseThrow(), trust, receipt.receipt().issuedAt());
  }

  /** Everything but the certificate. */
  @Benchmark
  public Receipt checkUncertified() throws ReceiptRejected {
    return Receipts.checkUncertified(bundle);
  }

  /** The canonical form of that file. */
  @Benchmark
  public byte[] canonicalForm() {
    return Jcs.canonical(json);
  }

  /** Reading that file strictly. */
  @Benchmark
  public Bundle parseFile() throws ReceiptRejected {
    return Bundle.parse(file);
  }

  /** One verdict signature. */
  @Benchmark
  public Bytes signVerdict() {
    return verifier.sign(hash);
  }

  /** One signer recovered. */
  @Benchmark
  public Address recoverSigner() throws ReceiptRejected {
    return Secp256k1.recover(hash, signature);
  }

  /** The receipt's signature checked. */
  @Benchmark
  public void verifyReceiptSignature() throws ReceiptRejected {
    bundle.envelope().verify(Samples.RECEIPT_KEY.publicKey());
  }

  /** Runs the benchmarks whose names contain the argument, or all. */
  public static void main(String[] args) throws RunnerException {
    String which = args.length == 0 ? "" : args[0];
    new Runner(
            new OptionsBuilder()
                .include(ReceiptBenchmark.class.getSimpleName() + ".*" + which + ".*")
                .build())
        .run();
  }
}
