package dev.countersign.receipt;

import dev.countersign.receipt.Trust.TrustedVerifier;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Consumer;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** Agents, keys and decisions for tests: always the same, and nobody's. */
final class Samples {
  static final long CHAIN = 31337;
  static final Address GATE = address(0x6a);
  static final Address SAFE = address(0x5a);
  static final Address USDC = address(0x11);
  static final Address WETH = address(0x22);
  static final Address ROUTER = address(0x33);
  static final Address ALICE = address(0x44);
  static final long ANCHOR = 1_735_689_600L;
  static final Slot SLOT = Slot.of(ANCHOR, 0);
  static final BlockRef BLOCK = new BlockRef(1234, sha256("block 1234"), ANCHOR - 7);
  static final ReceiptKey RECEIPT_KEY = ReceiptKey.of(sha256("receipt key").toArray());
  static final ReceiptKey INSTRUCTOR = ReceiptKey.of(sha256("instructor key").toArray());
  static final Manifest.ModelRef SIGNAL =
      new Manifest.ModelRef("signal-v1", sha256("model bundle"));

  /** Five verifiers, ascending by address. */
  static final List<VerifierKey> VERIFIERS = verifiers();

  private Samples() {}

  static Bytes32 sha256(String text) {
    return Bytes32.sha256(text.getBytes(StandardCharsets.UTF_8));
  }

  static Address address(int last) {
    return new Address("0x" + "c0".repeat(19) + String.format("%02x", last));
  }

  private static List<VerifierKey> verifiers() {
    TreeMap<Address, VerifierKey> sorted = new TreeMap<>();
    for (int i = 0; i < 5; i++) {
      VerifierKey key = verifierKey("verifier " + i);
      sorted.put(key.address(), key);
    }
    return List.copyOf(sorted.values());
  }

  static VerifierKey verifierKey(String name) {
    return VerifierKey.of(new BigInteger(1, sha256(name).toArray()));
  }

  /** The first three of the verifiers, two of whom must sign. */
  static Trust trust() {
    List<TrustedVerifier> three = new ArrayList<>();
    for (VerifierKey key : VERIFIERS.subList(0, 3)) {
      three.add(TrustedVerifier.since(key.address(), ANCHOR - 86_400));
    }
    return Trust.of(CHAIN, GATE, three, 2);
  }

  static Manifest manifest(Manifest.ModelRef model) {
    return manifest(model, GATE, Profile.EXACT, 2);
  }

  static Manifest manifest(Manifest.ModelRef model, Address gate, Profile profile, int quorum) {
    BigInteger usdc500 = BigInteger.valueOf(500_000_000);
    return new Manifest(
        1,
        "rebalancer",
        CHAIN,
        gate,
        SAFE,
        List.of(new Manifest.Token(USDC, "USDC", 6), new Manifest.Token(WETH, "WETH", 18)),
        List.of(
            new Manifest.Venue(
                "uniswap-v3-500",
                "uniswap-v3",
                ROUTER,
                address(0x34),
                address(0x35),
                500,
                USDC,
                WETH)),
        new Manifest.Schedule("cron", "0 * * * *", "UTC", 0),
        90,
        60,
        1,
        List.of(object("kind", "balances")),
        new Manifest.Decide(
            "rebalance",
            sha256("strategy"),
            1,
            model,
            Bytes32.ZERO,
            Bytes32.ZERO,
            object("band", "within")),
        new Manifest.Policy(
            List.of(
                new Manifest.Limit(USDC, usdc500, usdc500.multiply(BigInteger.TEN)),
                new Manifest.Limit(WETH, BigInteger.TEN.pow(17), BigInteger.TEN.pow(18))),
            List.of(new Manifest.Recipient(ALICE, "alice")),
            50,
            100,
            BigInteger.TEN.pow(16),
            BigInteger.TEN.pow(17),
            new Manifest.PriceCheck(List.of(), 150, List.of()),
            new Manifest.Protections(800, 0, 1500, 0, 1800, 3)),
        new Manifest.Verify(profile, quorum, 3),
        RECEIPT_KEY.publicKey(),
        List.of(INSTRUCTOR.publicKey()));
  }

  static ObjectNode object(String name, String value) {
    return JsonNodeFactory.instance.objectNode().put(name, value);
  }

  static List<Observation> observations() {
    return List.of(
        new Observation("candles", ObservationClass.CHAIN, "uniswap-v3-500", BLOCK, candles(8)),
        new Observation("balances", ObservationClass.CHAIN, "erc20", BLOCK, balances()),
        new Observation(
            "news",
            ObservationClass.CARRIED,
            "wire",
            BLOCK,
            object("text", "Zürich: ok \"1\" \\ \u20ac \ud83d\ude00")));
  }

