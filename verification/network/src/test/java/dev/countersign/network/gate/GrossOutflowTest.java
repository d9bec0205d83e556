package dev.countersign.network.gate;

import static org.assertj.core.api.Assertions.assertThat;

import dev.countersign.network.chain.ChainException;
import dev.countersign.receipt.Address;
import dev.countersign.receipt.Bytes;
import dev.countersign.receipt.Call;
import dev.countersign.receipt.Flow;
import java.math.BigInteger;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Check 8: what calls take counts whole, whoever pays into the Safe meanwhile. */
final class GrossOutflowTest extends OnTreasury {
  @Test
  void whatComesInMeanwhileMakesRoomForNothing() throws ChainException {
    Address router = testRouter();
    treasury.mint(treasury.usdc, router, dollars(9000));
    BigInteger tooMuch = Treasury.ACTION_USDC.add(BigInteger.ONE);
    Call reward = give(router, treasury.usdc, tooMuch);
    Call transfer = Action.call(treasury.usdc, Abi.transfer(Treasury.ALICE, tooMuch));
    refused(action(List.of(reward, transfer)), GateError.OVER_ACTION_CAP);
    Call exact = Action.call(treasury.usdc, Abi.transfer(Treasury.ALICE, Treasury.ACTION_USDC));
    succeeds(action(List.of(reward, exact)).send());
    assertThat(spent(treasury.usdc)).isEqualTo(Treasury.ACTION_USDC);
  }

  @Test
  void aSwapCountsWholeToo() throws ChainException {
    Address router = testRouter();
    treasury.wrap(Chain.DEPLOYER, Treasury.ETHER.multiply(BigInteger.TEN));
    treasury.chain.done(
        Chain.DEPLOYER,
        treasury.weth,
        Abi.transfer(router, Treasury.ETHER.multiply(BigInteger.TEN)));
    rewards(router, treasury.weth, Treasury.ETHER.multiply(BigInteger.TWO));
    BigInteger tooMuch = Treasury.ACTION_WETH.add(BigInteger.ONE);
    refused(
        action(List.of(approve(router, tooMuch), sale(router, tooMuch))),
        GateError.OVER_ACTION_CAP);
    BigInteger most = Treasury.ACTION_WETH;
    succeeds(action(List.of(approve(router, most), sale(router, most))).send());
    assertThat(spent(treasury.weth)).isEqualTo(most);
    for (int i = 1; i < 3; i++) {
      succeeds(action(List.of(approve(router, most), sale(router, most))).send());
    }
    refused(
        action(List.of(approve(router, BigInteger.ONE), sale(router, BigInteger.ONE))),
        GateError.OVER_DAY_CAP);
  }

  @Test
  void coinsCountWholeToo() throws ChainException {
    Address router = testRouter();
    treasury.chain.setBalance(router, Treasury.ETHER.multiply(BigInteger.TWO));
    BigInteger tooMuch = Treasury.ACTION_NATIVE.add(BigInteger.ONE);
    Bytes back = Abi.call("giveNative(address,uint256)", treasury.safe, tooMuch);
    refused(action(List.of(new Call(router, tooMuch, back))), GateError.OVER_ACTION_CAP);
    Bytes most = Abi.call("giveNative(address,uint256)", treasury.safe, Treasury.ACTION_NATIVE);
    succeeds(action(List.of(new Call(router, Treasury.ACTION_NATIVE, most))).send());
    assertThat(spent(Address.ZERO)).isEqualTo(Treasury.ACTION_NATIVE);
  }

  @Test
  void approvalsCountWholeAndTheirSumNeverStartsAgain() throws ChainException {
    BigInteger most = BigInteger.ONE.shiftLeft(256).subtract(BigInteger.ONE);
    for (BigInteger more : List.of(BigInteger.ZERO, BigInteger.ONE, BigInteger.TWO)) {
      List<Call> calls =
          List.of(
              Action.approve(treasury, most),
              Action.approve(treasury, more),
              Action.approve(treasury, BigInteger.ZERO));
      refused(action(calls), GateError.OVER_ACTION_CAP);
    }
  }

  @Test
  void whatATokenTakesBesidesCountsToo() throws ChainException {
    Address token = listed("FeeOnTransferToken");
    treasury.chain.done(Treasury.MALLORY, token, Abi.call("putOnTop()"));
    BigInteger cap = BigInteger.valueOf(100_000);
    Call all = Action.call(token, Abi.transfer(Treasury.ALICE, cap));
    refused(
        action(List.of(all), new Flow(token, BigInteger.valueOf(-101_000))),
        GateError.OVER_ACTION_CAP);
  }

  private Call give(Address router, Address token, BigInteger amount) {
    return Action.call(
        router, Abi.call("give(address,address,uint256)", token, treasury.safe, amount));
  }

  private Call sale(Address router, BigInteger amount) {
    return swapAt(router, treasury.weth, amount, treasury.usdc, BigInteger.ZERO);
  }

  private Call approve(Address spender, BigInteger amount) {
    return Action.call(treasury.weth, Abi.approve(spender, amount));
  }

  /** A router that does what it is told, as a route of the agent with all its functions. */
  private Address testRouter() throws ChainException {
    Address router = treasury.chain.deploy(Chain.own("TestRouter"), new byte[0]);
    treasury.register(
        Agents.of(treasury.agent).routes(TestRoutes.add(treasury.agent.routes(), router)).agent());
    return router;
  }

  /** A new token of our tests, of which the Safe has a million, in the agent's list. */
  private Address listed(String contract) throws ChainException {
    Address token = treasury.chain.deploy(Chain.own(contract), new byte[0]);
    treasury.chain.done(
        Treasury.MALLORY, token, Abi.mint(treasury.safe, BigInteger.valueOf(1_000_000)));
    BigInteger cap = BigInteger.valueOf(100_000);
    treasury.register(
        Agents.of(treasury.agent)
            .tokens(
                SwitchedOff.sorted(
                    Stream.concat(
                        treasury.agent.tokens().stream(),
                        Stream.of(new GateAgent.TokenLimit(token, cap, cap)))))
            .agent());
    return token;
  }
}
