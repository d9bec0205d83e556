package dev.countersign.network.node;

import dev.countersign.inference.InferenceFailed;
import dev.countersign.inference.ModelBundle;
import dev.countersign.inference.OnnxEngine;
import dev.countersign.inference.spi.Engine;
import dev.countersign.network.chain.ChainException;
import dev.countersign.network.chain.MinedReceipt;
import dev.countersign.network.chain.RpcChain;
import dev.countersign.network.devnet.DevnetAddresses;
import dev.countersign.network.devnet.DevnetFailed;
import dev.countersign.network.devnet.DevnetWorld;
import dev.countersign.network.evaluate.Catalog;
import dev.countersign.network.evaluate.CodeDigest;
import dev.countersign.network.evaluate.Evaluation;
import dev.countersign.network.evaluate.EvaluationListener;
import dev.countersign.network.evaluate.Evaluator;
import dev.countersign.network.evaluate.ModelInference;
import dev.countersign.network.evaluate.Window;
import dev.countersign.network.gate.Gate;
import dev.countersign.network.gate.GateAgent;
import dev.countersign.network.gate.SafeTransaction;
import dev.countersign.network.quorum.QuorumClient;
import dev.countersign.network.quorum.QuorumLimits;
import dev.countersign.network.quorum.VerifierEndpoint;
import dev.countersign.network.spi.PinnedChain;
import dev.countersign.receipt.Address;
import dev.countersign.receipt.Bundle;
import dev.countersign.receipt.Bytes;
import dev.countersign.receipt.Bytes32;
import dev.countersign.receipt.Certificate;
import dev.countersign.receipt.Dsse;
import dev.countersign.receipt.Manifest;
import dev.countersign.receipt.Manifest.ModelRef;
import dev.countersign.receipt.Manifest.Schedule;
import dev.countersign.receipt.Mode;
import dev.countersign.receipt.Profile;
import dev.countersign.receipt.Receipt;
import dev.countersign.receipt.ReceiptKey;
import dev.countersign.receipt.Slot;
import dev.countersign.receipt.Trust;
import dev.countersign.receipt.Trust.TrustedVerifier;
import dev.countersign.receipt.VerifierKey;
import java.io.IOException;
import java.math.BigInteger;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import org.web3j.crypto.Credentials;
import org.web3j.crypto.RawTransaction;
import org.web3j.crypto.TransactionEncoder;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * A runtime, its owner and its verifiers on a real chain, in the hands of a test. The receipt key
 * is here too: who owns the runtime can sign whatever he likes.
 */
final class TestNetwork {
  static final Path MODELS =
      Path.of(System.getProperty("countersign.root", "../..")).resolve("examples/models");
  static final Address RECIPIENT = new Address("0x" + "ab".repeat(20));
  static final long DEADLINE = 90;
  static final long MIN_INTERVAL = 60;
  static final BigInteger CAP = BigInteger.valueOf(5_000_000);
  static final Schedule ON_REQUEST = new Schedule("request", "", "UTC", 0);

  final DevnetWorld world;
  final ReceiptKey receiptKey = ReceiptKey.of(Bytes32.sha256(new byte[] {42}).toArray());
  final OnnxEngine engine = new OnnxEngine();
  final ModelInference inference = new ModelInference(List.of(engine), Engine.Options.DEFAULT);
  private final Path folder;
  private final Deque<AutoCloseable> open = new ArrayDeque<>();
  private final HttpClient http = HttpClient.newHttpClient();
  private final ModelBundle signal;

  TestNetwork(DevnetWorld world, Path folder) throws InferenceFailed {
    this.world = world;
    this.folder = folder;
    this.signal = ModelBundle.open(MODELS.resolve("signal-v1"));
    inference.add(signal);
  }

  RpcChain chain() {
    return world.chain();
  }

  Address gate() {
    return world.addresses().treasury().gate();
  }

  Address usdc() {
    return world.addresses().tokens().usdc();
  }

  ModelRef model() {
    return new ModelRef("signal-v1", signal.digest());
  }

  /** An agent that tips on request. */
  Manifest manifest() {
    return manifest("tipper", ON_REQUEST, model(), CAP, Map.of());
  }

