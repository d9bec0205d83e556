package dev.countersign.receipt;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import org.bouncycastle.math.ec.rfc8032.Ed25519;

/**
 * A signed payload: the Dead Simple Signing Envelope, version 1 (secure-systems-lab/dsse), with
 * Ed25519 (RFC 8032).
 *
 * <p>Guarantees: base64 is in its only form (RFC 4648 section 4, padded, no spare bits). Does not
 * guarantee that a signature is right before {@link #verify} returned.
 *
 * @param payloadType the media type of the payload
 * @param payload base64
 * @param signatures in order
 */
public record Dsse(String payloadType, String payload, List<Signature> signatures) {
  /** The media type of in-toto statements. */
  public static final String IN_TOTO = "application/vnd.in-toto+json";

  /**
   * @throws IllegalArgumentException when the payload is not canonical base64
   */
  public Dsse {
    Text.name("payload type", payloadType);
    signatures = List.copyOf(signatures);
    CanonicalBase64.decode(payload);
  }

  /**
   * A signature.
   *
   * @param keyid the public key: 64 lower-case hexadecimal digits
   * @param sig base64 of 64 bytes
   */
  public record Signature(Bytes32 keyid, String sig) {
    /**
     * @throws IllegalArgumentException when the signature is not canonical base64 of 64 bytes
     */
    public Signature {
      if (CanonicalBase64.decode(sig).length != Ed25519.SIGNATURE_SIZE) {
        throw new IllegalArgumentException("an Ed25519 signature has 64 bytes");
      }
    }
  }

  /** Signs a payload with one key. */
  public static Dsse sign(String payloadType, byte[] payload, ReceiptKey key) {
    byte[] signature = key.sign(pae(payloadType, payload));
    return new Dsse(
        payloadType,
        CanonicalBase64.encode(payload),
        List.of(new Signature(key.publicKey(), CanonicalBase64.encode(signature))));
  }

  /** Signs a receipt: an envelope of type {@link #IN_TOTO}. */
  public static Dsse sign(Receipt receipt, ReceiptKey key) {
    return sign(IN_TOTO, receipt.canonicalPayload(), key);
  }

  /** The payload, a fresh array. */
  public byte[] payloadBytes() {
    return Base64.getDecoder().decode(payload);
  }

  /**
   * The bytes that are signed, the pre-authentication encoding: {@code "DSSEv1" SP LEN(type) SP
   * type SP LEN(body) SP body}, lengths in decimal digits.
   */
  public static byte[] pae(String payloadType, byte[] payload) {
    byte[] type = payloadType.getBytes(StandardCharsets.UTF_8);
    byte[] head =
        ("DSSEv1 " + type.length + " " + payloadType + " " + payload.length + " ")
            .getBytes(StandardCharsets.UTF_8);
    byte[] pae = new byte[head.length + payload.length];
    System.arraycopy(head, 0, pae, 0, head.length);
    System.arraycopy(payload, 0, pae, head.length, payload.length);
    return pae;
  }

  /**
   * Returns normally only when there is exactly one signature, it names this key, and it is this
   * key's over this payload.
   *
   * @param publicKey Ed25519
   * @throws ReceiptRejected with {@link Reason#BAD_RECEIPT_SIGNATURE}
   */
  public void verify(Bytes32 publicKey) throws ReceiptRejected {
    if (signatures.size() != 1 || !signatures.getFirst().keyid().equals(publicKey)) {
      throw new ReceiptRejected(
          Reason.BAD_RECEIPT_SIGNATURE,
          "the envelope does not have exactly one signature, by the key " + publicKey);
    }
    byte[] signature = Base64.getDecoder().decode(signatures.getFirst().sig());
    if (!ReceiptKey.verify(publicKey, pae(payloadType, payloadBytes()), signature)) {
      throw new ReceiptRejected(
          Reason.BAD_RECEIPT_SIGNATURE,
          "the signature is not one of the key " + publicKey + " over this payload");
    }
  }
}
