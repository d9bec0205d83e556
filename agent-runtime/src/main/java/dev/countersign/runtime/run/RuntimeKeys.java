package dev.countersign.runtime.run;

import dev.countersign.receipt.Bytes32;
import dev.countersign.receipt.ReceiptKey;
import dev.countersign.receipt.VerifierKey;
import dev.countersign.runtime.agent.Exit;
import dev.countersign.runtime.agent.Failure;
import dev.countersign.tools.wallet.KeyFile;
import dev.countersign.tools.wallet.Passphrase;
import dev.countersign.tools.wallet.ScryptCost;
import dev.countersign.tools.wallet.WalletFailed;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.Set;

/**
 * The key files of a home: {@code keys/NAME.json}, each under a passphrase.
 *
 * <p>Guarantees: files are readable by their owner only and never overwritten. Does not keep a
 * passphrase, but for keys of disposable networks, whose passphrase lies beside them.
 *
 * @param folder where they are
 */
public record RuntimeKeys(Path folder) {
  /** The key that signs receipts. */
  public static final String RECEIPT = "receipt";

  /** The key that tells language models what to do. */
  public static final String INSTRUCTOR = "instructor";

  /** The hot key that pays gas and owns nothing. */
  public static final String PAYER = "payer";

  /** The key that may pause a gate and nothing else. */
  public static final String GUARDIAN = "guardian";

  /** Where a passphrase comes from when one is needed. */
  public interface Passphrases {
    /**
     * The passphrase of a key.
     *
     * @param key its name
     */
    Passphrase of(String key) throws Failure, WalletFailed;
  }

  /** The file of a key. */
  public Path file(String name) {
    return folder.resolve(name + ".json");
  }

  /** Whether a key's file is Ed25519 and signs texts, not transactions. */
  public static boolean signsTexts(String name) {
    return name.equals(RECEIPT) || name.equals(INSTRUCTOR);
  }

  /**
   * An Ed25519 key.
   *
   * @param name {@link #RECEIPT} or {@link #INSTRUCTOR}
   */
  public ReceiptKey textKey(String name, Passphrases passphrases) throws Failure {
    byte[] seed = new byte[0];
    try (Passphrase passphrase = passphrase(name, passphrases)) {
      seed = KeyFile.readSecret(file(name), passphrase);
      return ReceiptKey.of(seed);
    } catch (WalletFailed e) {
      throw failed(e);
    } finally {
      Arrays.fill(seed, (byte) 0);
    }
  }

  /** The key of an account. */
  public VerifierKey account(String name, Passphrases passphrases) throws Failure {
    try (Passphrase passphrase = passphrase(name, passphrases)) {
      return KeyFile.readAccount(file(name), passphrase);
    } catch (WalletFailed e) {
      throw failed(e);
    }
  }

  private Passphrase passphrase(String name, Passphrases passphrases) throws Failure, WalletFailed {
    if (!Files.exists(file(name))) {
      throw new Failure(
          Exit.CONFIGURATION,
          "there is no key file " + file(name) + "; make it with: countersign keys create " + name);
    }
    return passphrases.of(name);
  }

  /** Makes an Ed25519 key. */
  public Bytes32 createTextKey(String name, Passphrase passphrase, SecureRandom random)
      throws Failure {
    ReceiptKey key = ReceiptKey.generate(random);
    byte[] seed = key.seed();
    try {
      createFolder();
      KeyFile.writeSecret(file(name), seed, passphrase, ScryptCost.STANDARD, random);
      return key.publicKey();
    } catch (WalletFailed e) {
      throw failed(e);
    } finally {
      Arrays.fill(seed, (byte) 0);
    }
  }

  /** Makes the key of an account. */
  public VerifierKey createAccount(String name, Passphrase passphrase, SecureRandom random)
      throws Failure {
    VerifierKey key = VerifierKey.generate(random);
    try {
      createFolder();
      KeyFile.writeAccount(file(name), key, passphrase, ScryptCost.STANDARD, random);
      return key;
    } catch (WalletFailed e) {
      throw failed(e);
    }
  }

  /**
   * An Ed25519 key of a disposable network, made at the first use with a passphrase beside it.
   *
   * @param name {@link #RECEIPT} or {@link #INSTRUCTOR}
   */
  public ReceiptKey disposableTextKey(String name, SecureRandom random) throws Failure {
    Path password = folder.resolve("disposable.password");
    Path file = folder.resolve("disposable-" + name + ".json");
    try {
      createFolder();
      createPassword(password, random);
      try (Passphrase passphrase = Passphrase.ofFile(password)) {
        if (!Files.exists(file)) {
          byte[] seed = ReceiptKey.generate(random).seed();
          KeyFile.writeSecret(file, seed, passphrase, ScryptCost.LIGHT, random);
          Arrays.fill(seed, (byte) 0);
        }
        byte[] seed = KeyFile.readSecret(file, passphrase);
        ReceiptKey key = ReceiptKey.of(seed);
        Arrays.fill(seed, (byte) 0);
        return key;
      }
    } catch (WalletFailed e) {
      throw failed(e);
    }
  }

  private static void createPassword(Path file, SecureRandom random) throws Failure {
    byte[] bytes = new byte[32];
    random.nextBytes(bytes);
    try {
      Files.createFile(
          file, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
      Files.write(
          file,
          (Bytes32.of(bytes).hex() + "\n").getBytes(StandardCharsets.US_ASCII),
          Set.of(StandardOpenOption.WRITE, StandardOpenOption.SYNC)
              .toArray(StandardOpenOption[]::new));
    } catch (FileAlreadyExistsException e) {
      // Made by an earlier run.
    } catch (IOException | UnsupportedOperationException e) {
      throw new Failure(Exit.CONFIGURATION, "cannot write " + file + ": " + e.getMessage(), e);
    }
  }

  private void createFolder() throws Failure {
    try {
      if (!Files.isDirectory(folder)) {
        Files.createDirectories(
            folder,
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
      }
    } catch (IOException | UnsupportedOperationException e) {
      throw new Failure(Exit.CONFIGURATION, "cannot make " + folder + ": " + e.getMessage(), e);
    }
  }

  private static Failure failed(WalletFailed e) {
    return new Failure(Exit.CONFIGURATION, String.valueOf(e.getMessage()), e);
  }
}
