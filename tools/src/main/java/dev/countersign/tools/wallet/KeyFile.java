package dev.countersign.tools.wallet;

import dev.countersign.receipt.Address;
import dev.countersign.receipt.Bytes;
import dev.countersign.receipt.Bytes32;
import dev.countersign.receipt.Json;
import dev.countersign.receipt.ReceiptRejected;
import dev.countersign.receipt.VerifierKey;
import dev.countersign.tools.wallet.WalletFailed.Kind;
import java.io.IOException;
import java.io.InputStream;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Locale;
import java.util.Set;
import java.util.UUID;
import javax.crypto.Cipher;
import javax.crypto.spec.IvParameterSpec;
import javax.crypto.spec.SecretKeySpec;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * Thirty-two secret bytes in a file, by the Web3 secret storage definition, version 3: AES-128-CTR
 * under a key from scrypt (or, only read, PBKDF2), authenticated by keccak-256.
 *
 * <p>Guarantees: a file is written whole, readable by its owner only, and never over another one; a
 * hostile file can exhaust neither memory nor time; a wrong passphrase or any change of the
 * ciphertext is noticed. No exception or text form holds a secret; arrays with secrets are
 * overwritten after use.
 *
 * <p>Does not guarantee that no copy stays in memory: the garbage collector moves objects, and a
 * key in use is a number in the heap.
 */
public final class KeyFile {
  private static final int MAX_BYTES = 64 * 1024;
  private static final int SECRET_BYTES = 32;
  private static final int HALF = KeyDerivation.LENGTH / 2;

  private KeyFile() {}

  /**
   * Reads the key of an EVM account.
   *
   * @throws WalletFailed also when the file names another address than its key has
   */
  public static VerifierKey readAccount(Path file, Passphrase passphrase) throws WalletFailed {
    JsonNode json = json(file);
    byte[] secret = decrypt(json, passphrase);
    VerifierKey key;
    try {
      key = VerifierKey.of(new BigInteger(1, secret));
    } catch (IllegalArgumentException e) {
      throw KeyFileJson.malformed("it holds no private key of secp256k1");
    } finally {
      Arrays.fill(secret, (byte) 0);
    }
    if (json.has("address") && !stated(json).equals(key.address())) {
      throw KeyFileJson.malformed("its address is not that of its key");
    }
    return key;
  }

  private static Address stated(JsonNode json) throws WalletFailed {
    String text = KeyFileJson.text(json, "address").toLowerCase(Locale.ROOT);
    try {
      return new Address(text.startsWith("0x") ? text : "0x" + text);
    } catch (IllegalArgumentException e) {
      throw KeyFileJson.malformed("its address is none");
    }
  }

  /** Reads 32 secret bytes; the caller overwrites them. */
  public static byte[] readSecret(Path file, Passphrase passphrase) throws WalletFailed {
    return decrypt(json(file), passphrase);
  }

  /** Writes the key of an EVM account into a new file. */
  public static void writeAccount(
      Path file, VerifierKey key, Passphrase passphrase, ScryptCost cost, SecureRandom random)
      throws WalletFailed {
    byte[] secret = padded(key.secret());
    try {
      ObjectNode json = encrypt(secret, passphrase, cost, random);
      json.put("address", key.address().hex().substring(2));
      write(file, json);
    } finally {
      Arrays.fill(secret, (byte) 0);
    }
  }

  /** Writes 32 secret bytes into a new file. */
  public static void writeSecret(
      Path file, byte[] secret, Passphrase passphrase, ScryptCost cost, SecureRandom random)
      throws WalletFailed {
    if (secret.length != SECRET_BYTES) {
      throw new IllegalArgumentException("a secret has 32 bytes, not " + secret.length);
    }
    write(file, encrypt(secret, passphrase, cost, random));
  }

  private static ObjectNode encrypt(
      byte[] secret, Passphrase passphrase, ScryptCost cost, SecureRandom random) {
    byte[] salt = new byte[32];
    byte[] iv = new byte[16];
    byte[] id = new byte[16];
    random.nextBytes(salt);
    random.nextBytes(iv);
    random.nextBytes(id);
    byte[] derived = new KeyDerivation.ByScrypt(cost, Bytes.of(salt)).derive(passphrase);
    byte[] ciphertext = aesCtr(Cipher.ENCRYPT_MODE, derived, iv, secret);
    Bytes32 mac = mac(derived, ciphertext);
    Arrays.fill(derived, (byte) 0);

    ObjectNode json = JsonNodeFactory.instance.objectNode();
    json.put("version", 3).put("id", uuid(id).toString());
    ObjectNode crypto = json.putObject("crypto");
    crypto.put("cipher", "aes-128-ctr").put("ciphertext", HexFormat.of().formatHex(ciphertext));
    crypto.putObject("cipherparams").put("iv", HexFormat.of().formatHex(iv));
    crypto.put("kdf", "scrypt").put("mac", mac.hex());
    crypto
        .putObject("kdfparams")
        .put("dklen", KeyDerivation.LENGTH)
        .put("n", cost.n())
        .put("r", cost.r())
        .put("p", cost.p())
        .put("salt", HexFormat.of().formatHex(salt));
    return json;
  }

