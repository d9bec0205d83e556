package dev.countersign.runtime.redteam;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.HexFormat;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A key is found in each form that it leaks in. */
class KeySearchTest {
  private static final byte[] KEY =
      HexFormat.of().parseHex("00a1b2c3d4e5f60718293a4b5c6d7e8f90a1b2c3d4e5f60718293a4b5c6d7e8f");

  private final KeySearch search = new KeySearch(Map.of("the key", KEY));

  @Test
  void inHexadecimalOfEitherCase() {
    assertThat(search.in("key=0x" + HexFormat.of().formatHex(KEY) + ";")).contains("the key");
    assertThat(search.in(HexFormat.of().withUpperCase().formatHex(KEY))).contains("the key");
  }

  @Test
  void inBase64OfEitherAlphabet() {
    assertThat(search.in(Base64.getEncoder().encodeToString(KEY))).contains("the key");
    assertThat(search.in(Base64.getUrlEncoder().encodeToString(KEY))).contains("the key");
  }

  @Test
  void inDecimal() {
    assertThat(search.in("d = " + new BigInteger(1, KEY))).contains("the key");
  }

  @Test
  void rawInAFile(@TempDir Path folder) throws Exception {
    Path file = folder.resolve("database");
    byte[] page = new byte[4096];
    System.arraycopy(KEY, 0, page, 1234, KEY.length);
    Files.write(file, page);
    assertThat(search.in(file)).contains("the key");
  }

  @Test
  void notWhereThereIsNone(@TempDir Path folder) throws Exception {
    String almost = HexFormat.of().formatHex(KEY).substring(1);
    assertThat(search.in(almost)).isEmpty();
    Path file = Files.write(folder.resolve("log"), almost.getBytes(StandardCharsets.UTF_8));
    assertThat(search.in(file)).isEmpty();
  }
}