  static JsonNode candles(int count) {
    ObjectNode content = object("interval", "1h").put("venue", "uniswap-v3-500");
    ArrayNode candles = content.putArray("candles");
    for (int i = 0; i < count; i++) {
      BigInteger price = BigInteger.valueOf(3_300 + i).multiply(BigInteger.TEN.pow(18));
      candles
          .addObject()
          .put("openTime", ANCHOR - 3600L * (count - i))
          .put("open", price.toString())
          .put("high", price.add(BigInteger.TEN).toString())
          .put("low", price.subtract(BigInteger.TEN).toString())
          .put("close", price.add(BigInteger.ONE).toString());
    }
    return content;
  }

  private static JsonNode balances() {
    ObjectNode content = object("account", SAFE.hex());
    ArrayNode balances = content.putArray("balances");
    balances.addObject().put("token", USDC.hex()).put("amount", "9000000000");
    balances.addObject().put("token", WETH.hex()).put("amount", "2000000000000000000");
    return content;
  }

  /** One decision before it is signed: change a member, then sign it. */
  static final class Draft {
    Manifest manifest;
    ReceiptKey key = RECEIPT_KEY;
    Mode mode = Mode.LIVE;
    Slot slot = SLOT;
    List<Observation> observations = observations();
    List<Tensor> inputs = List.of();
    List<Tensor> outputs = List.of();
    List<Intent> intents = List.of();
    List<Call> calls = List.of();
    List<Flow> flows = List.of();
    Optional<Receipt.Sampling> drawn = Optional.empty();

    Draft(Manifest manifest) {
      this.manifest = manifest;
    }

    boolean hasModel() {
      return !manifest.decide().model().equals(Manifest.ModelRef.NONE);
    }

    Receipt receipt() {
      if (drawn.isPresent()) {
        return spoken();
      }
      Manifest.ModelRef ref = manifest.decide().model();
      Profile profile = manifest.verify().profile();
      Receipt.Output output = Receipt.Output.of(outputs);
      return new Receipt(
          new Receipt.Header(
              1, manifest.agentId(), slot, mode, ANCHOR, ANCHOR + 90, sha256("previous receipt")),
          new Receipt.ManifestRef(manifest.digest()),
          hasModel()
              ? new Receipt.Model(
                  ref.id(), ref.digest(), "onnx", Bytes32.ZERO, Bytes32.ZERO, sha256("graph"))
              : Receipt.Model.NONE,
          hasModel()
              ? new Receipt.Platform(profile, "onnxruntime", "1.29.0", 1, "cpu")
              : Receipt.Platform.none(profile),
          Receipt.Input.of(observations, inputs),
          Receipt.Sampling.NONE,
          output,
          Receipt.Evidence.outputs(output),
          new Receipt.Action(
              intents,
              manifest.chainId(),
              manifest.account(),
              CallsHash.of(calls, flows),
              BLOCK.timestamp(),
              ANCHOR + 90));
    }

    /** The receipt of a language model's answer. */
    private Receipt spoken() {
      Receipt.Sampling sampling = drawn.orElseThrow();
      List<Tensor> answer = outputs;
      outputs = List.of();
      drawn = Optional.empty();
      Receipt plain = receipt();
      outputs = answer;
      drawn = Optional.of(sampling);
      Said said = said(answer);
      return new Receipt(
          plain.receipt(),
          plain.manifest(),
          new Receipt.Model(
              plain.model().id(),
              plain.model().digest(),
              Receipt.Model.DECODER,
              sha256("tokenizer"),
              sha256("template"),
              sha256("graph")),
          plain.runtime(),
          plain.input(),
          sampling,
          Receipt.Output.of(said, answer),
          Receipt.Evidence.logits(said),
          plain.action());
    }

    private static Said said(List<Tensor> answer) {
      try {
        return Said.in(answer);
      } catch (ReceiptRejected e) {
        throw new IllegalStateException(e);
      }
    }

    Bundle sign() {
      return sign(receipt());
    }

    Bundle sign(Receipt receipt) {
      return new Bundle(
          manifest,
          Dsse.sign(receipt, key),
          observations,
          inputs,
          outputs,
          calls,
          flows,
          Optional.empty());
    }
  }

  static Draft hold(Manifest manifest) {
    Draft draft = new Draft(manifest);
    draft.intents = List.of(new Intent.Hold("within-band"));
    withTensors(draft);
    return draft;
  }

  static Draft swap(Manifest manifest) {
    Draft draft = new Draft(manifest);
    BigInteger in = BigInteger.valueOf(250_000_000);
    draft.intents = List.of(new Intent.Swap(USDC, in, WETH, "uniswap-v3-500"));
    draft.calls =
        List.of(
            new Call(
                USDC,
                BigInteger.ZERO,
                Bytes.of(
                    new AbiWords()
                        .raw(new byte[] {0x09, 0x5e, (byte) 0xa7, (byte) 0xb3})
                        .word(ROUTER)
                        .word(in)
                        .toArray())),
            new Call(ROUTER, BigInteger.ZERO, new Bytes("0x414bf389" + "00".repeat(256))));
    draft.flows =
        List.of(
            new Flow(USDC, in.negate()),
            new Flow(WETH, BigInteger.TEN.pow(16).multiply(BigInteger.valueOf(7))));
    withTensors(draft);
    return draft;
  }

