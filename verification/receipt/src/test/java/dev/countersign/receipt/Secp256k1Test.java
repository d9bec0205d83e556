package dev.countersign.receipt;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.math.BigInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** One signature has one form, and only that form is taken. */
class Secp256k1Test {
  private static final Bytes32 HASH = Samples.sha256("a hash");
  private static final VerifierKey KEY = Samples.verifierKey("a key");
  private static final String GOOD = KEY.sign(HASH).hex();
  private static final String R = GOOD.substring(2, 66);
  private static final String S = GOOD.substring(66, 130);
  private static final String V = GOOD.substring(130);
  private static final String ZERO = "00".repeat(32);

  static Stream<Arguments> malformed() {
    String highS = word(Secp256k1.N.subtract(new BigInteger(S, 16)));
    String otherV = V.equals("1b") ? "1c" : "1b";
    return Stream.of(
        Arguments.of("high s, with the v that fits", R + highS + otherV),
        Arguments.of("v of 0", R + S + "00"),
        Arguments.of("v of 1", R + S + "01"),
        Arguments.of("v of 29", R + S + "1d"),
        Arguments.of("v of EIP-155", R + S + "25"),
        Arguments.of("64 bytes (EIP-2098)", R + S),
        Arguments.of("66 bytes", R + S + V + "00"),
        Arguments.of("no bytes", ""),
        Arguments.of(
            "contract signature (Safe: v of 0 and an offset)",
            "00".repeat(12) + "11".repeat(20) + word(BigInteger.valueOf(65)) + "00"),
        Arguments.of("r of zero", ZERO + S + V),
        Arguments.of("s of zero", R + ZERO + V),
        Arguments.of("r of the order", word(Secp256k1.N) + S + V),
        Arguments.of("r above the field", "ff".repeat(32) + S + V),
        Arguments.of("s of the order", R + word(Secp256k1.N) + V),
        Arguments.of("r that is no x of the curve", word(BigInteger.valueOf(5)) + S + V));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("malformed")
  void isRefused(String what, String signature) {
    assertThatExceptionOfType(ReceiptRejected.class)
        .as(what)
        .isThrownBy(() -> Secp256k1.recover(HASH, new Bytes("0x" + signature)))
        .satisfies(e -> assertThat(e.reason()).isEqualTo(Reason.MALFORMED_SIGNATURE));
  }

  @Test
  void theOtherVIsSomebodyElse() throws ReceiptRejected {
    String otherV = V.equals("1b") ? "1c" : "1b";

    assertThat(Secp256k1.recover(HASH, new Bytes("0x" + R + S + V))).isEqualTo(KEY.address());
    assertThat(Secp256k1.recover(HASH, new Bytes("0x" + R + S + otherV)))
        .isNotEqualTo(KEY.address());
  }

  @Test
  void aSignatureThatLeadsToNoKeyIsRefused() {
    // With R = G, s = 1 and a hash of 1 the key would be R - G, which is the point at infinity.
    String gx = word(Secp256k1.G.normalize().getAffineXCoord().toBigInteger());
    boolean odd = Secp256k1.G.normalize().getAffineYCoord().testBitZero();
    Bytes signature = new Bytes("0x" + gx + word(BigInteger.ONE) + (odd ? "1c" : "1b"));

    assertThatExceptionOfType(ReceiptRejected.class)
        .isThrownBy(() -> Secp256k1.recover(new Bytes32(word(BigInteger.ONE)), signature))
        .satisfies(e -> assertThat(e.reason()).isEqualTo(Reason.MALFORMED_SIGNATURE));
  }

  @Test
  void privateKeysAreOneToTheOrder() {
    assertThatIllegalArgumentException().isThrownBy(() -> VerifierKey.of(BigInteger.ZERO));
    assertThatIllegalArgumentException().isThrownBy(() -> VerifierKey.of(Secp256k1.N));
    assertThat(VerifierKey.of(BigInteger.ONE).address().checksummed())
        .isEqualTo("0x7E5F4552091A69125d5DfCb7b8C2659029395Bdf");
  }

  @Test
  void theTextOfAKeyHoldsNoSecret() {
    assertThat(KEY.toString())
        .doesNotContain(KEY.secret().toString(16))
        .contains(KEY.address().hex());
  }

  private static String word(BigInteger value) {
    return String.format("%064x", value);
  }
}
