package dev.countersign.network.gate;

import static org.assertj.core.api.Assertions.assertThat;

import dev.countersign.network.chain.ChainException;
import dev.countersign.receipt.Address;
import dev.countersign.receipt.Bytes;
import dev.countersign.receipt.Call;
import dev.countersign.receipt.Flow;
import java.math.BigInteger;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * What a day's spending is counted in: the first token of a day in the agent's own word, the others
 * in words of theirs. Nobody can tell, but by the gas.
 */
final class DaySpendingTest extends OnTreasury {
  private static final long DAY = 86_400;
  private static final BigInteger COINS = BigInteger.valueOf(700);

  @Test
  void everyTokenHasItsOwnDay() throws ChainException {
    spend(treasury.usdc, Treasury.ACTION_USDC);
    spend(treasury.weth, Treasury.ACTION_WETH);
    spend(Address.ZERO, COINS);
    spend(treasury.usdc, ONE_DOLLAR);
    spend(treasury.weth, HALF_ETHER);
    spend(Address.ZERO, COINS);
    assertSpent(Treasury.ACTION_USDC.add(ONE_DOLLAR), Treasury.ACTION_WETH.add(HALF_ETHER));
    assertThat(spent(Address.ZERO)).isEqualTo(COINS.multiply(BigInteger.TWO));
    refused(
        payment(treasury.weth, Treasury.ACTION_WETH.add(BigInteger.ONE)),
        GateError.OVER_ACTION_CAP);
    spend(treasury.weth, Treasury.ACTION_WETH);
    spend(treasury.weth, HALF_ETHER);
    refused(payment(treasury.weth, BigInteger.ONE), GateError.OVER_DAY_CAP);
    spend(treasury.usdc, Treasury.ACTION_USDC);
    refused(payment(treasury.usdc, Treasury.ACTION_USDC), GateError.OVER_DAY_CAP);
    assertSpent(Treasury.ACTION_USDC.multiply(BigInteger.TWO).add(ONE_DOLLAR), Treasury.DAY_WETH);
  }

  @Test
  void severalTokensLeaveInOneAction() throws ChainException {
    Action both =
        action(
            List.of(transfer(treasury.weth, HALF_ETHER), transfer(treasury.usdc, ONE_DOLLAR)),
            new Flow(treasury.weth, HALF_ETHER.negate()),
            new Flow(treasury.usdc, ONE_DOLLAR.negate()));
    succeeds(both.send());
    assertSpent(ONE_DOLLAR, HALF_ETHER);
  }

  @Test
  void theNextDayStartsWithNothingWhicheverTokenIsFirst() throws ChainException {
    spend(treasury.usdc, ONE_DOLLAR);
    spend(treasury.weth, HALF_ETHER);
    for (int day = 1; day <= 3; day++) {
      treasury.chain.travelTo((treasury.chain.time() / DAY + 1) * DAY);
      treasury.chain.mine();
      assertSpent(BigInteger.ZERO, BigInteger.ZERO);
      boolean wethFirst = day % 2 == 1;
      spend(wethFirst ? treasury.weth : treasury.usdc, wethFirst ? HALF_ETHER : ONE_DOLLAR);
      assertSpent(
          wethFirst ? BigInteger.ZERO : ONE_DOLLAR, wethFirst ? HALF_ETHER : BigInteger.ZERO);
      spend(wethFirst ? treasury.usdc : treasury.weth, wethFirst ? ONE_DOLLAR : HALF_ETHER);
      assertSpent(ONE_DOLLAR, HALF_ETHER);
    }
  }

