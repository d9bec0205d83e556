package dev.countersign.tools.wallet;

import dev.countersign.receipt.Bytes;
import dev.countersign.tools.wallet.WalletFailed.Kind;
import java.util.Arrays;
import org.bouncycastle.crypto.digests.SHA256Digest;
import org.bouncycastle.crypto.generators.PKCS5S2ParametersGenerator;
import org.bouncycastle.crypto.params.KeyParameter;
import tools.jackson.databind.JsonNode;

/** From a passphrase to the 32 bytes that open a key file. */
sealed interface KeyDerivation {
  /** The length of what is derived. */
  int LENGTH = 32;

  /** The derived bytes; the caller overwrites them. */
  byte[] derive(Passphrase passphrase);

  /** scrypt (RFC 7914). */
  record ByScrypt(ScryptCost cost, Bytes salt) implements KeyDerivation {
    @Override
    public byte[] derive(Passphrase passphrase) {
      byte[] utf8 = passphrase.toArray();
      try {
        return Scrypt.derive(utf8, salt.toArray(), cost, LENGTH);
      } finally {
        Arrays.fill(utf8, (byte) 0);
      }
    }
  }

  /** PBKDF2 with HMAC-SHA-256 (RFC 8018): only read, never written. */
  record ByPbkdf2(int iterations, Bytes salt) implements KeyDerivation {
    @Override
    public byte[] derive(Passphrase passphrase) {
      byte[] utf8 = passphrase.toArray();
      try {
        PKCS5S2ParametersGenerator generator = new PKCS5S2ParametersGenerator(new SHA256Digest());
        generator.init(utf8, salt.toArray(), iterations);
        return ((KeyParameter) generator.generateDerivedParameters(LENGTH * 8)).getKey();
      } finally {
        Arrays.fill(utf8, (byte) 0);
      }
    }
  }

  /** Reads {@code kdf} and {@code kdfparams}. */
  static KeyDerivation parse(JsonNode crypto) throws WalletFailed {
    JsonNode parameters = crypto.path("kdfparams");
    Bytes salt = Bytes.of(KeyFileJson.hex(parameters, "salt", 1, 128));
    if (KeyFileJson.integer(parameters, "dklen") != LENGTH) {
      throw KeyFileJson.malformed("its dklen is not 32");
    }
    String kdf = KeyFileJson.text(crypto, "kdf");
    try {
      return switch (kdf) {
        case "scrypt" ->
            new ByScrypt(
                new ScryptCost(
                    KeyFileJson.integer(parameters, "n"),
                    KeyFileJson.integer(parameters, "r"),
                    KeyFileJson.integer(parameters, "p")),
                salt);
        case "pbkdf2" -> pbkdf2(parameters, salt);
        default -> throw KeyFileJson.malformed("its kdf is neither scrypt nor pbkdf2");
      };
    } catch (IllegalArgumentException e) {
      throw new WalletFailed(Kind.TOO_COSTLY, "the key file is refused: " + e.getMessage(), e);
    }
  }

  private static ByPbkdf2 pbkdf2(JsonNode parameters, Bytes salt) throws WalletFailed {
    int iterations = KeyFileJson.integer(parameters, "c");
    if (!KeyFileJson.text(parameters, "prf").equals("hmac-sha256")) {
      throw KeyFileJson.malformed("its prf is not hmac-sha256");
    }
    if (iterations < 1 || iterations > 5_000_000) {
      throw new IllegalArgumentException("pbkdf2 with " + iterations + " iterations");
    }
    return new ByPbkdf2(iterations, salt);
  }
}
