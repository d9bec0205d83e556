package dev.countersign.receipt;

import java.util.OptionalLong;

/**
 * Checks bundles offline.
 *
 * <p>Guarantees: a check returns normally only when everything that the bundle and the trust allow
 * to be computed again was computed and agreed; otherwise it throws with a reason. Reads no clock:
 * without an instant it says nothing about now, only that verifiers were verifiers at the receipt's
 * own time. Does not read a chain, run a model or a strategy, nor tell whether the action was
 * executed; the {@link Report} names what was not checked.
 */
public final class Receipts {
  private Receipts() {}

  /**
   * Checks the bytes of a bundle.
   *
   * @param bundle the file
   * @param trust whom to believe; {@link Trust#NONE} gives {@link Reason#NO_TRUST}
   */
  public static Report verify(byte[] bundle, Trust trust) throws ReceiptRejected {
    requireTrust(trust);
    return verify(PublishedBundle.parse(bundle), trust);
  }

  /**
   * Checks the bytes of a bundle and that its window is open at an instant.
   *
   * @param at unix seconds; beyond the window is {@link Reason#EXPIRED}, before it {@link
   *     Reason#NOT_YET_VALID}
   */
  public static Report verify(byte[] bundle, Trust trust, long at) throws ReceiptRejected {
    requireTrust(trust);
    return verify(PublishedBundle.parse(bundle), trust, OptionalLong.of(at));
  }

  /** Checks a bundle of which nothing is withheld. */
  public static Report verify(Bundle bundle, Trust trust) throws ReceiptRejected {
    return verify(PublishedBundle.of(bundle), trust, OptionalLong.empty());
  }

  /** Checks a bundle and that its window is open at an instant, in unix seconds. */
  public static Report verify(Bundle bundle, Trust trust, long at) throws ReceiptRejected {
    return verify(PublishedBundle.of(bundle), trust, OptionalLong.of(at));
  }

  /** Checks a bundle of which parts may be withheld; the report says which. */
  public static Report verify(PublishedBundle bundle, Trust trust) throws ReceiptRejected {
    return verify(bundle, trust, OptionalLong.empty());
  }

  private static Report verify(PublishedBundle bundle, Trust trust, OptionalLong at)
      throws ReceiptRejected {
    requireTrust(trust);
    OfflineCheck check = OfflineCheck.of(bundle);
    check.trusted(trust);
    if (at.isPresent()) {
      check.open(at.getAsLong());
    }
    return new CertificateCheck(check, trust).report();
  }

  /**
   * Checks everything but the certificate: what a verifier does before it looks at the chain.
   *
   * @return the receipt
   */
  public static Receipt checkUncertified(Bundle bundle) throws ReceiptRejected {
    OfflineCheck check = OfflineCheck.of(PublishedBundle.of(bundle));
    check.contents();
    return check.receipt();
  }

  private static void requireTrust(Trust trust) throws ReceiptRejected {
    if (trust.verifiers().isEmpty()) {
      throw new ReceiptRejected(
          Reason.NO_TRUST,
          "nothing says whom to trust: name the network's verifiers, their gate and quorum");
    }
  }
}
