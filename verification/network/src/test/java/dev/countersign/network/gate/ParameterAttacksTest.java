package dev.countersign.network.gate;

import dev.countersign.network.chain.ChainException;
import dev.countersign.receipt.Address;
import dev.countersign.receipt.Bytes;
import dev.countersign.receipt.Call;
import dev.countersign.receipt.Flow;
import java.math.BigInteger;
import java.util.List;
import java.util.stream.Stream;

/**
 * THREATS.md, parameters: certified, but of another shape, to someone else, for more, or for less
 * than the agent may. The verifiers would not sign these; the gate refuses them all the same.
 */
final class ParameterAttacksTest extends SwitchedOff {
  private static final String TAKE = "take(address,address,uint256)";
  private static final String GIVE = "give(address,address,uint256)";
  private static final BigInteger THOUSAND = BigInteger.valueOf(1000);

  @Override
  List<Row> attacks() {
    return Stream.of(shapes(), tokens(), balances(), prices()).flatMap(List::stream).toList();
  }

  private List<Row> shapes() {
    return List.of(
        row("a router outside the list", "route", GateError.CALL_NOT_PERMITTED, this::keep),
        row("another router's function", "route-router", GateError.CALL_NOT_PERMITTED, this::other),
        row(
            "another function of a router",
            "route-selector",
            GateError.CALL_NOT_PERMITTED,
            this::function),
        row("bytes behind the arguments", "route-length", GateError.CALL_NOT_PERMITTED, this::tail),
        row(
            "a transfer to a stranger",
            "transfer-recipient",
            GateError.CALL_NOT_PERMITTED,
            () ->
                action(
                        List.of(
                            Action.call(treasury.usdc, Abi.transfer(Treasury.MALLORY, ONE_DOLLAR))),
                        new Flow(treasury.usdc, ONE_DOLLAR.negate()))
                    .send()),
        row(
            "coins to a stranger",
            "send-recipient",
            GateError.CALL_NOT_PERMITTED,
            () ->
                action(
                        List.of(new Call(Treasury.MALLORY, BigInteger.ONE, Bytes.EMPTY)),
                        new Flow(Address.ZERO, BigInteger.ONE.negate()))
                    .send()),
        row(
            "an approval of a stranger",
            "approval-router",
            GateError.CALL_NOT_PERMITTED,
            () ->
                action(
                        List.of(
                            Action.call(
                                treasury.usdc, Abi.approve(Treasury.MALLORY, BigInteger.ZERO))))
                    .send()),
        row(
            "another function of a token",
            "transfer-selector",
            GateError.CALL_NOT_PERMITTED,
            () ->
                action(
                        List.of(
                            Action.call(
                                listed("RebasingToken"), Abi.mint(Treasury.ALICE, THOUSAND))))
                    .send()),
        row(
            "bytes behind a transfer",
            "token-length",
            GateError.CALL_NOT_PERMITTED,
            () ->
                action(
                        List.of(
                            Action.call(
                                treasury.usdc,
                                longer(Abi.transfer(Treasury.ALICE, BigInteger.ZERO)))))
                    .send()));
  }

  private List<Row> tokens() {
    return List.of(
        row("an approval of more than is used", "allowance", GateError.ALLOWANCE_LEFT, this::left),
        row(
            "a token that answers false",
            "token-refused",
            GateError.TOKEN_REFUSED,
            this::answersFalse),
        row("a fee-on-transfer token", "flow-least", GateError.FLOW_TOO_SMALL, this::fee),
        row("a rebasing token", "flow-least", GateError.FLOW_TOO_SMALL, this::rebases),
        row(
            "an agent that is changed while its calls run",
            "agent-unchanged",
            GateError.CONFIG_MISMATCH,
            this::changesTheAgent));
  }

  private List<Row> balances() {
    return List.of(
        row(
            "recipient is not the account",
            "swap-recipient",
            GateError.CALL_NOT_PERMITTED,
            this::astray),
        row(
            "more than one action may",
            "action-cap",
            GateError.OVER_ACTION_CAP,
            () -> pay(Treasury.ACTION_USDC.add(BigInteger.ONE)).send()),
        row("more than one day may", "day-cap", GateError.OVER_DAY_CAP, this::day),
        row("an old allowance", "no-outflow", GateError.UNEXPECTED_OUTFLOW, this::oldAllowance),
        row("unlisted coins", "native-unlisted", GateError.OVER_ACTION_CAP, this::unlisted),
        row(
            "a flow that is read by nobody",
            "flow-left",
            GateError.FLOW_NOT_PERMITTED,
            () -> action(List.of(), new Flow(treasury.router, BigInteger.ONE)).send()));
  }

  private List<Row> prices() {
    return List.of(
        row(
            "slippage of 100 %",
            "price-deviation",
            GateError.PRICE_DEVIATION,
            () -> {
              priced();
              return Action.swap(treasury, slot(), HALF_ETHER, BigInteger.ONE).send();
            }),
        row(
            "a stale oracle",
            "feed-stale",
            GateError.STALE_FEED,
            () -> {
              priced().setRound(answer(2000), 1, treasury.chain.time() - Prices.MAX_AGE - 5, 9);
              return swap().send();
            }),
        row(
            "an oracle of zero",
            "feed-positive",
            GateError.BAD_ROUND,
            () -> {
              priced().setRound(BigInteger.ZERO, 1, treasury.chain.time(), 9);
              return swap().send();
            }),
        row(
            "a token that nothing prices",
            "price-missing",
            GateError.NO_PRICE,
            () -> {
              priced();
              Address token = listed("ReentrantToken");
              Address router = swapRouter();
              return action(
                      List.of(
                          Action.call(token, Abi.approve(router, THOUSAND)),
                          swapAt(router, token, THOUSAND, treasury.usdc, BigInteger.ZERO)),
                      new Flow(token, THOUSAND.negate()))
                  .send();
            }));
  }

