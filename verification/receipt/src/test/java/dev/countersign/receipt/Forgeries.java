package dev.countersign.receipt;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** Bundles that must be rejected, each with the one reason it must be rejected for. */
final class Forgeries {
  /**
   * One forged bundle.
   *
   * @param name the reason, and a variant after a full stop
   * @param reason what a check must answer
   * @param how what was done, for a person
   * @param text the file, in UTF-8
   * @param trust whom the check believes
   * @param at the instant it is asked about, if any
   */
  record Forgery(
      String name, Reason reason, String how, String text, Trust trust, OptionalLong at) {
    byte[] bytes() {
      return text.getBytes(UTF_8);
    }
  }

  private final List<Forgery> all = new ArrayList<>();
  private final Manifest manifest = Samples.manifest(Samples.SIGNAL);
  private final Bundle good;
  private final String text;

  private Forgeries() throws ReceiptRejected {
    good = Samples.certified(Samples.swap(manifest).sign());
    text = new String(good.toBytes(), UTF_8);
  }

  static List<Forgery> all() throws ReceiptRejected {
    Forgeries forgeries = new Forgeries();
    forgeries.document();
    forgeries.contents();
    forgeries.trusted();
    forgeries.receipt();
    forgeries.agent();
    forgeries.action();
    forgeries.certificate();
    forgeries.signatures();
    return List.copyOf(forgeries.all);
  }

  private void document() throws ReceiptRejected {
    String type = "\"type\":\"" + PublishedBundle.TYPE + "\"";
    add("MALFORMED", "a member is there twice", text.replace(type, type + "," + type));
    add(
        "MALFORMED.fraction",
        "a time with a fraction",
        text.replace("\"validUntil\":1735689690", "\"validUntil\":1735689690.0"));
    add(
        "MALFORMED.exponent",
        "a time with an exponent",
        text.replace("\"version\":1", "\"version\":1e0"));
    add("MALFORMED.trailing", "text after the bundle", text + "{}");
    add(
        "MALFORMED.surrogate",
        "half of a surrogate pair",
        text.replace("Z\u00fcrich", "Z\\ud800rich"));
    add("NOT_CANONICAL", "a line break at the end", text + "\n");
    add(
        "NOT_CANONICAL.escape",
        "a letter written as an escape",
        text.replace("Z\u00fcrich", "Z\\u00fcrich"));
    add(
        "SCHEMA",
        "a member that the format does not have",
        Samples.edited(good, b -> b.put("note", "")));
    add("SCHEMA.missing", "no flows", Samples.edited(good, b -> b.remove("flows")));
    add(
        "SCHEMA.null",
        "null for calls",
        Samples.edited(good, b -> at(b, "/calls").set(0, b.nullNode())));
    add(
        "SCHEMA.null-token",
        "null among the manifest's tokens",
        Samples.edited(good, b -> at(b, "/manifest/tokens").set(0, b.nullNode())));
    add(
        "SCHEMA.null-signature",
        "null among the signatures",
        Samples.edited(good, b -> at(b, "/certificate/signatures").set(0, b.nullNode())));
    add(
        "SCHEMA.amount",
        "an amount with a leading zero",
        text.replace("\"value\":\"0\"", "\"value\":\"00\""));
    add("SCHEMA.number", "an amount as a number", text.replace("\"value\":\"0\"", "\"value\":0"));
    add(
        "SCHEMA.digits",
        "an amount in other digits",
        text.replace("\"value\":\"0\"", "\"value\":\"\u0660\""));
    add(
        "SCHEMA.checksum",
        "an address in mixed case",
        text.replace(Samples.ROUTER.hex(), Samples.ROUTER.checksummed()));
    add(
        "SCHEMA.base64",
        "base64 without its padding",
        Samples.edited(good, b -> edit(b, "/envelope/signatures/0/sig", s -> s.replace("=", ""))));
    add(
        "SCHEMA.nan",
        "a tensor that holds NaN",
        Samples.edited(good, b -> edit(b, "/outputs/1/data", s -> "AADAfw==")));
    add(
        "SCHEMA.order",
        "tensors out of order",
        Samples.edited(good, b -> at(b, "/outputs").add(at(b, "/outputs").remove(0))));
    add(
        "UNKNOWN_VERSION",
        "another version of the bundle",
        text.replace(PublishedBundle.TYPE, "urn:countersign:bundle:2"));
    Receipt two = Samples.swap(manifest).receipt();
    byte[] payload =
        new String(two.canonicalPayload(), UTF_8)
            .replace("\"version\":1}", "\"version\":2}")
            .getBytes(UTF_8);
    add(
        "UNKNOWN_VERSION.receipt",
        "another version of the receipt",
        enveloped(Dsse.sign(Dsse.IN_TOTO, payload, Samples.RECEIPT_KEY)).toBytes());
    add(
        "UNKNOWN_VERSION.payload",
        "another type of payload",
        enveloped(Dsse.sign("application/json", two.canonicalPayload(), Samples.RECEIPT_KEY))
            .toBytes());
  }

