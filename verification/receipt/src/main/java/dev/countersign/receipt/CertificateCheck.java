package dev.countersign.receipt;

import java.util.ArrayList;
import java.util.List;

/** The certificate, and the report about a bundle that has one. */
final class CertificateCheck {
  private final OfflineCheck check;
  private final Trust trust;
  private final Receipt receipt;

  CertificateCheck(OfflineCheck check, Trust trust) {
    this.check = check;
    this.trust = trust;
    this.receipt = check.receipt();
  }

  /** Checks everything that {@link OfflineCheck} left, cheapest first. */
  Report report() throws ReceiptRejected {
    Certificate certificate =
        check
            .bundle()
            .certificate()
            .orElseThrow(
                () -> new ReceiptRejected(Reason.NO_CERTIFICATE, "no verifier has signed"));
    if (!certificate.verdict().equals(Verdict.of(receipt, check.receiptId()))) {
      throw new ReceiptRejected(
          Reason.VERDICT_MISMATCH, "the verdict that was signed is not about this receipt");
    }
    int needed = Math.max(trust.quorum(), check.bundle().manifest().verify().quorum());
    if (certificate.signatures().size() != needed) {
      throw new ReceiptRejected(
          Reason.BAD_SIGNATURE_COUNT,
          "exactly "
              + needed
              + " verifiers must have signed; there are "
              + certificate.signatures().size()
              + " signatures");
    }
    check.contents();
    List<Address> signers = signers(certificate, trust, receipt.receipt().issuedAt());
    return new Report(
        check.receiptId(),
        receipt.receipt().agentId(),
        receipt.receipt().slot(),
        receipt.receipt().mode(),
        signers,
        new Claims(check, signers.size()).list(),
        trust);
  }

  /** Who signed: trusted verifiers at that time, strictly ascending, over the one verdict. */
  static List<Address> signers(Certificate certificate, Trust trust, long at)
      throws ReceiptRejected {
    Bytes32 hash = certificate.verdict().signingHash(trust.chainId(), trust.gate());
    List<Address> signers = new ArrayList<>();
    for (Bytes signature : certificate.signatures()) {
      Address signer = Secp256k1.recover(hash, signature);
      if (trust.verifier(signer, at).isEmpty()) {
        throw new ReceiptRejected(
            Reason.UNKNOWN_VERIFIER, signer + " is no trusted verifier at " + at);
      }
      if (!signers.isEmpty() && signers.getLast().compareTo(signer) >= 0) {
        throw new ReceiptRejected(
            Reason.SIGNERS_NOT_ASCENDING, "the signers are not strictly ascending by address");
      }
      signers.add(signer);
    }
    return signers;
  }
}