  private Chain.Outcome keep() throws ChainException {
    Address router = contract("TestRouter");
    return action(
            List.of(new Call(router, BigInteger.ONE, Abi.call("keep()"))),
            new Flow(Address.ZERO, BigInteger.ONE.negate()))
        .send();
  }

  private Chain.Outcome other() throws ChainException {
    router();
    return keep();
  }

  private Chain.Outcome function() throws ChainException {
    Address router = contract("TestRouter");
    treasury.register(withRoute(router, GIVE, 100));
    treasury.owner(treasury.usdc, Abi.approve(router, ONE_DOLLAR));
    Call take = Action.call(router, Abi.call(TAKE, treasury.usdc, treasury.safe, ONE_DOLLAR));
    return action(List.of(take), new Flow(treasury.usdc, ONE_DOLLAR.negate())).send();
  }

  private Chain.Outcome tail() throws ChainException {
    List<Call> calls = swap().calls();
    Call trade = calls.get(1);
    return action(
            List.of(calls.get(0), new Call(trade.target(), trade.value(), longer(trade.data()))),
            new Flow(treasury.weth, HALF_ETHER.negate()))
        .send();
  }

  private static Bytes longer(Bytes data) {
    return new Bytes(data.hex() + "00".repeat(32));
  }

  private Chain.Outcome left() throws ChainException {
    return action(
            List.of(Action.approve(treasury, Treasury.ACTION_WETH), swap().calls().get(1)),
            new Flow(treasury.weth, HALF_ETHER.negate()))
        .send();
  }

  private Chain.Outcome answersFalse() throws ChainException {
    Address token = listed("FalseToken");
    treasury.chain.done(
        Treasury.MALLORY, token, Abi.call("setAnswer(bytes)", new Bytes("0x" + "00".repeat(32))));
    return payment(token).send();
  }

  private Chain.Outcome fee() throws ChainException {
    Address token = listed("FeeOnTransferToken");
    Address router = router();
    treasury.chain.done(Treasury.MALLORY, token, Abi.mint(router, THOUSAND));
    Call give = Action.call(router, Abi.call(GIVE, token, treasury.safe, THOUSAND));
    return action(List.of(give), new Flow(token, THOUSAND)).send();
  }

  private Chain.Outcome rebases() throws ChainException {
    Address token = listed("RebasingToken");
    treasury.chain.done(
        Treasury.MALLORY, token, Abi.call("rebaseTo(uint256)", BigInteger.valueOf(950)));
    return payment(token).send();
  }

  /** The owner's new configuration is sent by a token, in the middle of an execution. */
  private Chain.Outcome changesTheAgent() throws ChainException {
    GateAgent before = treasury.agent;
    Address token = listed("ReentrantToken");
    Bytes signed =
        SafeTransaction.of(
                treasury.gate,
                Gate.register(treasury.agentId, before),
                SafeTransaction.nextNonce(treasury.chain.head(), treasury.safe))
            .signed(Chain.ID, treasury.safe, List.of(Treasury.OWNER));
    treasury.chain.done(
        Treasury.MALLORY, token, Abi.call("arm(address,bytes)", treasury.safe, signed));
    return payment(token).send();
  }

  private Action payment(Address token) {
    return action(
        List.of(Action.call(token, Abi.transfer(Treasury.ALICE, THOUSAND))),
        new Flow(token, THOUSAND.negate()));
  }

  private Chain.Outcome astray() throws ChainException {
    Call astray =
        Action.call(
            treasury.router,
            Abi.call(
                "swapExactTokensForTokens(uint256,uint256,address[],address,uint256)",
                HALF_ETHER,
                LEAST,
                List.of(treasury.weth, treasury.usdc),
                Treasury.MALLORY,
                treasury.chain.time() + 90));
    return action(
            List.of(Action.approve(treasury, HALF_ETHER), astray),
            new Flow(treasury.weth, HALF_ETHER.negate()))
        .send();
  }

  private Chain.Outcome day() throws ChainException {
    for (int i = 0; i < 3; i++) {
      succeeds(pay(Treasury.ACTION_USDC).send());
    }
    return pay(BigInteger.ONE).send();
  }

  private Chain.Outcome oldAllowance() throws ChainException {
    Address router = router();
    treasury.owner(treasury.usdc, Abi.approve(router, ONE_DOLLAR));
    Call take = Action.call(router, Abi.call(TAKE, treasury.usdc, treasury.safe, ONE_DOLLAR));
    return action(List.of(take)).send();
  }

  private Chain.Outcome unlisted() throws ChainException {
    treasury.register(
        Agents.of(treasury.agent)
            .tokens(
                treasury.agent.tokens().stream()
                    .filter(limit -> !limit.token().equals(Address.ZERO))
                    .toList())
            .agent());
    return action(
            List.of(new Call(Treasury.ALICE, BigInteger.ONE, Bytes.EMPTY)),
            new Flow(Address.ZERO, BigInteger.ONE.negate()))
        .send();
  }

  /** An agent whose trades are compared with a feed that says half of what the pool says. */
  private Prices priced() throws ChainException {
    Prices prices = Prices.add(treasury, treasury.agent);
    treasury.register(prices.agent());
    prices.set(4000);
    return prices;
  }

  private static BigInteger answer(long price) {
    return BigInteger.valueOf(price).multiply(BigInteger.TEN.pow(8));
  }
}