  Manifest manifest(
      String name, Schedule schedule, ModelRef model, BigInteger cap, Map<String, Boolean> with) {
    DevnetAddresses at = world.addresses();
    ObjectNode parameters = JsonNodeFactory.instance.objectNode();
    with.forEach(parameters::put);
    return new Manifest(
        Manifest.VERSION,
        name,
        at.chainId(),
        gate(),
        at.treasury().safe(),
        List.of(new Manifest.Token(usdc(), "USDC", 6)),
        List.of(),
        schedule,
        DEADLINE,
        MIN_INTERVAL,
        1,
        List.of(JsonNodeFactory.instance.objectNode().put("kind", "balance")),
        new Manifest.Decide(
            "tip",
            CodeDigest.of(Tips.TipStrategy.class),
            1,
            model,
            Bytes32.ZERO,
            Bytes32.ZERO,
            parameters),
        new Manifest.Policy(
            List.of(new Manifest.Limit(usdc(), cap, BigInteger.valueOf(100_000_000))),
            List.of(new Manifest.Recipient(RECIPIENT, "someone")),
            0,
            0,
            BigInteger.ZERO,
            BigInteger.ZERO,
            new Manifest.PriceCheck(List.of(), 0, List.of()),
            new Manifest.Protections(0, 0, 0, 0, 0, 0)),
        new Manifest.Verify(Profile.EXACT, 2, 3),
        receiptKey.publicKey(),
        List.of());
  }

  /** Lets the owner register an agent. */
  Manifest register(Manifest manifest) throws Exception {
    DevnetAddresses.Treasury treasury = world.addresses().treasury();
    PinnedChain head = new PinnedChain(chain(), chain().head());
    SafeTransaction transaction =
        SafeTransaction.of(
            gate(),
            Gate.register(manifest.agentId(), GateAgent.of(manifest)),
            SafeTransaction.nextNonce(head, treasury.safe()));
    Bytes signed =
        transaction.signed(chain().chainId(), treasury.safe(), List.of(world.keys().owner().key()));
    MinedReceipt receipt = send(treasury.safe(), signed);
    if (!receipt.success()) {
      throw new AssertionError("the registration reverted");
    }
    return manifest;
  }

  /** Sends a transaction from the runtime's hot key and mines it. */
  MinedReceipt send(Address to, Bytes data) throws ChainException, DevnetFailed {
    Address payer = world.keys().payer().address();
    BigInteger gwei = BigInteger.TEN.pow(9);
    RawTransaction raw =
        RawTransaction.createTransaction(
            chain().chainId(),
            BigInteger.valueOf(chain().nonce(payer)),
            BigInteger.valueOf(3_000_000),
            to.hex(),
            BigInteger.ZERO,
            data.hex(),
            gwei,
            gwei.multiply(BigInteger.valueOf(100)));
    byte[] signed =
        TransactionEncoder.signMessage(
            raw, Credentials.create(world.keys().payer().secret().prefixed()));
    Bytes32 hash = chain().sendRaw(Bytes.of(signed));
    world.mine();
    return chain().receipt(hash).orElseThrow();
  }

  VerifierKey verifierKey(int index) {
    return world.keys().verifiers().get(index).key();
  }

  NodeConfig config(int index) {
    return NodeConfig.local(
            world.network().rpc(),
            chain().chainId(),
            gate(),
            verifierKey(index),
            0,
            folder.resolve("verifier-" + index),
            List.of(MODELS))
        .withLimits(Limits.DEFAULT.withRate(1000, 1000));
  }

  VerifierNode node(int index) throws NodeFailed {
    return opened(VerifierNode.start(config(index), Tips.catalog()));
  }

  <T extends AutoCloseable> T opened(T part) {
    open.push(part);
    return part;
  }

  static VerifierEndpoint endpoint(String name, VerifierNode node) {
    return new VerifierEndpoint(name, node.uri(), node.address());
  }

  QuorumClient client(List<VerifierEndpoint> verifiers) {
    return client(verifiers, QuorumLimits.DEFAULT.withTotal(Duration.ofSeconds(20)));
  }