  private void contents() throws ReceiptRejected {
    add(
        "DIGEST_MISMATCH",
        "a balance was changed",
        Samples.edited(
            good, b -> put(b, "/observations/1/content/balances/0", "amount", "9000000001")));
    add(
        "DIGEST_MISMATCH.output",
        "one bit of the output was flipped",
        Samples.edited(good, b -> edit(b, "/outputs/1/data", s -> "AQCAPg==")));
    add(
        "DIGEST_MISMATCH.input",
        "one bit of the input was flipped",
        Samples.edited(good, b -> edit(b, "/inputs/0/data", s -> "AQ" + s.substring(2))));
    add(
        "DIGEST_MISMATCH.dropped",
        "an observation was dropped",
        Samples.edited(good, b -> at(b, "/observations").remove(2)));
    add(
        "DIGEST_MISMATCH.reordered",
        "two observations changed places",
        Samples.edited(good, b -> at(b, "/observations").add(at(b, "/observations").remove(0))));
    add(
        "DIGEST_MISMATCH.class",
        "what was only carried is called read from the chain",
        text.replace("\"carried\"", "\"chain\""));
    PublishedBundle published = PublishedBundle.of(good).withholdObservation(2);
    add(
        "DIGEST_MISMATCH.withheld",
        "an observation is withheld under another digest",
        new String(published.toBytes(), UTF_8)
            .replace(
                "{\"digest\":\"" + good.observations().get(2).digest(),
                "{\"digest\":\"" + good.observations().get(1).digest()));
    add(
        "CALLS_HASH_MISMATCH",
        "the recipient of a call was changed",
        text.replace("\"target\":\"" + Samples.ROUTER, "\"target\":\"" + Samples.address(0x99)));
    add(
        "CALLS_HASH_MISMATCH.least",
        "a least amount was lowered",
        text.replace("\"least\":\"70000000000000000\"", "\"least\":\"1\""));
    add(
        "WRONG_BLOCK",
        "the time of an observation's block was changed",
        Samples.edited(
            good,
            b -> put(b, "/observations/0/block", "timestamp", Samples.BLOCK.timestamp() + 1)));
    Samples.Draft late = Samples.swap(manifest);
    Receipt receipt =
        Samples.edited(late.receipt(), r -> put(r, "/input/observations/1/block", "number", 1235));
    List<Observation> observations = new ArrayList<>(late.observations);
    Observation second = observations.get(1);
    observations.set(
        1,
        new Observation(
            second.kind(),
            second.observationClass(),
            second.source(),
            new BlockRef(1235, Samples.BLOCK.hash(), Samples.BLOCK.timestamp()),
            second.content()));
    late.observations = observations;
    add(
        "WRONG_BLOCK.two",
        "observations of two blocks",
        Samples.certified(late.sign(receipt)).toBytes());
  }

  private void trusted() throws ReceiptRejected {
    byte[] bytes = good.toBytes();
    Trust trust = Samples.trust();
    add("NO_TRUST", "nothing is wrong with the bundle, but nobody is believed", bytes, Trust.NONE);
    add(
        "WRONG_CHAIN",
        "the agent lives on another chain than the trusted one",
        bytes,
        Trust.of(1, trust.gate(), trust.verifiers(), 2));
    add(
        "WRONG_GATE",
        "the agent's gate is not the trusted one",
        bytes,
        Trust.of(Samples.CHAIN, Samples.address(0x6b), trust.verifiers(), 2));
    Samples.Draft paper = Samples.swap(manifest);
    paper.mode = Mode.PAPER;
    add(
        "WRONG_GATE.paper",
        "a receipt on paper passed off as a live one",
        Samples.certified(paper.sign()).toBytes());
    add("WRONG_GATE.live", "a live receipt passed off as one on paper", bytes, trust.forPaper());
    add(
        "MANIFEST_MISMATCH.registered",
        "another manifest is registered",
        bytes,
        trust.withManifest(Samples.sha256("another manifest")));
    add(
        "EXPIRED",
        "asked about one second after the window",
        bytes,
        trust,
        OptionalLong.of(Samples.ANCHOR + 91));
    add(
        "NOT_YET_VALID",
        "asked about one second before the pinned block",
        bytes,
        trust,
        OptionalLong.of(Samples.BLOCK.timestamp() - 1));
  }

