package dev.countersign.network.devnet;

import dev.countersign.receipt.Address;
import dev.countersign.receipt.Bytes;
import dev.countersign.receipt.Bytes32;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.security.SecureRandom;
import org.web3j.crypto.ECKeyPair;
import org.web3j.crypto.Keys;
import org.web3j.crypto.Sign;

/**
 * A secp256k1 key of the local network. Never printed: {@link #toString} gives the address.
 *
 * @param secret the private key
 */
public record DevnetKey(Bytes32 secret) {
  /**
   * @throws IllegalArgumentException when the number is not a private key of the curve
   */
  public DevnetKey {
    BigInteger number = new BigInteger(1, secret.toArray());
    if (number.signum() == 0 || number.compareTo(Sign.CURVE_PARAMS.getN()) >= 0) {
      throw new IllegalArgumentException("not a private key of secp256k1");
    }
  }

  /** A fresh key. */
  public static DevnetKey generate(SecureRandom random) {
    byte[] bytes = new byte[32];
    while (true) {
      random.nextBytes(bytes);
      try {
        return new DevnetKey(Bytes32.of(bytes));
      } catch (IllegalArgumentException e) {
        // One draw in 2^128: draw again.
      }
    }
  }

  /** Its account. */
  public Address address() {
    return new Address("0x" + Keys.getAddress(pair()));
  }

  /** Signs a digest: r, s (low) and v of 27 or 28. */
  Bytes sign(Bytes32 digest) {
    Sign.SignatureData signature = Sign.signMessage(digest.toArray(), pair(), false);
    ByteBuffer bytes = ByteBuffer.allocate(65);
    bytes.put(signature.getR()).put(signature.getS()).put(signature.getV());
    return Bytes.of(bytes.array());
  }

  private ECKeyPair pair() {
    return ECKeyPair.create(secret.toArray());
  }

  @Override
  public String toString() {
    return "DevnetKey[" + address() + "]";
  }
}
