package dev.countersign.network.gate;

import static org.assertj.core.api.Assertions.assertThat;

import dev.countersign.network.chain.ChainException;
import dev.countersign.receipt.Address;
import dev.countersign.receipt.Bytes;
import dev.countersign.receipt.Call;
import dev.countersign.receipt.Flow;
import java.math.BigInteger;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.TestInstance;

/** Tests on one treasury of the class, as it was at the start of each of them. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
abstract class OnTreasury {
  static final BigInteger ONE_DOLLAR = Treasury.DOLLAR;
  static final BigInteger HALF_ETHER = Treasury.ETHER.shiftRight(1);

  /** Half an ether brings about 996 dollars. */
  static final BigInteger LEAST = Treasury.DOLLAR.multiply(BigInteger.valueOf(990));

  Treasury treasury;
  private GateAgent agent;
  private String snapshot;

  @SuppressWarnings("NullAway.Init")
  OnTreasury() {}

  Treasury open() throws Exception {
    return Treasury.open();
  }

  @BeforeAll
  final void openTreasury() throws Exception {
    treasury = open();
    agent = treasury.agent;
  }

  @BeforeEach
  final void remember() throws ChainException {
    snapshot = treasury.chain.snapshot();
  }

  @AfterEach
  final void forget() throws ChainException {
    treasury.chain.revert(snapshot);
    treasury.agent = agent;
  }

  @AfterAll
  final void closeTreasury() {
    treasury.close();
  }

  /** A slot that was never used. */
  final long slot() {
    return treasury.chain.time() * 256;
  }

  final Action swap() {
    return Action.swap(treasury, slot(), HALF_ETHER, LEAST);
  }

  final Action pay(BigInteger amount) {
    return Action.transfer(treasury, slot(), amount);
  }

  final Action action(List<Call> calls, Flow... flows) {
    return Action.of(treasury, slot(), calls, Action.flows(flows));
  }

  /** A swap as on Uniswap V2, at a router that gives just the least. */
  final Call swapAt(
      Address router, Address sold, BigInteger amount, Address bought, BigInteger least) {
    return swapTo(treasury.safe, router, sold, amount, bought, least);
  }

  final Call swapTo(
      Address to,
      Address router,
      Address sold,
      BigInteger amount,
      Address bought,
      BigInteger least) {
    return Action.call(
        router,
        Abi.call(
            TestRoutes.SWAP, amount, least, List.of(sold, bought), to, treasury.chain.time() + 90));
  }

  /** A router pays this into the Safe in the middle of its swaps: a reward, say. */
  final void rewards(Address router, Address token, BigInteger amount) throws ChainException {
    Bytes give = Abi.call("give(address,address,uint256)", token, treasury.safe, amount);
    treasury.chain.done(Treasury.MALLORY, router, Abi.call("arm(address,bytes)", router, give));
  }

  final BigInteger held(Address token) throws ChainException {
    return treasury.held(token);
  }

  static BigInteger dollars(long amount) {
    return Treasury.DOLLAR.multiply(BigInteger.valueOf(amount));
  }

  static void succeeds(Chain.Outcome outcome) {
    Chain.require(outcome);
  }

  /** Refused for this reason, and nothing happened: no event, no money, no slot. */
  final void refused(Action action, GateError reason) throws ChainException {
    BigInteger weth = held(treasury.weth);
    BigInteger usdc = held(treasury.usdc);
    BigInteger coins = held(Address.ZERO);
    long lastSlot = lastSlot();
    Chain.Outcome outcome = action.send();
    assertThat(outcome.success()).isFalse();
    assertThat(outcome.reason()).as(GateError.describe(outcome.error())).isEqualTo(reason);
    assertThat(outcome.receipt().logs()).isEmpty();
    assertThat(held(treasury.weth)).isEqualTo(weth);
    assertThat(held(treasury.usdc)).isEqualTo(usdc);
    assertThat(held(Address.ZERO)).isEqualTo(coins);
    assertThat(lastSlot()).isEqualTo(lastSlot);
  }

  static void refused(Chain.Outcome outcome, GateError reason) {
    assertThat(outcome.success()).isFalse();
    assertThat(outcome.reason()).as(GateError.describe(outcome.error())).isEqualTo(reason);
  }

  final long lastSlot() throws ChainException {
    return Gate.state(treasury.chain.head(), treasury.gate, treasury.agentId).lastSlot();
  }

  final BigInteger spent(Address token) throws ChainException {
    return Gate.spentToday(treasury.chain.head(), treasury.gate, treasury.agentId, token);
  }
}
