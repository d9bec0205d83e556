package dev.countersign.network.gate;

import static org.assertj.core.api.Assertions.assertThat;

import dev.countersign.network.chain.ChainException;
import dev.countersign.receipt.Address;
import dev.countersign.receipt.Bytes;
import dev.countersign.receipt.Call;
import dev.countersign.receipt.Flow;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Checks 7 and 8: all of it or nothing, and what counts is what the balances say. */
final class SettlementTest extends OnTreasury {
  private static final long DAY = 86_400;
  private static final String TRADE = "trade(address,uint256,address,uint256)";
  private static final String TAKE = "take(address,address,uint256)";
  private static final String GIVE = "give(address,address,uint256)";
  private static final String KEEP = "keep()";
  private static final String FAIL = "fail(uint256)";

  // 7: all or nothing.

  @Test
  void aCallThatFailsRevertsEverythingAndItsReasonIsKept() throws ChainException {
    Address router = testRouter();
    List<Call> calls =
        List.of(
            Action.call(treasury.usdc, Abi.transfer(Treasury.ALICE, ONE_DOLLAR)),
            Action.call(router, Abi.call(FAIL, BigInteger.TEN)));
    Action action = action(calls, new Flow(treasury.usdc, ONE_DOLLAR.negate()));
    refused(action, GateError.CALL_FAILED);
    Chain.Outcome outcome = action.send();
    // AsTold(uint256) with 10, inside CallFailed of the second call.
    assertThat(GateError.describe(outcome.error()))
        .startsWith("a call failed (index 1, reason 0x")
        .contains("000000000000000000000000000000000000000000000000000000000000000a");
    assertThat(spent(treasury.usdc)).isZero();
    succeeds(Action.transfer(treasury, action.verdict().slot().value(), ONE_DOLLAR).send());
  }

