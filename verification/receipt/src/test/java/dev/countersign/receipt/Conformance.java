package dev.countersign.receipt;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.countersign.receipt.Forgeries.Forgery;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * The files of the folder {@code conformance}: always the same, so that a test can compare them
 * with what is committed.
 */
final class Conformance {
  private static final JsonNodeFactory NODES = JsonNodeFactory.instance;
  private static final String SUFFIX = ".receipt.json";

  private final Map<String, String> files = new TreeMap<>();
  private final ObjectNode expected = NODES.objectNode();

  private Conformance() {}

  /** Each file's text by its path. */
  static Map<String, String> files() throws ReceiptRejected {
    Conformance conformance = new Conformance();
    conformance.reasons();
    conformance.trust("trust.json", Samples.trust());
    conformance.trust("trust/paper.json", Samples.trust().forPaper());
    conformance.good();
    conformance.forged();
    conformance.file("expected.json", conformance.expected);
    conformance.file("vectors.json", vectors());
    return conformance.files;
  }

  private void file(String path, JsonNode json) {
    files.put(path, json.toPrettyString().replace("\r\n", "\n") + "\n");
  }

  private void trust(String path, Trust trust) {
    file(path, trust.toJson());
  }

  private void reasons() {
    ArrayNode reasons = NODES.arrayNode();
    for (Reason reason : Reason.values()) {
      reasons
          .addObject()
          .put("code", reason.code())
          .put("name", reason.name())
          .put("answer", reason.isAbstention() ? "abstain" : "refuse")
          .put("sentence", reason.sentence());
    }
    file("reasons.json", reasons);
  }

  /** The bundles that must be accepted, by name. */
  static Map<String, PublishedBundle> goodBundles() throws ReceiptRejected {
    Manifest model = Samples.manifest(Samples.SIGNAL);
    Manifest pure = Samples.manifest(Manifest.ModelRef.NONE);
    Samples.Draft paper = Samples.swap(model);
    paper.mode = Mode.PAPER;
    Instruction said =
        Instruction.sign("pay alice 40 USDC", pure.agentId(), Samples.SLOT, Samples.INSTRUCTOR);
    Map<String, PublishedBundle> good = new TreeMap<>();
    good.put("hold", certified(Samples.hold(model)));
    good.put("hold-without-model", certified(Samples.hold(pure)));
    good.put("swap", certified(Samples.swap(model)));
    good.put("swap-without-model", certified(Samples.swap(pure)));
    good.put("transfer", certified(Samples.transfer(model)));
    good.put("transfer-without-model", certified(Samples.transfer(pure)));
    good.put("transfer-instructed", certified(Samples.instructed(pure, said)));
    good.put("transfer-planned", certified(Samples.spoken(model)));
    good.put("transfer-planned-drawn", certified(Samples.drawn(model)));
    good.put(
        "transfer-planned-withheld",
        certified(Samples.spoken(model)).withholdInputs().withholdOutputs());
    good.put("swap-on-paper", certified(paper));
    good.put(
        "swap-withheld",
        certified(Samples.swap(model)).withholdObservation(1).withholdInputs().withholdOutputs());
    return good;
  }

  private static PublishedBundle certified(Samples.Draft draft) throws ReceiptRejected {
    return PublishedBundle.of(Samples.certified(draft.sign()));
  }

  private void good() throws ReceiptRejected {
    ObjectNode table = expected.putObject("good");
    for (Map.Entry<String, PublishedBundle> entry : goodBundles().entrySet()) {
      PublishedBundle bundle = entry.getValue();
      boolean paper = entry.getKey().endsWith("paper");
      Trust trust = paper ? Samples.trust().forPaper() : Samples.trust();
      String path = "good/" + entry.getKey() + SUFFIX;
      files.put(path, new String(bundle.toBytes(), UTF_8));
      Report report = Receipts.verify(bundle, trust);
      Receipt receipt = Receipt.parse(bundle.envelope().payloadBytes());
      ObjectNode row = table.putObject(path);
      row.put("trust", paper ? "trust/paper.json" : "trust.json");
      row.put("receiptId", report.receiptId().hex());
      row.put("manifestDigest", bundle.manifest().digest().hex());
      row.put("agentId", report.agentId().hex());
      row.put("runId", report.slot().runId(report.agentId()).hex());
      row.put("inputDigest", receipt.input().digest().hex());
      row.put("outputDigest", receipt.output().digest().hex());
      row.put("callsHash", receipt.action().callsHash().hex());
      row.put("signingHash", Verdict.of(receipt).signingHash(trust.chainId(), trust.gate()).hex());
      ArrayNode signers = row.putArray("signers");
      report.signers().forEach(signer -> signers.add(signer.hex()));
      ArrayNode withheld = row.putArray("withheld");
      report.claims().stream()
          .filter(claim -> claim.standing() == Report.Standing.WITHHELD)
          .forEach(claim -> withheld.add(claim.what()));
    }
  }

  private void forged() throws ReceiptRejected {
    ObjectNode table = expected.putObject("forged");
    for (Forgery forgery : Forgeries.all()) {
      String path = "forged/" + forgery.name() + SUFFIX;
      files.put(path, forgery.text());
      ObjectNode row = table.putObject(path);
      row.put("reason", forgery.reason().name());
      row.put("how", forgery.how());
      if (forgery.trust().equals(Trust.NONE)) {
        row.putNull("trust");
      } else if (forgery.trust().equals(Samples.trust())) {
        row.put("trust", "trust.json");
      } else {
        row.put("trust", "trust/" + forgery.name() + ".json");
        trust("trust/" + forgery.name() + ".json", forgery.trust());
      }
      forgery.at().ifPresent(at -> row.put("at", at));
    }
    expected
        .putArray("generated")
        .addObject()
        .put("reason", "TOO_LARGE")
        .put("how", "one byte more than the limit, each a space")
        .put("bytes", Json.MAX_BYTES + 1)
        .put("byte", 0x20);
  }

