package dev.countersign.tools.wallet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.countersign.receipt.Address;
import dev.countersign.receipt.Bytes;
import dev.countersign.receipt.Bytes32;
import dev.countersign.receipt.VerifierKey;
import java.math.BigInteger;
import org.junit.jupiter.api.Test;
import org.web3j.crypto.Credentials;
import org.web3j.crypto.RawTransaction;
import org.web3j.crypto.SignedRawTransaction;
import org.web3j.crypto.TransactionDecoder;
import org.web3j.crypto.TransactionEncoder;
import org.web3j.crypto.transaction.type.Transaction1559;

class TransactionSignerTest {
  private static final VerifierKey KEY = VerifierKey.of(new BigInteger("123456789abcdef", 16));
  private static final UnsignedTransaction PLAIN =
      new UnsignedTransaction(
          31337,
          0,
          new Address("0x00000000000000000000000000000000000000a1"),
          BigInteger.ZERO,
          new Bytes("0xa9059cbb00"),
          100_000,
          BigInteger.valueOf(3_000_000_000L),
          BigInteger.ONE);

  private final TransactionSigner signer = new TransactionSigner(KEY, 31337);

  @Test
  void anotherLibraryReadsTheSameTransactionAndRecoversTheSender() throws Exception {
    for (long nonce : new long[] {0, 1, 127, 128, 70_000}) {
      UnsignedTransaction transaction =
          new UnsignedTransaction(
              31337,
              nonce,
              PLAIN.to(),
              BigInteger.valueOf(nonce),
              PLAIN.data(),
              21_000,
              PLAIN.maxFee(),
              PLAIN.tip());
      SignedTransaction signed = signer.sign(transaction);
      SignedRawTransaction read =
          (SignedRawTransaction) TransactionDecoder.decode(signed.raw().hex());
      Transaction1559 fields = (Transaction1559) read.getTransaction();
      assertThat(read.getFrom()).isEqualTo(KEY.address().hex());
      assertThat(fields.getChainId()).isEqualTo(31337);
      assertThat(fields.getNonce()).isEqualTo(nonce);
      assertThat(fields.getTo()).isEqualTo(PLAIN.to().hex());
      assertThat(fields.getValue()).isEqualTo(nonce);
      assertThat(fields.getMaxFeePerGas()).isEqualTo(PLAIN.maxFee());
      assertThat(fields.getMaxPriorityFeePerGas()).isEqualTo(PLAIN.tip());
      assertThat("0x" + fields.getData()).isEqualTo(PLAIN.data().hex());
      assertThat(signed.hash()).isEqualTo(Bytes32.keccak256(signed.raw().toArray()));
    }
  }

  @Test
  void theBytesAreThoseOfAnotherSigner() {
    RawTransaction same =
        RawTransaction.createTransaction(
            31337,
            BigInteger.ZERO,
            BigInteger.valueOf(100_000),
            PLAIN.to().hex(),
            BigInteger.ZERO,
            PLAIN.data().hex(),
            PLAIN.tip(),
            PLAIN.maxFee());
    byte[] raw =
        TransactionEncoder.signMessage(same, Credentials.create(KEY.secret().toString(16)));
    assertThat(signer.sign(PLAIN).raw()).isEqualTo(Bytes.of(raw));
  }

  @Test
  void signingIsDeterministicSoTheHashIsKnownBeforeAnythingIsSent() {
    assertThat(signer.sign(PLAIN)).isEqualTo(signer.sign(PLAIN));
    assertThat(signer.sign(PLAIN.withFees(BigInteger.TEN.pow(10), BigInteger.TWO)).hash())
        .isNotEqualTo(signer.sign(PLAIN).hash());
  }

  @Test
  void nothingIsSignedForAnotherChain() {
    TransactionSigner other = new TransactionSigner(KEY, 1);
    assertThatIllegalArgumentException().isThrownBy(() -> other.sign(PLAIN));
  }

  @Test
  void theSignerShowsItsAddressAndNothingElse() {
    assertThat(signer.toString())
        .contains(KEY.address().hex())
        .doesNotContain(KEY.secret().toString(16));
  }
}
