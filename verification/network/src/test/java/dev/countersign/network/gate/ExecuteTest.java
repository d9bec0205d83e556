package dev.countersign.network.gate;

import static org.assertj.core.api.Assertions.assertThat;

import dev.countersign.network.chain.ChainException;
import dev.countersign.network.chain.EventLog;
import dev.countersign.receipt.Address;
import dev.countersign.receipt.Bytes;
import dev.countersign.receipt.Call;
import dev.countersign.receipt.Flow;
import java.math.BigInteger;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** What was certified happens, once, whoever submits it. */
final class ExecuteTest extends OnTreasury {
  @Test
  void aCertifiedSwapMovesExactlyWhatItSays() throws ChainException {
    BigInteger weth = held(treasury.weth);
    BigInteger usdc = held(treasury.usdc);
    Action swap = swap();

    Chain.Outcome outcome = swap.send();

    succeeds(outcome);
    assertThat(held(treasury.weth)).isEqualTo(weth.subtract(HALF_ETHER));
    BigInteger bought = held(treasury.usdc).subtract(usdc);
    assertThat(bought).isGreaterThan(LEAST);
    Executed executed = executed(outcome);
    assertThat(executed.agentId()).isEqualTo(treasury.agentId);
    assertThat(executed.slot()).isEqualTo(swap.verdict().slot().value());
    assertThat(executed.receiptId()).isEqualTo(swap.verdict().receiptId());
    assertThat(executed.callsHash()).isEqualTo(swap.verdict().callsHash());
    assertThat(executed.flows())
        .containsExactlyInAnyOrder(
            new Executed.Measured(treasury.weth, HALF_ETHER.negate()),
            new Executed.Measured(treasury.usdc, bought))
        .isSortedAccordingTo((a, b) -> a.token().compareTo(b.token()));
    assertThat(lastSlot()).isEqualTo(swap.verdict().slot().value());
    assertThat(spent(treasury.weth)).isEqualTo(HALF_ETHER);
    assertThat(spent(treasury.usdc)).isZero();
    assertThat(allowance()).isZero();
  }

  @Test
  void aPaymentReachesItsRecipient() throws ChainException {
    succeeds(pay(dollars(40)).send());
    assertThat(treasury.chain.number(treasury.usdc, Abi.balanceOf(Treasury.ALICE)))
        .isEqualTo(dollars(40));
    assertThat(spent(treasury.usdc)).isEqualTo(dollars(40));
  }

  @Test
  void nativeCoinReachesItsRecipient() throws ChainException {
    BigInteger before = treasury.chain.balance(Treasury.ALICE);
    Call send = new Call(Treasury.ALICE, HALF_ETHER, Bytes.EMPTY);
    Chain.Outcome outcome =
        action(List.of(send), new Flow(Address.ZERO, HALF_ETHER.negate())).send();
    succeeds(outcome);
    assertThat(treasury.chain.balance(Treasury.ALICE)).isEqualTo(before.add(HALF_ETHER));
    assertThat(executed(outcome).flows())
        .containsExactly(new Executed.Measured(Address.ZERO, HALF_ETHER.negate()));
    assertThat(spent(Address.ZERO)).isEqualTo(HALF_ETHER);
  }

  @Test
  void severalThingsHappenInOneAction() throws ChainException {
    List<Call> calls =
        List.of(
            Action.approve(treasury, HALF_ETHER),
            Action.swapCall(treasury, HALF_ETHER, LEAST),
            Action.call(treasury.usdc, Abi.transfer(Treasury.ALICE, dollars(100))));
    succeeds(
        action(
                calls,
                new Flow(treasury.weth, HALF_ETHER.negate()),
                new Flow(treasury.usdc, LEAST.subtract(dollars(100))))
            .send());
    assertThat(spent(treasury.usdc)).as("whole, whatever came in").isEqualTo(dollars(100));
  }

  @Test
  void anAllowanceThatIsNotUsedCanBeTakenBackInTheSameAction() throws ChainException {
    List<Call> calls =
        List.of(
            Action.approve(treasury, Treasury.ETHER),
            Action.swapCall(treasury, HALF_ETHER, LEAST),
            Action.approve(treasury, BigInteger.ZERO));
    succeeds(
        action(calls, new Flow(treasury.weth, HALF_ETHER.negate()), new Flow(treasury.usdc, LEAST))
            .send());
    assertThat(allowance()).isZero();
  }

  @Test
  void nothingCanBeCertifiedToo() throws ChainException {
    Chain.Outcome outcome = action(List.of()).send();
    succeeds(outcome);
    assertThat(executed(outcome).flows()).isEmpty();
  }

  @Test
  void whoeverIsFasterOnlyDoesWhatWasCertified() throws ChainException {
    Action swap = swap();
    BigInteger before = treasury.chain.number(treasury.usdc, Abi.balanceOf(Treasury.MALLORY));
    succeeds(swap.send(Treasury.MALLORY));
    assertThat(treasury.chain.number(treasury.usdc, Abi.balanceOf(Treasury.MALLORY)))
        .isEqualTo(before);
    assertThat(spent(treasury.weth)).isEqualTo(HALF_ETHER);
    refused(swap, GateError.SLOT_NOT_RISING);
  }

  @Test
  void everyThresholdOfNineVerifiersWorksThatIsAMajority() throws ChainException {
    for (int i = 3; i < 9; i++) {
      treasury.owner(treasury.gate, Gate.addVerifier(Treasury.VERIFIERS.get(i).address()));
    }
    for (int threshold = 5; threshold <= 9; threshold++) {
      treasury.register(treasury.defaultAgent(threshold));
      succeeds(pay(ONE_DOLLAR).send());
    }
  }

  private BigInteger allowance() throws ChainException {
    return treasury.chain.number(
        treasury.weth, Abi.call("allowance(address,address)", treasury.safe, treasury.router));
  }

  private Executed executed(Chain.Outcome outcome) {
    List<EventLog> logs = outcome.receipt().logs();
    assertThat(logs.getLast().emitter()).isEqualTo(treasury.gate);
    return logs.stream().map(Gate::executed).flatMap(Optional::stream).findFirst().orElseThrow();
  }
}
