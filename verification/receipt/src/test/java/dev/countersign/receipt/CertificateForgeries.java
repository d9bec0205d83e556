package dev.countersign.receipt;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;

/** Receipts that are right, with a certificate that is not. */
final class CertificateForgeries extends Forgeries {
  CertificateForgeries() throws ReceiptRejected {}

  @Override
  void forge() throws ReceiptRejected {
    certificate();
    signatures();
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
    signature("MALFORMED_SIGNATURE", "a signature with high s", CertificateForgeries::highS);
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
}
