package dev.countersign.receipt;

import java.math.BigInteger;
import java.security.SecureRandom;
import org.bouncycastle.crypto.digests.SHA256Digest;
import org.bouncycastle.crypto.signers.HMacDSAKCalculator;
import org.bouncycastle.math.ec.ECPoint;
import org.bouncycastle.math.ec.FixedPointCombMultiplier;
import org.bouncycastle.util.BigIntegers;

/**
 * A private secp256k1 key, as verifiers and EVM accounts have.
 *
 * <p>Guarantees: deterministic nonces (RFC 6979, HMAC-SHA-256); signatures are low-s with v of 27
 * or 28; the text form shows the address only; thread-safe. Does not guarantee constant time, nor
 * that the key is wiped from memory.
 */
public final class VerifierKey {
  private final BigInteger secret;
  private final Address address;

  private VerifierKey(BigInteger secret) {
    this.secret = secret;
    this.address = Secp256k1.address(multiplyG(secret));
  }

  /** A new key. */
  public static VerifierKey generate(SecureRandom random) {
    BigInteger secret;
    do {
      secret = new BigInteger(256, random);
    } while (secret.signum() == 0 || secret.compareTo(Secp256k1.N) >= 0);
    return new VerifierKey(secret);
  }

  /**
   * The key of a secret number.
   *
   * @throws IllegalArgumentException when it is not between 1 and the group's order - 1
   */
  public static VerifierKey of(BigInteger secret) {
    if (secret.signum() <= 0 || secret.compareTo(Secp256k1.N) >= 0) {
      throw new IllegalArgumentException("not a private key of secp256k1");
    }
    return new VerifierKey(secret);
  }

  /** The account. */
  public Address address() {
    return address;
  }

  /** The secret number: for an encrypted key file and nothing else. */
  public BigInteger secret() {
    return secret;
  }

  /** The signature over a hash: r, s and v (27 or 28), 65 bytes. */
  public Bytes sign(Bytes32 hash) {
    BigInteger n = Secp256k1.N;
    BigInteger z = new BigInteger(1, hash.toArray());
    HMacDSAKCalculator nonces = new HMacDSAKCalculator(new SHA256Digest());
    nonces.init(n, secret, hash.toArray());
    while (true) {
      BigInteger k = nonces.nextK();
      ECPoint point = multiplyG(k);
      // The recovery id is known here; finding it afterwards costs several recoveries.
      BigInteger r = point.getAffineXCoord().toBigInteger();
      boolean odd = point.getAffineYCoord().testBitZero();
      // An r of n or more would need a v of 29 or 30, which no contract takes (chance 2^-128).
      if (r.signum() == 0 || r.compareTo(n) >= 0) {
        continue;
      }
      BigInteger s = BigIntegers.modOddInverse(n, k).multiply(z.add(secret.multiply(r))).mod(n);
      if (s.signum() == 0) {
        continue;
      }
      if (s.compareTo(Secp256k1.HALF_N) > 0) {
        s = n.subtract(s);
        odd = !odd;
      }
      return Bytes.of(
          new AbiWords().word(r).word(s).raw(new byte[] {(byte) (odd ? 28 : 27)}).toArray());
    }
  }

  private static ECPoint multiplyG(BigInteger scalar) {
    return new FixedPointCombMultiplier().multiply(Secp256k1.G, scalar).normalize();
  }

  @Override
  public String toString() {
    return "VerifierKey[" + address + "]";
  }
}
