package dev.countersign.network.chain;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.countersign.network.chain.ChainUnavailable.Kind;
import dev.countersign.network.devnet.DevnetWorld;
import dev.countersign.network.devnet.SharedWorld;
import dev.countersign.receipt.Address;
import dev.countersign.receipt.Bytes;
import dev.countersign.receipt.Bytes32;
import java.math.BigInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.web3j.crypto.Credentials;
import org.web3j.crypto.RawTransaction;
import org.web3j.crypto.TransactionEncoder;

/** Sending, and what became of it, on a real node. */
@ExtendWith(SharedWorld.class)
class SendingTest {
  private static final BigInteger VALUE = BigInteger.valueOf(12_345);
  private static final BigInteger GWEI = BigInteger.TEN.pow(9);

  @Test
  void aSignedTransactionIsKnownThenMined(DevnetWorld world) throws Exception {
    RpcChain chain = world.chain();
    Address payer = world.keys().payer().address();
    Address somebody = new Address("0x" + "99".repeat(20));
    Bytes signed = signed(world, chain.nonce(payer), GWEI.multiply(BigInteger.TEN), somebody);
    Bytes32 hash = chain.sendRaw(signed);
    assertThat(hash).isEqualTo(Bytes32.keccak256(signed.toArray()));
    assertThat(chain.transaction(hash).orElseThrow().block()).isEmpty();
    assertThat(chain.receipt(hash)).isEmpty();
    assertThat(chain.pendingNonce(payer)).isEqualTo(chain.nonce(payer) + 1);
    assertThat(refusal(chain, signed)).isEqualTo(ChainRefused.Reason.ALREADY_KNOWN);
    Bytes cheaper = signed(world, chain.nonce(payer), GWEI.multiply(BigInteger.TWO), somebody);
    assertThat(refusal(chain, cheaper)).isEqualTo(ChainRefused.Reason.UNDERPRICED);

    world.mine();

    KnownTransaction known = chain.transaction(hash).orElseThrow();
    assertThat(known.block()).hasValue(chain.head().number());
    assertThat(known.from()).isEqualTo(payer);
    assertThat(known.to()).contains(somebody);
    assertThat(known.value()).isEqualTo(VALUE);
    MinedReceipt receipt = chain.receipt(hash).orElseThrow();
    assertThat(receipt.success()).isTrue();
    assertThat(receipt.block()).isEqualTo(chain.head());
    assertThat(receipt.gasUsed()).isEqualTo(21_000);
    assertThat(receipt.cost())
        .isEqualTo(receipt.gasPrice().multiply(BigInteger.valueOf(21_000)))
        .isPositive();
    assertThat(chain.balance(somebody, chain.head())).isEqualTo(VALUE);
    assertThat(refusal(chain, cheaper)).isEqualTo(ChainRefused.Reason.NONCE_TOO_LOW);
  }

  @Test
  void whoCannotPayIsRefused(DevnetWorld world) throws Exception {
    Address payer = world.keys().payer().address();
    BigInteger tooMuch = GWEI.multiply(BigInteger.TEN.pow(9));
    Bytes signed = signed(world, world.chain().nonce(payer), tooMuch, payer);
    assertThat(refusal(world.chain(), signed)).isEqualTo(ChainRefused.Reason.INSUFFICIENT_FUNDS);
  }

  @Test
  void aRevertCarriesItsData(DevnetWorld world) throws Exception {
    RpcChain chain = world.chain();
    // addVerifier(address) by somebody who is not the Safe.
    Bytes data = new Bytes("0x9000b3d6" + "0".repeat(64));
    CallRequest request =
        CallRequest.of(world.keys().payer().address(), world.addresses().treasury().gate(), data);
    for (ChainUnavailable error :
        new ChainUnavailable[] {
          catchThrowableOfType(ChainUnavailable.class, () -> chain.simulate(request, chain.head())),
          catchThrowableOfType(ChainUnavailable.class, () -> chain.estimateGas(request))
        }) {
      assertThat(error.kind()).isEqualTo(Kind.REVERTED);
      Bytes32 name =
          Bytes32.keccak256(
              "OnlyTheSafe(address)".getBytes(java.nio.charset.StandardCharsets.US_ASCII));
      assertThat(error.data().hex()).startsWith("0x" + name.hex().substring(0, 8));
    }
  }

  private static ChainRefused.Reason refusal(RpcChain chain, Bytes signed) {
    return catchThrowableOfType(ChainRefused.class, () -> chain.sendRaw(signed)).reason();
  }

  private static Bytes signed(DevnetWorld world, long nonce, BigInteger maxFee, Address to) {
    RawTransaction transaction =
        RawTransaction.createTransaction(
            31337,
            BigInteger.valueOf(nonce),
            BigInteger.valueOf(21_000),
            to.hex(),
            VALUE,
            "",
            GWEI,
            maxFee);
    Credentials payer = Credentials.create(world.keys().payer().secret().hex());
    return Bytes.of(TransactionEncoder.signMessage(transaction, payer));
  }
}
