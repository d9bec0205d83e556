package dev.countersign.receipt;

import java.security.SecureRandom;
import org.bouncycastle.math.ec.rfc8032.Ed25519;

/**
 * The private Ed25519 key (RFC 8032) with which a runtime signs its receipts. An instructor's key,
 * which is another one, has the same form.
 *
 * <p>Guarantees: deterministic signatures; the text form shows the public key only; thread-safe.
 * Does not guarantee that the key is wiped from memory.
 */
public final class ReceiptKey {
  private final byte[] seed;
  private final byte[] publicKey;
  private final Bytes32 name;

  private ReceiptKey(byte[] seed) {
    this.seed = seed;
    this.publicKey = new byte[Ed25519.PUBLIC_KEY_SIZE];
    Ed25519.generatePublicKey(seed, 0, publicKey, 0);
    this.name = Bytes32.of(publicKey);
  }

  /** A new key. */
  public static ReceiptKey generate(SecureRandom random) {
    byte[] seed = new byte[Ed25519.SECRET_KEY_SIZE];
    random.nextBytes(seed);
    return new ReceiptKey(seed);
  }

  /**
   * The key of a seed, which is copied.
   *
   * @param seed 32 secret bytes
   * @throws IllegalArgumentException when it has another length
   */
  public static ReceiptKey of(byte[] seed) {
    if (seed.length != Ed25519.SECRET_KEY_SIZE) {
      throw new IllegalArgumentException("an Ed25519 seed has 32 bytes, not " + seed.length);
    }
    return new ReceiptKey(seed.clone());
  }

  /** The public key. */
  public Bytes32 publicKey() {
    return name;
  }

  /** The secret seed, a fresh array: for an encrypted key file and nothing else. */
  public byte[] seed() {
    return seed.clone();
  }

  /** The 64 bytes of the signature over a message (pure Ed25519, no context). */
  public byte[] sign(byte[] message) {
    byte[] signature = new byte[Ed25519.SIGNATURE_SIZE];
    Ed25519.sign(seed, 0, publicKey, 0, message, 0, message.length, signature, 0);
    return signature;
  }

  /** Whether this is the key's signature over the message. */
  static boolean verify(Bytes32 publicKey, byte[] message, byte[] signature) {
    return signature.length == Ed25519.SIGNATURE_SIZE
        && Ed25519.verify(signature, 0, publicKey.toArray(), 0, message, 0, message.length);
  }

  @Override
  public String toString() {
    return "ReceiptKey[" + name + "]";
  }
}