  @Test
  void whatWasSpentSurvivesEveryChangeOfTheAgent() throws ChainException {
    spend(treasury.usdc, ONE_DOLLAR);
    spend(treasury.weth, HALF_ETHER);
    long lastSlot = lastSlot();
    GateAgent whole = treasury.agent;
    treasury.owner(treasury.gate, Gate.revoke(treasury.agentId));
    assertSpent(ONE_DOLLAR, HALF_ETHER);
    assertThat(lastSlot()).isEqualTo(lastSlot);
    treasury.register(Agents.of(whole).tokens(List.of(limit(whole, treasury.weth))).agent());
    assertSpent(ONE_DOLLAR, HALF_ETHER);
    spend(treasury.weth, HALF_ETHER);
    treasury.register(whole);
    spend(treasury.usdc, ONE_DOLLAR);
    assertSpent(dollars(2), Treasury.ETHER);
  }

  @Test
  void ofTokensOfOneMarkTheLaterStartsWithWhatTheEarlierSpent() throws ChainException {
    // Nobody has such addresses by accident; whoever makes them only spends less.
    Address alike = new Address("0x" + "11".repeat(14) + treasury.usdc.hex().substring(30));
    treasury.chain.place(alike, Chain.artefact("RebasingToken", "deployedBytecode"));
    spend(treasury.usdc, ONE_DOLLAR);
    assertThat(spent(alike)).isEqualTo(ONE_DOLLAR);
    spend(treasury.weth, HALF_ETHER);
    assertThat(spent(alike)).isEqualTo(ONE_DOLLAR);
  }

  @Test
  void anAgentThatIsChangedWhileItsCallsRunDoesNothing() throws ChainException {
    // A token calls back, with what the owner signed in the meantime.
    Address token = treasury.chain.deploy(Chain.own("ReentrantToken"), new byte[0]);
    treasury.chain.done(Treasury.MALLORY, token, Abi.mint(treasury.safe, BigInteger.TEN));
    GateAgent whole = treasury.agent;
    treasury.register(
        Agents.of(whole)
            .tokens(
                Stream.concat(
                        whole.tokens().stream(),
                        Stream.of(new GateAgent.TokenLimit(token, BigInteger.TEN, BigInteger.TEN)))
                    .sorted(Comparator.comparing(GateAgent.TokenLimit::token))
                    .toList())
            .agent());
    Action action = payment(token, BigInteger.ONE);
    arm(token, Gate.revoke(treasury.agentId));
    refused(action, GateError.UNKNOWN_AGENT);
    arm(token, Gate.register(treasury.agentId, whole));
    refused(action, GateError.CONFIG_MISMATCH);
    arm(token, Gate.pause());
    succeeds(action.send());
  }

  /** The token's next transfer sends the gate what the owner signed. */
  private void arm(Address token, Bytes data) throws ChainException {
    Bytes signed =
        SafeTransaction.of(
                treasury.gate,
                data,
                SafeTransaction.nextNonce(treasury.chain.head(), treasury.safe))
            .signed(Chain.ID, treasury.safe, List.of(Treasury.OWNER));
    treasury.chain.done(
        Treasury.MALLORY, token, Abi.call("arm(address,bytes)", treasury.safe, signed));
  }

  private void spend(Address token, BigInteger amount) throws ChainException {
    succeeds(payment(token, amount).send());
  }

  private Action payment(Address token, BigInteger amount) {
    return action(List.of(transfer(token, amount)), new Flow(token, amount.negate()));
  }

  private static Call transfer(Address token, BigInteger amount) {
    return token.equals(Address.ZERO)
        ? new Call(Treasury.ALICE, amount, Bytes.EMPTY)
        : Action.call(token, Abi.transfer(Treasury.ALICE, amount));
  }

  private static GateAgent.TokenLimit limit(GateAgent agent, Address token) {
    return agent.tokens().stream()
        .filter(limit -> limit.token().equals(token))
        .findFirst()
        .orElseThrow();
  }

  private void assertSpent(BigInteger usdc, BigInteger weth) throws ChainException {
    assertThat(spent(treasury.usdc)).as("USDC").isEqualTo(usdc);
    assertThat(spent(treasury.weth)).as("WETH").isEqualTo(weth);
  }
}