  private void receipt() throws ReceiptRejected {
    add("BAD_RECEIPT_SIGNATURE", "signed by another key under the right key's name", resigned());
    Samples.Draft stranger = Samples.swap(manifest);
    stranger.key = ReceiptKey.of(Samples.sha256("stranger").toArray());
    add(
        "BAD_RECEIPT_SIGNATURE.key",
        "signed by another key under its own name",
        Samples.certified(stranger.sign()).toBytes());
    add(
        "MANIFEST_MISMATCH",
        "a cap was raised in the manifest",
        text.replace("\"maxPerAction\":\"500000000\"", "\"maxPerAction\":\"900000000\""));
    tampered(
        "RECEIPT_MISMATCH",
        "the receipt names another agent",
        r -> put(r, "/receipt", "agentId", Samples.sha256("agent").hex()));
    tampered(
        "RECEIPT_MISMATCH.anchor",
        "issued at no anchor of the slot",
        r -> put(r, "/receipt", "issuedAt", Samples.ANCHOR + 1));
    tampered(
        "RECEIPT_MISMATCH.end",
        "valid for longer than the window",
        r -> put(r, "/action", "validUntil", Samples.ANCHOR + 91));
    tampered(
        "CODE_MISMATCH",
        "another quantisation of the same model",
        r -> put(r, "/model", "digest", Samples.sha256("model bundle, q4").hex()));
    tampered(
        "PROFILE_NOT_PERMITTED",
        "checked within a margin where bit equality is demanded",
        r -> put(r, "/runtime", "profile", "margin"));
    tampered(
        "UNKNOWN_VERSION.evidence",
        "evidence of a kind that is unknown",
        r -> put(r, "/evidence", "kind", "trust-me"));
    tampered(
        "WRONG_CHAIN.action",
        "the action is for another chain",
        r -> put(r, "/action", "chainId", 1));
    tampered(
        "WRONG_ACCOUNT",
        "the action is for another account",
        r -> put(r, "/action", "account", Samples.ALICE.hex()));
    tampered(
        "WRONG_BLOCK.late",
        "the pinned block is later than the anchor",
        r -> put(r, "/action", "validAfter", Samples.ANCHOR + 1));
    Samples.Draft turn = Samples.swap(manifest);
    turn.slot = Slot.of(Samples.ANCHOR, 1);
    add(
        "SLOT_OFF_SCHEDULE",
        "a second model turn where the manifest allows one",
        Samples.certified(turn.sign()).toBytes());
  }

  private void agent() throws ReceiptRejected {
    Samples.Draft vouched =
        Samples.swap(Samples.manifest(Samples.SIGNAL, Samples.GATE, Profile.SIGNED, 2));
    add(
        "PROFILE_NOT_PERMITTED.signed",
        "a signature alone moves money",
        Samples.certified(vouched.sign()).toBytes());
    Bytes32 agentId = manifest.agentId();
    ReceiptKey stranger = ReceiptKey.of(Samples.sha256("stranger").toArray());
    instructed(
        "UNAUTHORISED_INSTRUCTION",
        "by a key that is no instructor's",
        Instruction.sign("pay", agentId, Samples.SLOT, stranger));
    instructed(
        "UNAUTHORISED_INSTRUCTION.self",
        "by the receipt key itself",
        Instruction.sign("pay", agentId, Samples.SLOT, Samples.RECEIPT_KEY));
    instructed(
        "UNAUTHORISED_INSTRUCTION.slot",
        "for another slot",
        Instruction.sign("pay", agentId, Slot.of(Samples.ANCHOR - 3600, 0), Samples.INSTRUCTOR));
    instructed(
        "UNAUTHORISED_INSTRUCTION.agent",
        "for another agent",
        Instruction.sign("pay", Samples.sha256("agent"), Samples.SLOT, Samples.INSTRUCTOR));
    Instruction said = Instruction.sign("pay 40", agentId, Samples.SLOT, Samples.INSTRUCTOR);
    instructed(
        "UNAUTHORISED_INSTRUCTION.text",
        "with another text",
        new Instruction("pay 400", said.key(), said.signature()));
  }

