package dev.countersign.tools.wallet;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.HexFormat;
import java.util.Random;
import org.bouncycastle.crypto.generators.SCrypt;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ScryptTest {
  // RFC 7914, section 12.
  @ParameterizedTest
  @CsvSource({
    "'', '', 16, 1, 1, 77d6576238657b203b19ca42c18a0497f16b4844e3074ae8dfdffa3fede21442"
        + "fcd0069ded0948f8326a753a0fc81f17e8d3e0fb2e0d3628cf35e20c38d18906",
    "password, NaCl, 1024, 8, 16, fdbabe1c9d3472007856e7190d01e9fe7c6ad7cbc8237830e77376634b373162"
        + "2eaf30d92e22a3886ff109279d9830dac727afb94a83ee6d8360cbdfa2cc0640",
    "pleaseletmein, SodiumChloride, 16384, 8, 1, 7023bdcb3afd7348461c06cd81fd38eb"
        + "fda8fbba904f8e3ea9b543f6545da1f2d5432955613f0fcf62d49705242a9af9"
        + "e61e85dc0d651e40dfcf017b45575887"
  })
  void theVectorsOfTheRfc(String passphrase, String salt, int n, int r, int p, String expected) {
    byte[] derived =
        Scrypt.derive(
            passphrase.getBytes(UTF_8), salt.getBytes(UTF_8), new ScryptCost(n, r, p), 64);
    assertThat(HexFormat.of().formatHex(derived)).isEqualTo(expected);
  }

  @Test
  void anotherImplementationDerivesTheSame() {
    long seed = 7914;
    Random random = new Random(seed);
    for (int i = 0; i < 20; i++) {
      ScryptCost cost =
          new ScryptCost(2 << random.nextInt(8), 2 + random.nextInt(6), 1 + random.nextInt(3));
      byte[] passphrase = new byte[random.nextInt(40)];
      byte[] salt = new byte[1 + random.nextInt(40)];
      random.nextBytes(passphrase);
      random.nextBytes(salt);
      assertThat(Scrypt.derive(passphrase, salt, cost, 32))
          .as("seed %d, %s", seed, cost)
          .isEqualTo(SCrypt.generate(passphrase, salt, cost.n(), cost.r(), cost.p(), 32));
    }
  }

  @ParameterizedTest
  @CsvSource({"0,8,1", "1,8,1", "3,8,1", "1024,0,1", "1024,8,0", "1048576,8,1", "262144,8,5"})
  void costsOutsideTheBoundsAreRefused(int n, int r, int p) {
    assertThatIllegalArgumentException().isThrownBy(() -> new ScryptCost(n, r, p));
  }
}
