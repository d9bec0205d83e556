package dev.countersign.receipt;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The envelope: what is signed, by whom, and in which form. */
class DsseTest {
  private static final ReceiptKey KEY = Samples.RECEIPT_KEY;

  @Test
  void thePreAuthenticationEncodingIsThatOfTheSpecification() {
    assertThat(
            new String(
                Dsse.pae("http://example.com/HelloWorld", "hello world".getBytes(UTF_8)), UTF_8))
        .isEqualTo("DSSEv1 29 http://example.com/HelloWorld 11 hello world");
  }

  @Test
  void lengthsAreBytesNotCharacters() {
    assertThat(new String(Dsse.pae("t", "\u20ac".getBytes(UTF_8)), UTF_8))
        .isEqualTo("DSSEv1 1 t 3 \u20ac");
  }

  @Test
  void signaturesAreThoseOfRfc8032() {
    ReceiptKey key =
        ReceiptKey.of(
            HexFormat.of()
                .parseHex("c5aa8df43f9f837bedb7442f31dcb7b166d38535076f094b85ce3a2e0b4458f7"));

    assertThat(key.publicKey().hex())
        .isEqualTo("fc51cd8e6218a1a38da47ed00230f0580816ed13ba3303ac5deb911548908025");
    assertThat(HexFormat.of().formatHex(key.sign(new byte[] {(byte) 0xaf, (byte) 0x82})))
        .isEqualTo(
            "6291d657deec24024827e69c3abe01a30ce548a284743a445e3680d7db5ac3ac"
                + "18ff9b538d16f290ae67f760984dc6594a7c15e9716ed28dc027beceea1ec40a");
  }

  @Test
  void anEnvelopeIsVerifiedByItsKeyAlone() throws ReceiptRejected {
    Dsse envelope = Dsse.sign(Dsse.IN_TOTO, "{}".getBytes(UTF_8), KEY);
    envelope.verify(KEY.publicKey());

    refused(envelope, ReceiptKey.of(new byte[32]).publicKey());
  }

  @Test
  void anotherTypePayloadKeyidOrNumberOfSignaturesIsRefused() {
    Dsse good = Dsse.sign(Dsse.IN_TOTO, "{}".getBytes(UTF_8), KEY);
    Dsse.Signature signature = good.signatures().getFirst();
    Bytes32 stranger = ReceiptKey.of(new byte[32]).publicKey();

    refused(new Dsse("text/plain", good.payload(), good.signatures()), KEY.publicKey());
    refused(new Dsse(Dsse.IN_TOTO, "W10=", good.signatures()), KEY.publicKey());
    refused(new Dsse(Dsse.IN_TOTO, good.payload(), List.of()), KEY.publicKey());
    refused(new Dsse(Dsse.IN_TOTO, good.payload(), List.of(signature, signature)), KEY.publicKey());
    refused(
        new Dsse(
            Dsse.IN_TOTO, good.payload(), List.of(new Dsse.Signature(stranger, signature.sig()))),
        KEY.publicKey());
  }

  @Test
  void aScalarPlusTheOrderIsNoSecondFormOfASignature() {
    Dsse good = Dsse.sign(Dsse.IN_TOTO, "{}".getBytes(UTF_8), KEY);
    byte[] signature = java.util.Base64.getDecoder().decode(good.signatures().getFirst().sig());
    byte[] order =
        HexFormat.of().parseHex("edd3f55c1a631258d69cf7a2def9de1400000000000000000000000000000010");
    int carry = 0;
    for (int i = 0; i < 32; i++) {
      int sum = (signature[32 + i] & 0xff) + (order[i] & 0xff) + carry;
      signature[32 + i] = (byte) sum;
      carry = sum >> 8;
    }
    Dsse.Signature malleable =
        new Dsse.Signature(
            KEY.publicKey(), java.util.Base64.getEncoder().encodeToString(signature));

    refused(new Dsse(Dsse.IN_TOTO, good.payload(), List.of(malleable)), KEY.publicKey());
  }

  @ParameterizedTest
  @ValueSource(strings = {"e30", "e31=", "e3 0=", "e30=\n", "e30==", "_-8=", "!", "="})
  void base64HasOneForm(String payload) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new Dsse(Dsse.IN_TOTO, payload, List.of()));
  }

  @Test
  void theTextOfAKeyHoldsNoSecret() {
    assertThat(KEY.toString())
        .doesNotContain(HexFormat.of().formatHex(KEY.seed()))
        .contains(KEY.publicKey().hex());
  }

  private static void refused(Dsse envelope, Bytes32 key) {
    assertThatExceptionOfType(ReceiptRejected.class)
        .isThrownBy(() -> envelope.verify(key))
        .satisfies(e -> assertThat(e.reason()).isEqualTo(Reason.BAD_RECEIPT_SIGNATURE));
  }
}