  private static JsonNode vectors() {
    ObjectNode vectors = NODES.objectNode();
    vectors.set("tensors", tensors());
    vectors.set("observations", observations());
    vectors.set("calls", calls());
    vectors.set("names", names());
    vectors
        .putObject("preAuthenticationEncoding")
        .put("payloadType", Dsse.IN_TOTO)
        .put("payload", "{\"\u20ac\":1}")
        .put("hex", hex(Dsse.pae(Dsse.IN_TOTO, "{\"\u20ac\":1}".getBytes(UTF_8))));
    Receipt receipt = Samples.swap(Samples.manifest(Samples.SIGNAL)).receipt();
    Verdict verdict = Verdict.of(receipt);
    Refusal refusal = Refusal.of(receipt, Reason.OVER_DAY_CAP);
    ArrayNode signed = vectors.putArray("signed");
    for (Address gate : List.of(Samples.GATE, Address.ZERO)) {
      Bytes32 hash = verdict.signingHash(Samples.CHAIN, gate);
      signed.add(signed("verdict", verdict.toJson(), gate, hash));
      hash = refusal.signingHash(Samples.CHAIN, gate);
      signed.add(signed("refusal", refusal.toJson(), gate, hash));
    }
    return vectors;
  }

  private static JsonNode tensors() {
    List<Tensor> tensors =
        List.of(
            Tensor.ofFloats(
                "features", List.of(2L, 2L), new float[] {1, -0f, 0.1f, Float.MIN_VALUE}),
            Tensor.ofLongs("horizon", List.of(), new long[] {-24}),
            Tensor.ofFloats("empty", List.of(0L), new float[0]));
    ObjectNode json = NODES.objectNode();
    ArrayNode each = json.putArray("each");
    for (Tensor tensor : tensors) {
      ObjectNode row = each.addObject();
      row.set("tensor", tensor.toJson());
      row.put("digest", tensor.digest().hex());
    }
    json.put("together", Tensor.digest(tensors).hex());
    return json;
  }

  private static JsonNode observations() {
    ObjectNode json = NODES.objectNode();
    ArrayNode each = json.putArray("each");
    List<Observation> observations = Samples.observations();
    for (Observation observation : observations) {
      ObjectNode row = each.addObject();
      row.set("content", observation.content());
      row.put("canonicalHex", hex(Jcs.canonical(observation.content())));
      row.put("digest", observation.digest().hex());
    }
    json.put("inputDigestWithoutTensors", Receipt.Input.of(observations, List.of()).digest().hex());
    return json;
  }

  private static JsonNode calls() {
    ArrayNode rows = NODES.arrayNode();
    Samples.Draft swap = Samples.swap(Samples.manifest(Samples.SIGNAL));
    rows.add(calls(List.of(), List.of()));
    rows.add(calls(swap.calls, swap.flows));
    rows.add(
        calls(
            List.of(new Call(Samples.ALICE, BigInteger.TWO.pow(255), new Bytes("0x00"))),
            List.of(new Flow(Address.ZERO, BigInteger.TWO.pow(255).negate()))));
    return rows;
  }

  private static JsonNode calls(List<Call> calls, List<Flow> flows) {
    ObjectNode row = NODES.objectNode();
    row.set("calls", JsonForm.write(calls));
    row.set("flows", JsonForm.write(flows));
    row.put("abiHex", hex(CallsHash.abiEncode(calls, flows)));
    row.put("callsHash", CallsHash.of(calls, flows).hex());
    return row;
  }

  private static JsonNode names() {
    ArrayNode rows = NODES.arrayNode();
    List<String> names =
        new ArrayList<>(List.of("a", "rebalancer", "x".repeat(32), "y".repeat(63)));
    for (String name : names) {
      Bytes32 agentId = Slot.agentId(Samples.CHAIN, Samples.GATE, Samples.SAFE, name);
      rows.addObject()
          .put("chainId", Samples.CHAIN)
          .put("gate", Samples.GATE.hex())
          .put("account", Samples.SAFE.hex())
          .put("name", name)
          .put("agentId", agentId.hex())
          .put("slot", Samples.SLOT.value())
          .put("runId", Samples.SLOT.runId(agentId).hex());
    }
    return rows;
  }

  private static JsonNode signed(String kind, JsonNode message, Address gate, Bytes32 hash) {
    ObjectNode row = NODES.objectNode();
    row.put("kind", kind);
    row.set("message", message);
    row.put("chainId", Samples.CHAIN).put("verifyingContract", gate.hex());
    row.put("domainSeparator", Eip712.domainSeparator(Samples.CHAIN, gate).hex());
    row.put("signingHash", hash.hex());
    ArrayNode signatures = row.putArray("signatures");
    for (VerifierKey key : Samples.VERIFIERS.subList(0, 3)) {
      signatures
          .addObject()
          .put("secret", String.format("%064x", key.secret()))
          .put("address", key.address().hex())
          .put("signature", key.sign(hash).hex());
    }
    return row;
  }

  private static String hex(byte[] bytes) {
    return HexFormat.of().formatHex(bytes);
  }
}