  private void action() throws ReceiptRejected {
    Samples.Draft hold = Samples.hold(manifest);
    hold.calls = Samples.transfer(manifest).calls;
    hold.flows = Samples.transfer(manifest).flows;
    add("ACTION_MISMATCH", "a hold that calls something", Samples.certified(hold.sign()).toBytes());
    Samples.Draft idle = Samples.swap(manifest);
    idle.calls = List.of();
    add(
        "ACTION_MISMATCH.idle",
        "a swap that calls nothing",
        Samples.certified(idle.sign()).toBytes());
  }

  private void certificate() throws ReceiptRejected {
    List<VerifierKey> keys = Samples.VERIFIERS;
    Bundle bare = Samples.swap(manifest).sign();
    add("NO_CERTIFICATE", "no verifier has signed", bare.toBytes());
    add(
        "BAD_SIGNATURE_COUNT",
        "one signature too few",
        Samples.certified(bare, keys.get(0)).toBytes());
    add(
        "BAD_SIGNATURE_COUNT.more",
        "one signature too many",
        Samples.certified(bare, keys.get(0), keys.get(1), keys.get(2)).toBytes());
    Trust demanding = Trust.of(Samples.CHAIN, Samples.GATE, Samples.trust().verifiers(), 3);
    add(
        "BAD_SIGNATURE_COUNT.trust",
        "enough for the manifest, too few for the trust",
        good.toBytes(),
        demanding);
    add(
        "VERDICT_MISMATCH",
        "a verdict about another receipt",
        bare.withCertificate(
                Samples.certified(Samples.hold(manifest).sign()).certificate().orElseThrow())
            .toBytes());
    add(
        "VERDICT_MISMATCH.field",
        "a verdict that is valid for longer",
        Samples.edited(
            good, b -> put(b, "/certificate/verdict", "validUntil", Samples.ANCHOR + 9000)));
    add(
        "SIGNERS_NOT_ASCENDING",
        "the signatures changed places",
        Samples.edited(
            good,
            b -> at(b, "/certificate/signatures").add(at(b, "/certificate/signatures").remove(0))));
    add(
        "SIGNERS_NOT_ASCENDING.twice",
        "one verifier counted twice",
        Samples.edited(
            good,
            b -> at(b, "/certificate/signatures").set(1, at(b, "/certificate/signatures").get(0))));
    add(
        "UNKNOWN_VERIFIER",
        "a signer who is no verifier",
        Samples.certified(bare, keys.get(0), keys.get(4)).toBytes());
    List<Trust.TrustedVerifier> removed = new ArrayList<>(Samples.trust().verifiers());
    removed.set(1, new Trust.TrustedVerifier(removed.get(1).address(), 0, Samples.ANCHOR));
    add(
        "UNKNOWN_VERIFIER.removed",
        "a signer who was removed before",
        good.toBytes(),
        Trust.of(Samples.CHAIN, Samples.GATE, removed, 2));
    List<Trust.TrustedVerifier> added = new ArrayList<>(Samples.trust().verifiers());
    added.set(1, Trust.TrustedVerifier.since(added.get(1).address(), Samples.ANCHOR + 1));
    add(
        "UNKNOWN_VERIFIER.added",
        "a signer who became a verifier later",
        good.toBytes(),
        Trust.of(Samples.CHAIN, Samples.GATE, added, 2));
    Verdict verdict = Verdict.of(bare.receipt());
    Bytes32 other = verdict.signingHash(Samples.CHAIN, Samples.address(0x6b));
    add(
        "UNKNOWN_VERIFIER.gate",
        "verdicts signed for another gate",
        bare.withCertificate(
                new Certificate(verdict, List.of(keys.get(0).sign(other), keys.get(1).sign(other))))
            .toBytes());
  }