  QuorumClient client(List<VerifierEndpoint> verifiers, QuorumLimits limits) {
    return opened(new QuorumClient(verifiers, chain().chainId(), gate(), limits));
  }

  /** The trust of somebody who knows this network. */
  Trust trust() {
    return Trust.of(
        chain().chainId(),
        gate(),
        world.keys().verifiers().stream()
            .map(key -> new TrustedVerifier(key.address(), 0, TrustedVerifier.ALWAYS))
            .toList(),
        2);
  }

  /** The slot of the newest block, once a later block has settled it. */
  Slot slotNow() throws DevnetFailed {
    Slot slot = Slot.of(world.time(), 0);
    world.mine();
    return slot;
  }

  /** What an honest runtime does for a slot. */
  Evaluation evaluate(Manifest manifest, Slot slot) throws Exception {
    return evaluate(manifest, slot, Tips.catalog());
  }

  Evaluation evaluate(Manifest manifest, Slot slot, Catalog catalog) throws Exception {
    Window window = Window.open(manifest, slot, world.time());
    return new Evaluator(catalog)
        .evaluate(manifest, slot, window.index(), chain(), inference, EvaluationListener.NONE);
  }

  Bundle sign(Evaluation evaluation) {
    return sign(evaluation, evaluation.receipt(Mode.LIVE, Bytes32.ZERO));
  }

  Bundle sign(Evaluation evaluation, Receipt receipt) {
    return evaluation.bundle(Dsse.sign(receipt, receiptKey));
  }

  /** A registered agent's honest bundle for the newest slot. */
  Bundle honest() throws Exception {
    return sign(evaluate(register(manifest()), slotNow()));
  }

  HttpResponse<String> post(URI node, byte[] body) throws IOException, InterruptedException {
    return http.send(
        HttpRequest.newBuilder(node.resolve("/v1/attest"))
            .timeout(Duration.ofSeconds(30))
            .POST(HttpRequest.BodyPublishers.ofByteArray(body))
            .build(),
        HttpResponse.BodyHandlers.ofString(StandardCharsets.UTF_8));
  }

  String get(URI uri) throws IOException, InterruptedException {
    return http.send(
            HttpRequest.newBuilder(uri).timeout(Duration.ofSeconds(30)).build(),
            HttpResponse.BodyHandlers.ofString(StandardCharsets.UTF_8))
        .body();
  }

  /** Asks one node: the reason of a refusal, abstention or error, or "VERDICT". */
  String ask(VerifierNode node, Bundle bundle) throws Exception {
    HttpResponse<String> response = post(node.uri(), bundle.toBytes());
    if (response.statusCode() == 422) {
      return "dropped: "
          + tools.jackson.databind.json.JsonMapper.shared()
              .readTree(response.body())
              .path("reason")
              .asString();
    }
    return switch (Reply.parse(response.body().getBytes(StandardCharsets.UTF_8))) {
      case Reply.Agreed agreed -> "VERDICT";
      case Reply.Declined declined -> "refused: " + declined.reason();
      case Reply.Abstained abstained -> "abstained: " + abstained.reason();
    };
  }

  /** Does what was certified, as anyone may. */
  MinedReceipt execute(Bundle bundle, Certificate certificate) throws Exception {
    return send(
        gate(),
        Gate.execute(
            bundle.calls(),
            bundle.flows(),
            certificate.verdict(),
            certificate.signatures(),
            GateAgent.of(bundle.manifest())));
  }

  BigInteger balance(Address owner) throws ChainException {
    String data = "0x70a08231" + "0".repeat(24) + owner.hex().substring(2);
    return new BigInteger(1, chain().call(usdc(), new Bytes(data), chain().head()).toArray());
  }

  void close() throws Exception {
    List<Exception> failures = new ArrayList<>();
    while (!open.isEmpty()) {
      try {
        open.pop().close();
      } catch (Exception e) {
        failures.add(e);
      }
    }
    http.shutdownNow();
    inference.close();
    engine.close();
    if (!failures.isEmpty()) {
      throw failures.getFirst();
    }
  }
}