  static Draft transfer(Manifest manifest) {
    Draft draft = new Draft(manifest);
    BigInteger amount = BigInteger.valueOf(40_000_000);
    draft.intents = List.of(new Intent.Transfer(USDC, amount, ALICE));
    draft.calls =
        List.of(
            new Call(
                USDC,
                BigInteger.ZERO,
                Bytes.of(
                    new AbiWords()
                        .raw(new byte[] {(byte) 0xa9, 0x05, (byte) 0x9c, (byte) 0xbb})
                        .word(ALICE)
                        .word(amount)
                        .toArray())));
    draft.flows = List.of(new Flow(USDC, amount.negate()));
    withTensors(draft);
    return draft;
  }

  /** A transfer that somebody asked for. */
  static Draft instructed(Manifest manifest, Instruction instruction) {
    Draft draft = transfer(manifest);
    draft.observations =
        List.of(
            draft.observations.get(1),
            new Observation(
                "instruction", ObservationClass.INSTRUCTION, "say", BLOCK, instruction.toJson()));
    return draft;
  }

  /** A transfer that a language model planned because somebody asked for it. */
  static Draft spoken(Manifest manifest) {
    Draft draft =
        instructed(
            manifest, Instruction.sign("pay alice 40 USDC", manifest.agentId(), SLOT, INSTRUCTOR));
    byte[] said = "transfer 40 USDC alice".getBytes(StandardCharsets.UTF_8);
    draft.inputs = List.of(Tensor.ofBytes("conversation", said));
    draft.outputs =
        List.of(
            Tensor.ofLongs("tokens", List.of(3L), new long[] {17, 4, 2}),
            Tensor.ofBytes("logits", new byte[] {7, (byte) 0xff}),
            Tensor.ofBytes("root", sha256("logits").toArray()),
            Tensor.ofBytes("text", said),
            Tensor.ofBytes("finish", new byte[] {0}));
    draft.drawn =
        Optional.of(
            new Receipt.Sampling(
                Receipt.Sampling.GREEDY,
                0,
                0,
                1_000_000,
                Bytes32.ZERO,
                new Receipt.Beacon(0, Bytes32.ZERO)));
    return draft;
  }

  /** The same, its tokens drawn by the seed of the run. */
  static Draft drawn(Manifest manifest) {
    Draft draft = spoken(manifest);
    draft.drawn =
        Optional.of(
            new Receipt.Sampling(
                "gumbel-1",
                700_000,
                40,
                950_000,
                Receipt.Sampling.seed(SLOT.runId(manifest.agentId()), BLOCK.hash()),
                new Receipt.Beacon(CHAIN, BLOCK.hash())));
    return draft;
  }

  private static void withTensors(Draft draft) {
    if (draft.hasModel()) {
      float[] features = new float[16];
      for (int i = 0; i < features.length; i++) {
        features[i] = i / 8f - 1;
      }
      draft.inputs = List.of(Tensor.ofFloats("features", List.of(1L, 16L), features));
      draft.outputs =
          List.of(
              Tensor.ofFloats("lean", List.of(1L), new float[] {0.25f}),
              Tensor.ofLongs("horizon", List.of(), new long[] {24}));
    }
  }

  static Bundle certified(Bundle bundle, VerifierKey... signers) throws ReceiptRejected {
    Receipt receipt = bundle.receipt();
    Address gate = receipt.receipt().mode().signingGate(bundle.manifest());
    Verdict verdict = Verdict.of(receipt);
    Bytes32 hash = verdict.signingHash(bundle.manifest().chainId(), gate);
    Map<Address, Bytes> signatures = new TreeMap<>();
    for (VerifierKey signer : signers) {
      signatures.put(signer.address(), signer.sign(hash));
    }
    return bundle.withCertificate(Certificate.assemble(verdict, signatures, signers.length));
  }

  /** The same receipt with its JSON form edited. */
  static Receipt edited(Receipt receipt, Consumer<ObjectNode> edit) throws ReceiptRejected {
    ObjectNode json = (ObjectNode) JsonForm.write(receipt);
    edit.accept(json);
    return JsonForm.read(json, Receipt.class);
  }

  /** The same bundle with its JSON form edited, in canonical form again. */
  static byte[] edited(Bundle bundle, Consumer<ObjectNode> edit) throws ReceiptRejected {
    ObjectNode json = (ObjectNode) Json.parse(bundle.toBytes());
    edit.accept(json);
    return Jcs.canonical(json);
  }

  /** A bundle with the certificate of the two lowest verifiers. */
  static Bundle certified(Bundle bundle) throws ReceiptRejected {
    return certified(bundle, VERIFIERS.get(0), VERIFIERS.get(1));
  }
}
