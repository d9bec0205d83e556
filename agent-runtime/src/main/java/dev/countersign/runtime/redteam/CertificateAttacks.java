package dev.countersign.runtime.redteam;

import dev.countersign.network.evaluate.Evaluation;
import dev.countersign.network.gate.Gate;
import dev.countersign.network.gate.GateAgent;
import dev.countersign.network.gate.GateError;
import dev.countersign.receipt.Address;
import dev.countersign.receipt.Bundle;
import dev.countersign.receipt.Bytes;
import dev.countersign.receipt.Bytes32;
import dev.countersign.receipt.Call;
import dev.countersign.receipt.Certificate;
import dev.countersign.receipt.Dsse;
import dev.countersign.receipt.Flow;
import dev.countersign.receipt.Intent;
import dev.countersign.receipt.Manifest;
import dev.countersign.receipt.Mode;
import dev.countersign.receipt.Profile;
import dev.countersign.receipt.Reason;
import dev.countersign.receipt.ReceiptRejected;
import dev.countersign.receipt.Receipts;
import dev.countersign.receipt.Slot;
import dev.countersign.receipt.VerifierKey;
import dev.countersign.runtime.run.Trusts;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;

/** What can be done with certificates: every one is offered to the gate by the hot key. */
final class CertificateAttacks {
  private static final BigInteger CURVE_ORDER =
      new BigInteger("fffffffffffffffffffffffffffffffebaaedce6af48a03bbfd25e8cd0364141", 16);
  private static final int R_AND_S = 2 + 128;
  private static final long HOUR = 3_600;

  private CertificateAttacks() {}

  static List<Attack> list() {
    return List.of(
        attack("replayed-receipt", "uses a certificate twice", CertificateAttacks::replayed),
        attack(
            "older-slot",
            "uses an older decision after a newer one",
            CertificateAttacks::olderSlot),
        attack(
            "signed-for-other-chain",
            "uses signatures for another chain",
            CertificateAttacks::signedForOtherChain),
        attack(
            "signed-for-other-gate",
            "uses signatures for another gate",
            CertificateAttacks::signedForOtherGate),
        attack(
            "signed-for-other-account",
            "uses a verdict about another account",
            CertificateAttacks::signedForOtherAccount),
        attack(
            "paper-as-live",
            "executes what was only certified on paper",
            CertificateAttacks::paperAsLive,
            Need.DECISION),
        attack(
            "changed-calls",
            "changes recipient, amount, minimum or deadline after signing",
            CertificateAttacks::changedCalls),
        attack(
            "changed-flows",
            "lowers what must come in after signing",
            CertificateAttacks::changedFlows),
        attack(
            "changed-window",
            "makes a signed verdict last longer",
            CertificateAttacks::changedWindow),
        attack("expired", "comes after the verdict's time", CertificateAttacks::expired),
        attack("not-yet-valid", "comes before the verdict's time", CertificateAttacks::notYetValid),
        attack(
            "weak-profile-verdict",
            "has a verdict of a weaker profile",
            CertificateAttacks::weakProfile),
        attack(
            "manifest-not-registered",
            "has a verdict about another manifest",
            CertificateAttacks::manifestNotRegistered),
        attack(
            "wider-limits",
            "hands the gate a configuration with wider limits",
            CertificateAttacks::widerLimits),
        attack(
            "revoked-agent-order",
            "has an order of an agent that was revoked executed",
            CertificateAttacks::revoked),
        attack("too-few-signatures", "is one signature short", CertificateAttacks::tooFew),
        attack(
            "one-signer-twice",
            "lets one verifier sign twice",
            CertificateAttacks::oneTwice,
            Need.SEVERAL_SIGNERS),
        attack(
            "signers-reversed",
            "brings the signatures in another order",
            CertificateAttacks::reversed,
            Need.SEVERAL_SIGNERS),
        attack(
            "unknown-signer",
            "signs with a key that is no verifier's",
            CertificateAttacks::unknownSigner),
        attack(
            "removed-signer",
            "uses a signature of a verifier that was removed",
            CertificateAttacks::removedSigner),
        attack(
            "odd-signatures",
            "uses high-s, v of 0, 64-byte and contract signatures",
            CertificateAttacks::odd),
        attack(
            "strangers-certificate",
            "shows an auditor a bundle that strangers certified",
            CertificateAttacks::strangersCertificate,
            Need.DECISION));
  }

  private static Attack attack(String id, String does, Attack.Plot plot, Need... more) {
    return Attack.of(id, Family.RECEIPTS, does, plot, Need.and(Need.ACTION, more));
  }

  private static List<VerifierKey> signers(Scene scene) {
    return scene.arena().signers();
  }

  private static Slot later(Slot slot) {
    return Slot.of(slot.anchor() + 1, 0);
  }

  private static void replayed(Scene scene) throws Exception {
    Order order = scene.order();
    scene.mustSucceed(order);
    scene.gate(order, GateError.SLOT_NOT_RISING);
  }