  @Test
  void aSwapThatWouldBringTooLittleFails() throws ChainException {
    Action action = Action.swap(treasury, slot(), HALF_ETHER, dollars(1001));
    refused(action, GateError.CALL_FAILED);
    assertThat(GateError.describe(action.send().error()))
        .isEqualTo("a call failed (index 1, reason UniswapV2Router: INSUFFICIENT_OUTPUT_AMOUNT)");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "0x0000000000000000000000000000000000000000000000000000000000000000",
        "0x0000000000000000000000000000000000000000000000000000000000000002",
        "0x01",
        "0x00000000000000000000000000000000000000000000000000000000000000010000000000000000"
      })
  void aTokenThatAnswersAnythingButTrueRevertsEverything(String answer) throws ChainException {
    Address token = listed("FalseToken");
    treasury.chain.done(Treasury.MALLORY, token, Abi.call("setAnswer(bytes)", new Bytes(answer)));
    refused(transfer(token), GateError.TOKEN_REFUSED);
    refused(
        action(List.of(Action.call(token, Abi.approve(treasury.router, BigInteger.ZERO)))),
        GateError.TOKEN_REFUSED);
  }

  @Test
  void aTokenThatAnswersNothingOrTrueIsFine() throws ChainException {
    Address token = listed("NoReturnToken");
    succeeds(transfer(token).send());
    Address another = listed("FalseToken");
    Bytes yes = new Bytes("0x" + "00".repeat(31) + "01");
    treasury.chain.done(Treasury.MALLORY, another, Abi.call("setAnswer(bytes)", yes));
    succeeds(transfer(another).send());
  }

  // 8: flows.

  @Test
  void aBalanceMustEndWhereTheFlowSays() throws ChainException {
    Address router = testRouter();
    treasury.mint(treasury.usdc, router, dollars(1000));
    BigInteger promised = dollars(100);
    Call trade = trade(router, promised.subtract(BigInteger.ONE));
    Action action =
        action(
            List.of(approve(router, HALF_ETHER), trade),
            new Flow(treasury.weth, HALF_ETHER.negate()),
            new Flow(treasury.usdc, promised));
    refused(action, GateError.FLOW_TOO_SMALL);
    Action exact =
        action(
            List.of(approve(router, HALF_ETHER), trade(router, promised)),
            new Flow(treasury.weth, HALF_ETHER.negate()),
            new Flow(treasury.usdc, promised));
    succeeds(exact.send());
  }

  @Test
  void moreMustNotLeaveThanTheFlowSays() throws ChainException {
    List<Call> calls = pay(dollars(2)).calls();
    refused(
        action(calls, new Flow(treasury.usdc, dollars(2).negate().add(BigInteger.ONE))),
        GateError.FLOW_TOO_SMALL);
  }

  @Test
  void aBalanceWithoutAFlowMustNotFall() throws ChainException {
    refused(action(pay(BigInteger.ONE).calls()), GateError.UNEXPECTED_OUTFLOW);
    Call send = new Call(Treasury.ALICE, BigInteger.ONE, Bytes.EMPTY);
    refused(action(List.of(send)), GateError.UNEXPECTED_OUTFLOW);
  }

  @Test
  void aRouterCannotUseAnOldAllowanceOfAnotherToken() throws ChainException {
    Address router = testRouter();
    treasury.owner(treasury.usdc, Abi.approve(router, dollars(1000)));
    Call take = Action.call(router, Abi.call(TAKE, treasury.usdc, treasury.safe, ONE_DOLLAR));
    refused(action(List.of(take)), GateError.UNEXPECTED_OUTFLOW);
  }

  @Test
  void aRouterCannotKeepCoins() throws ChainException {
    Address router = testRouter();
    Call keep = new Call(router, BigInteger.ONE, Abi.call(KEEP));
    refused(action(List.of(keep)), GateError.UNEXPECTED_OUTFLOW);
    succeeds(action(List.of(keep), new Flow(Address.ZERO, BigInteger.ONE.negate())).send());
  }

  @Test
  void whereTheNativeCoinIsNotListedNoneMayLeave() throws ChainException {
    Address router = testRouter();
    GateAgent agent = treasury.agent;
    treasury.register(
        with(
            agent.tokens().stream().filter(t -> !t.token().equals(Address.ZERO)).toList(),
            agent.routes()));
    Call keep = new Call(router, BigInteger.ONE, Abi.call(KEEP));
    refused(action(List.of(keep)), GateError.OVER_ACTION_CAP);
    refused(
        action(List.of(keep), new Flow(Address.ZERO, BigInteger.ONE.negate())),
        GateError.OVER_ACTION_CAP);
    succeeds(swap().send());
    // It may come, and a flow can demand it.
    treasury.chain.setBalance(router, Treasury.ETHER);
    Call give =
        Action.call(router, Abi.call("giveNative(address,uint256)", treasury.safe, BigInteger.TEN));
    succeeds(action(List.of(give), new Flow(Address.ZERO, BigInteger.TEN)).send());
  }

  @Test
  void flowsNameListedTokensInOrder() throws ChainException {
    List<Call> calls = pay(ONE_DOLLAR).calls();
    Flow usdc = new Flow(treasury.usdc, ONE_DOLLAR.negate());
    Flow weth = new Flow(treasury.weth, BigInteger.ZERO);
    Flow stranger = new Flow(new Address("0x" + "ff".repeat(20)), BigInteger.ZERO);
    refused(action(calls, usdc, stranger), GateError.FLOW_NOT_PERMITTED);
    List<Flow> ascending = Action.flows(usdc, weth);
    Action descending = Action.of(treasury, slot(), calls, ascending.reversed());
    assertThat(descending.send().reason())
        .isIn(GateError.FLOW_NOT_PERMITTED, GateError.UNEXPECTED_OUTFLOW);
    List<Flow> twice = List.of(usdc, usdc);
    refused(Action.of(treasury, slot(), calls, twice), GateError.FLOW_NOT_PERMITTED);
    succeeds(action(calls, usdc, weth).send());
  }

  // 8: caps.

  @Test
  void oneActionSpendsAtMostItsCap() throws ChainException {
    refused(pay(Treasury.ACTION_USDC.add(BigInteger.ONE)), GateError.OVER_ACTION_CAP);
    succeeds(pay(Treasury.ACTION_USDC).send());
  }

  @Test
  void oneDaySpendsAtMostItsCapAndTheNextStartsAtMidnight() throws ChainException {
    for (int i = 0; i < 3; i++) {
      succeeds(pay(Treasury.ACTION_USDC).send());
    }
    assertThat(spent(treasury.usdc)).isEqualTo(Treasury.DAY_USDC);
    refused(pay(BigInteger.ONE), GateError.OVER_DAY_CAP);
    long midnight = (treasury.chain.time() / DAY + 1) * DAY;
    treasury.chain.travelTo(midnight - 2);
    treasury.chain.mine();
    Action late = pay(BigInteger.ONE);
    refused(late, GateError.OVER_DAY_CAP); // The last second of the day.
    treasury.chain.travelTo(midnight);
    succeeds(late.send());
    assertThat(spent(treasury.usdc)).isEqualTo(BigInteger.ONE);
    treasury.chain.travelTo(midnight + DAY);
    treasury.chain.mine();
    assertThat(spent(treasury.usdc)).isZero();
  }

  @Test
  void whatComesInNeverOffsetsAnotherExecution() throws ChainException {
    succeeds(pay(Treasury.ACTION_USDC).send());
    succeeds(swap().send()); // Brings dollars.
    treasury.mint(treasury.usdc, treasury.safe, dollars(5000));
    succeeds(pay(Treasury.ACTION_USDC).send());
    succeeds(pay(Treasury.ACTION_USDC).send());
    refused(pay(BigInteger.ONE), GateError.OVER_DAY_CAP);
  }

  @Test
  void whatWasRevertedWasNotSpent() throws ChainException {
    Address router = testRouter();
    List<Call> calls = new ArrayList<>(pay(Treasury.ACTION_USDC).calls());
    calls.add(Action.call(router, Abi.call(FAIL, BigInteger.ONE)));
    for (int i = 0; i < 4; i++) {
      refused(
          action(calls, new Flow(treasury.usdc, Treasury.ACTION_USDC.negate())),
          GateError.CALL_FAILED);
    }
    succeeds(pay(Treasury.ACTION_USDC).send());
  }

  @Test
  void aCapOfZeroMeansNothing() throws ChainException {
    List<GateAgent.TokenLimit> limits =
        treasury.agent.tokens().stream()
            .map(t -> new GateAgent.TokenLimit(t.token(), BigInteger.ZERO, BigInteger.ZERO))
            .toList();
    treasury.register(with(limits, treasury.agent.routes()));
    refused(pay(BigInteger.ONE), GateError.OVER_ACTION_CAP);
    succeeds(pay(BigInteger.ZERO).send());
  }

  // 8: allowances.

  @Test
  void anAllowanceThatIsLeftRevertsEverything() throws ChainException {
    refused(action(List.of(Action.approve(treasury, BigInteger.ONE))), GateError.ALLOWANCE_LEFT);
    List<Call> calls =
        List.of(
            Action.approve(treasury, HALF_ETHER.add(BigInteger.ONE)),
            Action.swapCall(treasury, HALF_ETHER, LEAST));
    refused(
        action(calls, new Flow(treasury.weth, HALF_ETHER.negate()), new Flow(treasury.usdc, LEAST)),
        GateError.ALLOWANCE_LEFT);
  }

  @Test
  void anEndlessAllowanceIsLeftWhateverIsUsedOfIt() throws ChainException {
    BigInteger most = BigInteger.ONE.shiftLeft(256).subtract(BigInteger.ONE);
    List<Call> calls =
        List.of(Action.approve(treasury, most), Action.swapCall(treasury, HALF_ETHER, LEAST));
    refused(
        action(calls, new Flow(treasury.weth, HALF_ETHER.negate()), new Flow(treasury.usdc, LEAST)),
        GateError.ALLOWANCE_LEFT);
  }

  // 8: tokens that do not do what they are asked.

  @Test
  void aTokenThatTakesAFeeIsMeasuredByWhatArrives() throws ChainException {
    Address token = listed("FeeOnTransferToken");
    Address router = testRouter();
    treasury.chain.done(Treasury.MALLORY, token, Abi.mint(router, BigInteger.valueOf(1000)));
    Call give = Action.call(router, Abi.call(GIVE, token, treasury.safe, BigInteger.valueOf(1000)));
    refused(
        action(List.of(give), new Flow(token, BigInteger.valueOf(1000))), GateError.FLOW_TOO_SMALL);
    succeeds(action(List.of(give), new Flow(token, BigInteger.valueOf(990))).send());
    succeeds(transfer(token).send());
    assertThat(spent(token)).as("what left, fee included").isEqualTo(BigInteger.valueOf(1000));
  }

  @Test
  void aTokenThatShrinksIsMeasuredToo() throws ChainException {
    Address token = listed("RebasingToken");
    Action transfer = transfer(token);
    treasury.chain.done(
        Treasury.MALLORY, token, Abi.call("rebaseTo(uint256)", BigInteger.valueOf(900)));
    refused(transfer, GateError.FLOW_TOO_SMALL);
    treasury.chain.done(
        Treasury.MALLORY, token, Abi.call("rebaseTo(uint256)", BigInteger.valueOf(1100)));
    succeeds(transfer.send());
  }

  /** A new token of our tests, of which the Safe has plenty, in the agent's list. */
  private Address listed(String contract) throws ChainException {
    Address token = treasury.chain.deploy(Chain.own(contract), new byte[0]);
    treasury.chain.done(
        Treasury.MALLORY, token, Abi.mint(treasury.safe, BigInteger.valueOf(1_000_000)));
    GateAgent agent = treasury.agent;
    BigInteger cap = BigInteger.valueOf(100_000);
    treasury.register(
        with(
            Stream.concat(
                    agent.tokens().stream(), Stream.of(new GateAgent.TokenLimit(token, cap, cap)))
                .sorted(Comparator.comparing(GateAgent.TokenLimit::token))
                .toList(),
            agent.routes()));
    return token;
  }

  private Action transfer(Address token) {
    BigInteger amount = BigInteger.valueOf(1000);
    return action(
        List.of(Action.call(token, Abi.transfer(Treasury.ALICE, amount))),
        new Flow(token, amount.negate()));
  }

  /** A router that does what it is told, as a route of the agent with all its functions. */
  private Address testRouter() throws ChainException {
    Address router = treasury.chain.deploy(Chain.own("TestRouter"), new byte[0]);
    treasury.register(
        with(treasury.agent.tokens(), TestRoutes.add(treasury.agent.routes(), router)));
    return router;
  }

  private GateAgent with(List<GateAgent.TokenLimit> tokens, List<GateAgent.Route> routes) {
    GateAgent agent = treasury.agent;
    return new GateAgent(
        agent.manifestHash(),
        agent.profile(),
        agent.threshold(),
        tokens,
        agent.recipients(),
        routes,
        agent.prices());
  }

  private Call approve(Address spender, BigInteger amount) {
    return Action.call(treasury.weth, Abi.approve(spender, amount));
  }

  private Call trade(Address router, BigInteger out) {
    return Action.call(router, Abi.call(TRADE, treasury.weth, HALF_ETHER, treasury.usdc, out));
  }
}
