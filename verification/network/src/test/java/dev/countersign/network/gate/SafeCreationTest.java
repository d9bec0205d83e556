package dev.countersign.network.gate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.countersign.network.chain.ChainUnavailable;
import dev.countersign.network.devnet.PublishedCode;
import dev.countersign.receipt.Address;
import dev.countersign.receipt.Bytes;
import java.math.BigInteger;
import org.junit.jupiter.api.Test;

/** Where a new Safe will be, by the published factory and by a node that lies about it. */
final class SafeCreationTest extends OnTreasury {
  private static final Bytes ANSWERS_ONE_BYTE = new Bytes("0x60205f52600160205260605ff3");

  @Test
  void theSafeIsMadeWhereItWasSaid() throws Exception {
    SafeAccount.Creation creation = creation();
    Address said = creation.address(treasury.chain.head());
    assertThat(treasury.chain.call(creation.contracts().factory(), creation.calldata()).hex())
        .endsWith(said.hex().substring(2));
  }

  @Test
  void anotherCodeOfTheFactoryIsNotBelieved() throws Exception {
    SafeAccount.Creation creation = creation();
    treasury.chain.place(creation.contracts().factory(), ANSWERS_ONE_BYTE);
    assertThatExceptionOfType(ChainUnavailable.class)
        .isThrownBy(() -> creation.address(treasury.chain.head()))
        .withMessageContaining("makes something else than Safes 1.5.0")
        .satisfies(e -> assertThat(e.kind()).isEqualTo(ChainUnavailable.Kind.MALFORMED));
  }

  private SafeAccount.Creation creation() throws Exception {
    return new SafeAccount.Creation(
        new SafeContracts(published("SAFE"), published("SAFE_FACTORY"), published("SAFE_FALLBACK")),
        Treasury.OWNER.address(),
        BigInteger.TEN);
  }

  private Address published(String contract) throws Exception {
    return treasury.chain.deploy(PublishedCode.of(contract), new byte[0]);
  }
}
