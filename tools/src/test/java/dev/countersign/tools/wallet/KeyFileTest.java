package dev.countersign.tools.wallet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.countersign.receipt.VerifierKey;
import dev.countersign.tools.wallet.WalletFailed.Kind;
import java.math.BigInteger;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class KeyFileTest {
  // The vectors of the Web3 secret storage definition.
  private static final String SECRET =
      "7a28b5ba57c53603b0b07b56bba752f7784bf506fa95edc395f5cf6c7514fe9d";
  private static final String PBKDF2 =
      """
      {"crypto":{"cipher":"aes-128-ctr",
        "cipherparams":{"iv":"6087dab2f9fdbbfaddc31a909735c1e6"},
        "ciphertext":"5318b4d5bcd28de64ee5559e671353e16f075ecae9f99c7a79a38af5f869aa46",
        "kdf":"pbkdf2",
        "kdfparams":{"c":262144,"dklen":32,"prf":"hmac-sha256",
          "salt":"ae3cd4e7013836a3df6bd7241b12db061dbe2c6785853cce422d148a624ce0bd"},
        "mac":"517ead924a9d0dc3124507e3393d175ce3ff7c1e96529c6c555ce9e51205e9b2"},
       "id":"3198bc9c-6672-5ab3-d995-4942343ae5b6","version":3}
      """;
  private static final String SCRYPT =
      """
      {"crypto":{"cipher":"aes-128-ctr",
        "cipherparams":{"iv":"83dbcc02d8ccb40e466191a123791e0e"},
        "ciphertext":"d172bf743a674da9cdad04534d56926ef8358534d458fffccd4e6ad2fbde479c",
        "kdf":"scrypt",
        "kdfparams":{"dklen":32,"n":262144,"p":8,"r":1,
          "salt":"ab0c7876052600dd703518d6fc3fe8984592145b591fc8fb5c6d43190334ba19"},
        "mac":"2103ac29920d71da29f15d75b4a16dbe95cfd7ff8faea1056c33131d846e3097"},
       "id":"3198bc9c-6672-5ab3-d995-4942343ae5b6","version":3}
      """;

  @TempDir Path folder;

  @Test
  void theFilesOfTheDefinitionAreRead() throws Exception {
    for (String vector : new String[] {PBKDF2, SCRYPT}) {
      byte[] secret = KeyFile.readSecret(file(vector), passphrase("testpassword"));
      assertThat(HexFormat.of().formatHex(secret)).isEqualTo(SECRET);
    }
  }

  @Test
  void whatIsWrittenReadsBackAndIsReadableByItsOwnerOnly() throws Exception {
    VerifierKey key = VerifierKey.of(BigInteger.TWO); // 31 leading zero bytes
    Path file = folder.resolve("key.json");
    KeyFile.writeAccount(file, key, passphrase("p\u00e4ss"), ScryptCost.LIGHT, new SecureRandom());

    assertThat(KeyFile.readAccount(file, passphrase("p\u00e4ss")).address())
        .isEqualTo(key.address());
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
        .isEqualTo("rw-------");
    assertThat(Files.readString(file)).contains(key.address().hex().substring(2));
  }

  @Test
  void aWrongPassphraseIsNoticedAndNotRepeated() throws Exception {
    Path file = folder.resolve("key.json");
    KeyFile.writeSecret(
        file, new byte[32], passphrase("right"), ScryptCost.LIGHT, new SecureRandom());
    assertThatThrownBy(() -> KeyFile.readSecret(file, passphrase("wrong")))
        .isInstanceOfSatisfying(
            WalletFailed.class, e -> assertThat(e.kind()).isEqualTo(Kind.WRONG_PASSPHRASE))
        .hasMessageNotContaining("wrong")
        .hasMessageNotContaining("right");
  }

  @Test
  void aKeyIsNeverOverwritten() throws Exception {
    Path file = folder.resolve("key.json");
    KeyFile.writeSecret(file, new byte[32], passphrase("a"), ScryptCost.LIGHT, new SecureRandom());
    assertThatThrownBy(
            () ->
                KeyFile.writeSecret(
                    file, new byte[32], passphrase("a"), ScryptCost.LIGHT, new SecureRandom()))
        .isInstanceOfSatisfying(
            WalletFailed.class, e -> assertThat(e.kind()).isEqualTo(Kind.EXISTS));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "\"n\":262144|\"n\":1073741824|TOO_COSTLY",
        "\"r\":1|\"r\":1000000|TOO_COSTLY",
        "\"p\":8|\"p\":100000|TOO_COSTLY",
        "\"n\":262144|\"n\":262143|TOO_COSTLY",
        "\"n\":262144|\"n\":-2|TOO_COSTLY",
        "\"n\":262144|\"n\":99999999999|MALFORMED",
        "\"dklen\":32|\"dklen\":16|MALFORMED",
        "\"version\":3|\"version\":1|MALFORMED",
        "\"kdf\":\"scrypt\"|\"kdf\":\"md5\"|MALFORMED",
        "aes-128-ctr|aes-128-cbc|MALFORMED",
        "d172bf743a|d172bf743|MALFORMED",
        "\"mac\":\"21|\"mac\":\"zz|MALFORMED",
        "\"version\"|\"version\":3,\"version\"|MALFORMED"
      })
  void aHostileFileExhaustsNothing(String from, String to, Kind kind) throws Exception {
    Path file = file(SCRYPT.replace(from, to));
    assertThatThrownBy(() -> KeyFile.readSecret(file, passphrase("testpassword")))
        .isInstanceOfSatisfying(WalletFailed.class, e -> assertThat(e.kind()).isEqualTo(kind));
  }

  @Test
  void pbkdf2IsBoundedToo() throws Exception {
    Path file = file(PBKDF2.replace("262144", "2000000000"));
    assertThatThrownBy(() -> KeyFile.readSecret(file, passphrase("testpassword")))
        .isInstanceOfSatisfying(
            WalletFailed.class, e -> assertThat(e.kind()).isEqualTo(Kind.TOO_COSTLY));
  }

  @Test
  void aFileThatNamesAnotherAddressIsRefused() throws Exception {
    Path file = folder.resolve("key.json");
    VerifierKey key = VerifierKey.of(BigInteger.TEN);
    KeyFile.writeAccount(file, key, passphrase("a"), ScryptCost.LIGHT, new SecureRandom());
    String other = VerifierKey.of(BigInteger.ONE).address().hex().substring(2);
    Path forged = file(Files.readString(file).replace(key.address().hex().substring(2), other));
    assertThatThrownBy(() -> KeyFile.readAccount(forged, passphrase("a")))
        .hasMessageContaining("address");
  }

  @ParameterizedTest
  @ValueSource(strings = {"rw-r-----", "rw----r--", "rw--w----", "rwxrwxrwx"})
  void aPassphraseFileThatOthersMayOpenIsRefused(String mode) throws Exception {
    Path file = secretFile("secret\n", mode);
    assertThatThrownBy(() -> Passphrase.ofFile(file))
        .isInstanceOfSatisfying(
            WalletFailed.class, e -> assertThat(e.kind()).isEqualTo(Kind.OPEN_TO_OTHERS))
        .hasMessageContaining("chmod 600");
  }

  @ParameterizedTest
  @CsvSource({"rw-------", "r--------"})
  void aPassphraseIsTheContentWithoutOneLineEnd(String mode) throws Exception {
    for (String content : new String[] {"se cret", "se cret\n", "se cret\r\n"}) {
      try (Passphrase passphrase = Passphrase.ofFile(secretFile(content, mode))) {
        assertThat(new String(passphrase.toArray(), java.nio.charset.StandardCharsets.UTF_8))
            .isEqualTo("se cret");
      }
    }
  }

  @Test
  void anEmptyOrEndlessPassphraseFileIsRefused() throws Exception {
    for (String content : new String[] {"", "\n", "x".repeat(5000)}) {
      Path file = secretFile(content, "rw-------");
      assertThatThrownBy(() -> Passphrase.ofFile(file)).isInstanceOf(WalletFailed.class);
    }
    assertThatThrownBy(() -> Passphrase.ofFile(folder.resolve("none")))
        .isInstanceOfSatisfying(
            WalletFailed.class, e -> assertThat(e.kind()).isEqualTo(Kind.UNREADABLE));
  }

  @Test
  void aPassphraseShowsNothingAndIsOverwritten() {
    char[] typed = "secret".toCharArray();
    Passphrase passphrase = Passphrase.of(typed);
    assertThat(typed).containsOnly('\0');
    assertThat(passphrase.toString()).doesNotContain("secret");
    passphrase.close();
    assertThat(passphrase.toArray()).containsOnly(0);
  }

  private Path file(String content) throws Exception {
    return Files.writeString(Files.createTempFile(folder, "key", ".json"), content);
  }

  private Path secretFile(String content, String mode) throws Exception {
    Path file = Files.writeString(Files.createTempFile(folder, "pass", ""), content);
    return Files.setPosixFilePermissions(file, PosixFilePermissions.fromString(mode));
  }

  private static Passphrase passphrase(String text) {
    return Passphrase.of(text.toCharArray());
  }
}