  private static void olderSlot(Scene scene) throws Exception {
    Order order = scene.order();
    scene.mustSucceed(order.at(later(order.slot())));
    scene.gate(order, GateError.SLOT_NOT_RISING);
  }

  private static void signedForOtherChain(Scene scene) throws Exception {
    Order order = scene.order();
    scene.gate(
        order.calldata(order.signatures(signers(scene), 1, scene.agent().gate())),
        GateError.UNKNOWN_VERIFIER,
        GateError.SIGNERS_NOT_ASCENDING);
  }

  private static void signedForOtherGate(Scene scene) throws Exception {
    Order order = scene.order();
    scene.gate(
        order.calldata(
            order.signatures(signers(scene), scene.agent().chainId(), Scene.THIEF.address())),
        GateError.UNKNOWN_VERIFIER,
        GateError.SIGNERS_NOT_ASCENDING);
  }

  private static void signedForOtherAccount(Scene scene) throws Exception {
    Order order = scene.order();
    scene.gate(
        order.of(Scene.THIEF.address(), order.manifest(), order.profile()),
        GateError.WRONG_ACCOUNT);
  }

  /** The verifiers' own verdict on the same decision, which they sign for no gate. */
  private static void paperAsLive(Scene scene) throws Exception {
    Evaluation honest = scene.honest();
    Bundle paper = scene.signed(honest, honest.receipt(Mode.PAPER, Bytes32.ZERO));
    Certificate certificate = Wire.mustBeCertified(scene, paper);
    scene.gate(
        Gate.execute(
            paper.calls(),
            paper.flows(),
            certificate.verdict(),
            certificate.signatures(),
            scene.limits()),
        GateError.UNKNOWN_VERIFIER,
        GateError.SIGNERS_NOT_ASCENDING);
  }

  /** One word of the last call after the other. */
  private static void changedCalls(Scene scene) throws Exception {
    Order order = scene.order();
    List<Bytes> signatures = order.signatures(signers(scene));
    Call call = order.calls().getLast();
    if (call.data().length() == 0) {
      offer(scene, order, signatures, new Call(Scene.THIEF.address(), call.value(), call.data()));
      offer(
          scene,
          order,
          signatures,
          new Call(call.target(), call.value().add(BigInteger.ONE), call.data()));
      return;
    }
    int words = (call.data().length() - 4) / 32;
    for (int word = 0; word < words; word++) {
      BigInteger is = Abi.word(call.data(), word);
      BigInteger other =
          is.bitLength() > 96 ? Abi.number(Scene.THIEF.address()) : is.add(BigInteger.ONE);
      offer(
          scene,
          order,
          signatures,
          new Call(call.target(), call.value(), Abi.withWord(call.data(), word, other)));
    }
  }

  private static void offer(Scene scene, Order order, List<Bytes> signatures, Call last)
      throws Exception {
    List<Call> calls = new ArrayList<>(order.calls());
    calls.set(calls.size() - 1, last);
    scene.gate(
        Gate.execute(calls, order.flows(), order.verdict(), signatures, order.limits()),
        GateError.CALLS_HASH_MISMATCH);
  }

  private static void changedFlows(Scene scene) throws Exception {
    Order order = scene.order();
    List<Flow> lower =
        order.flows().stream()
            .map(flow -> new Flow(flow.token(), flow.least().subtract(BigInteger.TEN)))
            .toList();
    scene.gate(
        Gate.execute(
            order.calls(),
            lower,
            order.verdict(),
            order.signatures(signers(scene)),
            order.limits()),
        GateError.CALLS_HASH_MISMATCH);
  }

  private static void changedWindow(Scene scene) throws Exception {
    Order order = scene.order();
    Order longer = order.valid(order.validAfter(), order.validUntil() + HOUR);
    scene.gate(
        longer.calldata(order.signatures(signers(scene))),
        GateError.UNKNOWN_VERIFIER,
        GateError.SIGNERS_NOT_ASCENDING);
  }

  private static void expired(Scene scene) throws Exception {
    Order order = scene.order();
    scene.ground().world().mineAt(order.validUntil() + 1);
    scene.gate(order, GateError.EXPIRED);
  }

  private static void notYetValid(Scene scene) throws Exception {
    Order order = scene.order();
    scene.gate(order.valid(order.validUntil(), order.validUntil() + HOUR), GateError.NOT_YET_VALID);
  }

  private static void weakProfile(Scene scene) throws Exception {
    Order order = scene.order();
    Profile weak = order.profile() == Profile.SIGNED ? Profile.MARGIN : Profile.SIGNED;
    scene.gate(order.of(order.account(), order.manifest(), weak), GateError.PROFILE_NOT_PERMITTED);
  }

  private static void manifestNotRegistered(Scene scene) throws Exception {
    Order order = scene.order();
    scene.gate(
        order.of(order.account(), Bytes32.sha256(new byte[1]), order.profile()),
        GateError.MANIFEST_MISMATCH);
  }

