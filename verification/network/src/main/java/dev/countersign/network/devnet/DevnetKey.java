package dev.countersign.network.devnet;

import dev.countersign.receipt.Address;
import dev.countersign.receipt.Bytes32;
import dev.countersign.receipt.VerifierKey;
import java.math.BigInteger;
import java.security.SecureRandom;

/**
 * A secp256k1 key of the local network, as its state file keeps it. Never printed: {@link
 * #toString} gives the address.
 *
 * @param secret the private key
 */
public record DevnetKey(Bytes32 secret) {
  /**
   * @throws IllegalArgumentException when the number is not a private key of the curve
   */
  public DevnetKey {
    VerifierKey.of(new BigInteger(1, secret.toArray()));
  }

  /** A fresh key. */
  public static DevnetKey generate(SecureRandom random) {
    String hex = VerifierKey.generate(random).secret().toString(16);
    return new DevnetKey(new Bytes32("0".repeat(64 - hex.length()) + hex));
  }

  /** The key itself, which signs. */
  public VerifierKey key() {
    return VerifierKey.of(new BigInteger(1, secret.toArray()));
  }

  /** Its account. */
  public Address address() {
    return key().address();
  }

  @Override
  public String toString() {
    return "DevnetKey[" + address() + "]";
  }
}