  /** A random UUID (RFC 9562, version 4) of given random bytes. */
  private static UUID uuid(byte[] random) {
    ByteBuffer bits = ByteBuffer.wrap(random);
    long high = (bits.getLong() & 0xffff_ffff_ffff_0fffL) | 0x4000L;
    long low = (bits.getLong() & 0x3fff_ffff_ffff_ffffL) | 0x8000_0000_0000_0000L;
    return new UUID(high, low);
  }

  private static byte[] decrypt(JsonNode json, Passphrase passphrase) throws WalletFailed {
    if (KeyFileJson.integer(json, "version") != 3) {
      throw KeyFileJson.malformed("its version is another");
    }
    JsonNode crypto = json.has("crypto") ? json.path("crypto") : json.path("Crypto");
    if (!KeyFileJson.text(crypto, "cipher").equals("aes-128-ctr")) {
      throw KeyFileJson.malformed("its cipher is not aes-128-ctr");
    }
    byte[] iv = KeyFileJson.hex(crypto.path("cipherparams"), "iv", 16, 16);
    byte[] ciphertext = KeyFileJson.hex(crypto, "ciphertext", SECRET_BYTES, SECRET_BYTES);
    byte[] mac = KeyFileJson.hex(crypto, "mac", 32, 32);
    byte[] derived = KeyDerivation.parse(crypto).derive(passphrase);
    try {
      if (!MessageDigest.isEqual(mac(derived, ciphertext).toArray(), mac)) {
        throw new WalletFailed(Kind.WRONG_PASSPHRASE, "the passphrase does not open the key file");
      }
      return aesCtr(Cipher.DECRYPT_MODE, derived, iv, ciphertext);
    } finally {
      Arrays.fill(derived, (byte) 0);
    }
  }

  private static byte[] aesCtr(int mode, byte[] derived, byte[] iv, byte[] input) {
    byte[] key = Arrays.copyOf(derived, HALF);
    try {
      Cipher cipher = Cipher.getInstance("AES/CTR/NoPadding");
      cipher.init(mode, new SecretKeySpec(key, "AES"), new IvParameterSpec(iv));
      return cipher.doFinal(input);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every Java platform has AES in counter mode", e);
    } finally {
      Arrays.fill(key, (byte) 0);
    }
  }

  private static Bytes32 mac(byte[] derived, byte[] ciphertext) {
    byte[] input =
        Arrays.copyOf(Arrays.copyOfRange(derived, HALF, 2 * HALF), HALF + ciphertext.length);
    System.arraycopy(ciphertext, 0, input, HALF, ciphertext.length);
    Bytes32 mac = Bytes32.keccak256(input);
    Arrays.fill(input, (byte) 0);
    return mac;
  }

  private static byte[] padded(BigInteger secret) {
    byte[] bytes = secret.toByteArray();
    byte[] padded = new byte[SECRET_BYTES];
    int length = Math.min(bytes.length, SECRET_BYTES);
    System.arraycopy(bytes, bytes.length - length, padded, SECRET_BYTES - length, length);
    Arrays.fill(bytes, (byte) 0);
    return padded;
  }

  private static JsonNode json(Path file) throws WalletFailed {
    byte[] content;
    try (InputStream in = Files.newInputStream(file)) {
      content = in.readNBytes(MAX_BYTES + 1);
    } catch (IOException e) {
      throw new WalletFailed(Kind.UNREADABLE, "the key file " + file + " cannot be read", e);
    }
    if (content.length > MAX_BYTES) {
      throw KeyFileJson.malformed("it has more than " + MAX_BYTES + " bytes");
    }
    try {
      return Json.parse(content);
    } catch (ReceiptRejected e) {
      throw KeyFileJson.malformed("it is not JSON");
    }
  }

  private static void write(Path file, ObjectNode json) throws WalletFailed {
    try {
      Files.createFile(
          file, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
      Files.write(
          file,
          JsonMapper.shared().writeValueAsBytes(json),
          Set.of(StandardOpenOption.WRITE, StandardOpenOption.SYNC)
              .toArray(StandardOpenOption[]::new));
    } catch (FileAlreadyExistsException e) {
      throw new WalletFailed(
          Kind.EXISTS, file + " is there already; a key file is never overwritten", e);
    } catch (IOException | UnsupportedOperationException e) {
      throw new WalletFailed(Kind.UNREADABLE, "the key file " + file + " cannot be written", e);
    }
  }
}