  private static void widerLimits(Scene scene) throws Exception {
    Order order = scene.order();
    GateAgent wider = GateAgent.of(Altered.generous(scene.agent()));
    scene.gate(
        order.within(wider).of(order.account(), wider.manifestHash(), order.profile()),
        GateError.CONFIG_MISMATCH);
  }

  private static void revoked(Scene scene) throws Exception {
    Order order = scene.order();
    ownerCalls(scene, Gate.revoke(scene.agent().agentId()));
    scene.gate(order, GateError.UNKNOWN_AGENT);
  }

  private static void ownerCalls(Scene scene, Bytes data) throws Exception {
    scene.ground().ownerCalls(List.of(new Call(scene.agent().gate(), BigInteger.ZERO, data)));
  }

  private static void tooFew(Scene scene) throws Exception {
    Order order = scene.order();
    List<Bytes> signatures = order.signatures(signers(scene));
    scene.gate(
        order.calldata(signatures.subList(1, signatures.size())), GateError.BAD_SIGNATURE_COUNT);
    scene.gate(order.calldata(List.of()), GateError.BAD_SIGNATURE_COUNT);
  }

  private static void oneTwice(Scene scene) throws Exception {
    Order order = scene.order();
    List<Bytes> signatures = new ArrayList<>(order.signatures(signers(scene)));
    signatures.set(1, signatures.getFirst());
    scene.gate(order.calldata(signatures), GateError.SIGNERS_NOT_ASCENDING);
  }

  private static void reversed(Scene scene) throws Exception {
    Order order = scene.order();
    scene.gate(
        order.calldata(order.signatures(signers(scene)).reversed()),
        GateError.SIGNERS_NOT_ASCENDING);
  }

  private static void unknownSigner(Scene scene) throws Exception {
    Order order = scene.order();
    List<VerifierKey> signers = new ArrayList<>(signers(scene));
    signers.set(signers.size() - 1, Scene.THIEF);
    scene.gate(order.signedBy(signers), GateError.UNKNOWN_VERIFIER);
  }

  private static void removedSigner(Scene scene) throws Exception {
    Order order = scene.order();
    ownerCalls(scene, Gate.removeVerifier(signers(scene).getFirst().address()));
    scene.gate(order, GateError.UNKNOWN_VERIFIER);
  }

  private static void odd(Scene scene) throws Exception {
    Order order = scene.order();
    List<Bytes> good = order.signatures(signers(scene));
    String first = good.getFirst().hex();
    boolean v27 = first.endsWith("1b");
    BigInteger s = new BigInteger(first.substring(2 + 64, R_AND_S), 16);
    String highS =
        first.substring(0, 2 + 64)
            + "%064x".formatted(CURVE_ORDER.subtract(s))
            + (v27 ? "1c" : "1b");
    String contract =
        "0x"
            + "0".repeat(24)
            + scene.agent().account().hex().substring(2)
            + "%064x".formatted(65)
            + "00";
    List<String> forms =
        List.of(
            highS,
            first.substring(0, R_AND_S) + (v27 ? "00" : "01"),
            first.substring(0, R_AND_S),
            first + "00",
            contract);
    for (String form : forms) {
      List<Bytes> signatures = new ArrayList<>(good);
      signatures.set(0, new Bytes(form));
      scene.gate(order.calldata(signatures), GateError.MALFORMED_SIGNATURE);
    }
  }

  /** Off chain it must not convince anybody either. */
  private static void strangersCertificate(Scene scene) throws Exception {
    Evaluation honest = scene.honest();
    Manifest agent = scene.agent();
    List<Intent> intents = scene.move().intents();
    Evaluation lie = Altered.decision(honest, intents, scene.move().plan());
    Bundle bundle =
        lie.bundle(Dsse.sign(lie.receipt(Mode.LIVE, Bytes32.ZERO), scene.arena().receiptKey()));
    var verdict = dev.countersign.receipt.Verdict.of(bundle.receipt());
    Bytes32 hash = verdict.signingHash(agent.chainId(), agent.gate());
    List<Bytes> signatures = new ArrayList<>();
    List<VerifierKey> strangers = new ArrayList<>();
    for (int i = 1; i <= agent.verify().quorum(); i++) {
      strangers.add(VerifierKey.of(BigInteger.valueOf(0xbad0 + i)));
    }
    strangers.sort(java.util.Comparator.comparing(VerifierKey::address));
    strangers.forEach(key -> signatures.add(key.sign(hash)));
    Bundle certified = bundle.withCertificate(new Certificate(verdict, signatures));
    Address gate = agent.gate();
    scene.elsewhere(
        Stopper.OFFLINE,
        Reason.UNKNOWN_VERIFIER.name(),
        () -> {
          try {
            Receipts.verify(certified, Trusts.of(scene.arena().network(), gate));
            return Scene.Result.allowed("verified");
          } catch (ReceiptRejected e) {
            return Scene.rejected(e);
          }
        });
    scene.gate(
        Gate.execute(certified.calls(), certified.flows(), verdict, signatures, scene.limits()),
        GateError.UNKNOWN_VERIFIER,
        GateError.NOT_YET_VALID,
        GateError.EXPIRED);
  }
}
