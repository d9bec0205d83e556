package dev.countersign.receipt;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import tools.jackson.databind.JsonNode;

/**
 * Signatures of verifiers over one identical verdict.
 *
 * <p>Does not guarantee that the signatures are right, enough, in order or by anybody in
 * particular: that is for {@link Receipts} off chain and for the gate on chain.
 *
 * @param verdict what they signed
 * @param signatures 65 bytes each, signers strictly ascending by address
 */
public record Certificate(Verdict verdict, List<Bytes> signatures) {
  /** Copies the list. */
  public Certificate {
    signatures = List.copyOf(signatures);
  }

  /**
   * The certificate of exactly k signatures: those of the k lowest addresses.
   *
   * @param signatures by signer, each already checked to be that signer's over this verdict
   * @throws IllegalArgumentException when there are fewer than k, or k is not positive
   */
  public static Certificate assemble(Verdict verdict, Map<Address, Bytes> signatures, int k) {
    if (k < 1 || signatures.size() < k) {
      throw new IllegalArgumentException(
          "a certificate of " + k + " needs as many signatures; there are " + signatures.size());
    }
    return new Certificate(verdict, new TreeMap<>(signatures).values().stream().limit(k).toList());
  }

  /** Reads the JSON form; whatever this record does not hold is refused. */
  public static Certificate parse(JsonNode json) throws ReceiptRejected {
    return JsonForm.read(json, Certificate.class);
  }

  /** The JSON form. */
  public JsonNode toJson() {
    return JsonForm.write(this);
  }
}
