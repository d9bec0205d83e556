package dev.countersign.receipt;

import java.math.BigInteger;
import java.util.Arrays;
import org.bouncycastle.asn1.x9.X9ECParameters;
import org.bouncycastle.crypto.ec.CustomNamedCurves;
import org.bouncycastle.math.ec.ECAlgorithms;
import org.bouncycastle.math.ec.ECCurve;
import org.bouncycastle.math.ec.ECPoint;
import org.bouncycastle.util.BigIntegers;

/** The account behind a signature (SEC 1 section 4.1.6, as the EVM's ecrecover computes it). */
public final class Secp256k1 {
  private static final X9ECParameters PARAMETERS = CustomNamedCurves.getByName("secp256k1");
  private static final ECCurve CURVE = PARAMETERS.getCurve();
  static final ECPoint G = PARAMETERS.getG();
  static final BigInteger N = PARAMETERS.getN();
  static final BigInteger HALF_N = N.shiftRight(1);

  private Secp256k1() {}

  /**
   * The account that signed a hash.
   *
   * @param signature exactly r, s and v: 65 bytes, s at most half the order, v of 27 or 28
   * @throws ReceiptRejected with {@link Reason#MALFORMED_SIGNATURE} for anything else (64-byte
   *     forms, v of 0 or 1, contract signatures), and where no key could have signed
   */
  public static Address recover(Bytes32 hash, Bytes signature) throws ReceiptRejected {
    if (signature.length() != 65) {
      throw rejected("a signature has 65 bytes, not " + signature.length());
    }
    byte[] bytes = signature.toArray();
    int v = bytes[64] & 0xff;
    if (v != 27 && v != 28) {
      throw rejected("a signature's v is 27 or 28, not " + v);
    }
    BigInteger r = new BigInteger(1, bytes, 0, 32);
    BigInteger s = new BigInteger(1, bytes, 32, 32);
    if (r.signum() == 0 || r.compareTo(N) >= 0 || s.signum() == 0) {
      throw rejected("a signature's r or s is not between 1 and the group's order");
    }
    if (s.compareTo(HALF_N) > 0) {
      throw rejected("a signature's s is above half the group's order (EIP-2)");
    }
    BigInteger inverse = BigIntegers.modOddInverseVar(N, r);
    BigInteger z = new BigInteger(1, hash.toArray());
    ECPoint key =
        ECAlgorithms.sumOfTwoMultiplies(
            G,
            inverse.multiply(z).negate().mod(N),
            decompress(bytes, v == 28),
            inverse.multiply(s).mod(N));
    if (key.isInfinity()) {
      throw rejected("no key could have made this signature");
    }
    return address(key.normalize());
  }

  private static ECPoint decompress(byte[] signature, boolean odd) throws ReceiptRejected {
    byte[] compressed = new byte[33];
    compressed[0] = (byte) (odd ? 3 : 2);
    System.arraycopy(signature, 0, compressed, 1, 32);
    try {
      return CURVE.decodePoint(compressed);
    } catch (IllegalArgumentException e) {
      throw new ReceiptRejected(
          Reason.MALFORMED_SIGNATURE, "a signature's r is not on the curve", e);
    }
  }

  /** The last 20 bytes of the hash of the public key. */
  static Address address(ECPoint normalized) {
    byte[] key = normalized.getEncoded(false);
    byte[] hash = Bytes32.keccak256(Arrays.copyOfRange(key, 1, key.length)).toArray();
    return Address.of(Arrays.copyOfRange(hash, 12, 32));
  }

  private static ReceiptRejected rejected(String sentence) {
    return new ReceiptRejected(Reason.MALFORMED_SIGNATURE, sentence);
  }
}