  private void signatures() throws ReceiptRejected {
    signature("MALFORMED_SIGNATURE", "a signature with high s", Forgeries::highS);
    signature(
        "MALFORMED_SIGNATURE.v0",
        "a v of 0 or 1",
        s -> s.substring(0, 130) + (s.endsWith("1b") ? "00" : "01"));
    signature("MALFORMED_SIGNATURE.64", "a signature of 64 bytes", s -> s.substring(0, 130));
    signature(
        "MALFORMED_SIGNATURE.contract",
        "a contract's signature in the form of Safe",
        s ->
            "0x"
                + "0".repeat(24)
                + Samples.ALICE.hex().substring(2)
                + String.format("%064x", 65)
                + "00");
    signature("MALFORMED_SIGNATURE.zero", "zeros", s -> "0x" + "00".repeat(64) + "1b");
  }

  private void signature(String name, String how, UnaryOperator<String> change)
      throws ReceiptRejected {
    add(name, how, Samples.edited(good, b -> edit(b, "/certificate/signatures/0", change)));
  }

  private static String highS(String signature) {
    BigInteger s = new BigInteger(signature.substring(66, 130), 16);
    return signature.substring(0, 66)
        + String.format("%064x", Secp256k1.N.subtract(s))
        + (signature.endsWith("1b") ? "1c" : "1b");
  }

  /** A receipt with one thing changed and everything signed as it should be. */
  private void tampered(String name, String how, Consumer<ObjectNode> change)
      throws ReceiptRejected {
    Samples.Draft draft = Samples.swap(manifest);
    add(
        name,
        how,
        Samples.certified(draft.sign(Samples.edited(draft.receipt(), change))).toBytes());
  }

  private void instructed(String name, String how, Instruction instruction) throws ReceiptRejected {
    add(
        name,
        "an instruction " + how,
        Samples.certified(Samples.instructed(manifest, instruction).sign()).toBytes());
  }

  private Bundle enveloped(Dsse envelope) {
    return new Bundle(
        manifest,
        envelope,
        good.observations(),
        good.inputs(),
        good.outputs(),
        good.calls(),
        good.flows(),
        good.certificate());
  }

  private byte[] resigned() {
    Receipt receipt = Samples.swap(manifest).receipt();
    Dsse envelope = Dsse.sign(receipt, ReceiptKey.of(Samples.sha256("stranger").toArray()));
    Dsse.Signature signature =
        new Dsse.Signature(Samples.RECEIPT_KEY.publicKey(), envelope.signatures().getFirst().sig());
    return enveloped(new Dsse(Dsse.IN_TOTO, envelope.payload(), List.of(signature))).toBytes();
  }

  private static ArrayNode at(ObjectNode json, String pointer) {
    return (ArrayNode) json.at(pointer);
  }

  private static void put(ObjectNode json, String pointer, String name, String value) {
    ((ObjectNode) json.at(pointer)).put(name, value);
  }

  private static void put(ObjectNode json, String pointer, String name, long value) {
    ((ObjectNode) json.at(pointer)).put(name, value);
  }

  private static void edit(ObjectNode json, String pointer, UnaryOperator<String> change) {
    int slash = pointer.lastIndexOf('/');
    JsonNode parent = json.at(pointer.substring(0, slash));
    String last = pointer.substring(slash + 1);
    String changed = change.apply(json.at(pointer).stringValue());
    switch (parent) {
      case ArrayNode array -> array.set(Integer.parseInt(last), array.stringNode(changed));
      case ObjectNode object -> object.put(last, changed);
      default -> throw new IllegalArgumentException(pointer);
    }
  }

  private void add(String name, String how, String bundle) {
    if (bundle.equals(text)) {
      throw new IllegalStateException(name + " changes nothing");
    }
    add(name, how, bundle.getBytes(UTF_8));
  }

  private void add(String name, String how, byte[] bundle) {
    add(name, how, bundle, Samples.trust());
  }

  private void add(String name, String how, byte[] bundle, Trust trust) {
    add(name, how, bundle, trust, OptionalLong.empty());
  }

  private void add(String name, String how, byte[] bundle, Trust trust, OptionalLong at) {
    String reason = name.contains(".") ? name.substring(0, name.indexOf('.')) : name;
    all.add(new Forgery(name, Reason.valueOf(reason), how, new String(bundle, UTF_8), trust, at));
  }
}
