package dev.countersign.network.gate;

import dev.countersign.network.chain.ChainException;
import dev.countersign.receipt.Address;
import dev.countersign.receipt.Bytes;
import dev.countersign.receipt.Call;
import dev.countersign.receipt.Flow;
import java.math.BigInteger;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/**
 * A quorum that signs anything, and somebody who can be made to pay into the Safe in the middle of
 * an execution (a reward that anyone may claim for it, say): what comes in makes no room for more
 * to go out, by no cap and no price. And swaps that take what nobody approved for them.
 */
final class InflowAttacksTest extends SwitchedOff {
  private static final String GIVE = "give(address,address,uint256)";
  private static final BigInteger TEN = BigInteger.TEN;
  private static final BigInteger ETHERS = Treasury.ETHER.multiply(TEN);

  @Override
  List<Row> attacks() {
    return Stream.of(caps(), prices(), swaps()).flatMap(List::stream).toList();
  }

  private List<Row> caps() {
    return List.of(
        row(
            "a reward makes room for a transfer",
            "gone-tokens",
            GateError.OVER_ACTION_CAP,
            this::rewardedTransfer),
        row(
            "a reward makes room for a swap",
            "gone-tokens",
            GateError.OVER_ACTION_CAP,
            this::rewardedSwap),
        row(
            "a reward makes room for another day's spending",
            "gone-tokens",
            GateError.OVER_DAY_CAP,
            this::rewardedDay),
        row("a reward makes room for coins", "gone-coins", GateError.OVER_ACTION_CAP, this::coins),
        row(
            "approvals whose sum starts again from zero",
            "gone-too-much",
            GateError.OVER_ACTION_CAP,
            this::overflow),
        row(
            "a token that takes more than it was told",
            "fall-counted",
            GateError.OVER_ACTION_CAP,
            this::takesMore));
  }

  private List<Row> prices() {
    return List.of(
        row(
            "a reward hides what was sold",
            "price-gone",
            GateError.PRICE_DEVIATION,
            () -> {
              Address router = pricedRouter();
              rewards(router, treasury.weth, HALF_ETHER);
              return sale(router, BigInteger.ONE, new Flow(treasury.weth, BigInteger.ZERO)).send();
            }),
        row(
            "a reward counts as bought",
            "price-brought",
            GateError.PRICE_DEVIATION,
            () -> {
              Address router = pricedRouter();
              rewards(router, treasury.usdc, dollars(1000));
              return sale(router, BigInteger.ONE, new Flow(treasury.weth, HALF_ETHER.negate()))
                  .send();
            }),
        row(
            "what was bought does not arrive",
            "price-arrived",
            GateError.PRICE_DEVIATION,
            () -> {
              Address router = pricedRouter();
              Address tax = taxed(router);
              BigInteger tenth = HALF_ETHER.divide(TEN);
              BigInteger most = Treasury.ETHER.multiply(BigInteger.valueOf(99)); // 98.01 arrive.
              return action(
                      List.of(
                          approve(router, tenth), swapAt(router, treasury.weth, tenth, tax, most)),
                      new Flow(treasury.weth, tenth.negate()))
                  .send();
            }),
        row(
            "more is sold than was told",
            "price-fall",
            GateError.PRICE_DEVIATION,
            () -> {
              Address router = pricedRouter();
              Address tax = taxed(router);
              treasury.chain.done(Treasury.MALLORY, tax, Abi.call("putOnTop()"));
              return action(
                      List.of(
                          Action.call(tax, Abi.approve(router, ETHERS)),
                          swapAt(router, tax, ETHERS, treasury.usdc, new BigInteger("9850000"))),
                      new Flow(tax, ETHERS.multiply(BigInteger.TWO).negate()))
                  .send();
            }));
  }

  /** The Safe's owner has left an allowance for the second router. */
  private List<Row> swaps() {
    return List.of(
        row(
            "a swap of what was not approved",
            "swap-sold",
            GateError.CALL_NOT_PERMITTED,
            () ->
                withOldAllowance(
                    router ->
                        List.of(
                            Action.call(treasury.usdc, Abi.approve(treasury.router, TEN)),
                            swap(router, TEN),
                            Action.call(
                                treasury.usdc, Abi.approve(treasury.router, BigInteger.ZERO))))),
        row(
            "a swap of more than was approved",
            "swap-amount",
            GateError.CALL_NOT_PERMITTED,
            () ->
                withOldAllowance(
                    router ->
                        List.of(
                            Action.approve(treasury, TEN),
                            swap(router, TEN.shiftLeft(1)),
                            Action.approve(treasury, BigInteger.ZERO)))),
        row(
            "two swaps of what was approved once",
            "swap-once",
            GateError.CALL_NOT_PERMITTED,
            () ->
                withOldAllowance(
                    router ->
                        List.of(
                            Action.approve(treasury, TEN),
                            swap(router, TEN),
                            swap(router, TEN),
                            Action.approve(treasury, BigInteger.ZERO)))),
        row(
            "a swap for what nobody lists",
            "swap-bought",
            GateError.CALL_NOT_PERMITTED,
            () -> {
              Address router = swapRouter();
              Address worthless = contract("ReentrantToken");
              return action(
                      List.of(
                          approve(router, TEN),
                          swapAt(router, treasury.weth, TEN, worthless, BigInteger.ZERO)),
                      new Flow(treasury.weth, TEN.negate()))
                  .send();
            }));
  }

  private Chain.Outcome rewardedTransfer() throws ChainException {
    Address router = router();
    BigInteger tooMuch = Treasury.ACTION_USDC.add(BigInteger.ONE);
    treasury.mint(treasury.usdc, router, tooMuch);
    return action(
            List.of(
                Action.call(treasury.usdc, Abi.transfer(Treasury.ALICE, tooMuch)),
                Action.call(router, Abi.call(GIVE, treasury.usdc, treasury.safe, tooMuch))))
        .send();
  }

  private Chain.Outcome rewardedSwap() throws ChainException {
    Address router = swapRouter();
    holdsWeth(router);
    BigInteger tooMuch = Treasury.ACTION_WETH.add(BigInteger.ONE);
    rewards(router, treasury.weth, tooMuch);
    return action(List.of(approve(router, tooMuch), swap(router, tooMuch))).send();
  }

  private Chain.Outcome rewardedDay() throws ChainException {
    Address router = swapRouter();
    holdsWeth(router);
    rewards(router, treasury.weth, Treasury.ACTION_WETH);
    Chain.Outcome last = null;
    for (int i = 0; i < 4; i++) {
      last =
          action(List.of(approve(router, Treasury.ACTION_WETH), swap(router, Treasury.ACTION_WETH)))
              .send();
    }
    return java.util.Objects.requireNonNull(last);
  }

  private Chain.Outcome coins() throws ChainException {
    Address router = router();
    BigInteger tooMuch = Treasury.ACTION_NATIVE.add(BigInteger.ONE);
    Bytes back = Abi.call("giveNative(address,uint256)", treasury.safe, tooMuch);
    return action(List.of(new Call(router, tooMuch, back))).send();
  }

  private Chain.Outcome overflow() throws ChainException {
    BigInteger most = BigInteger.ONE.shiftLeft(256).subtract(BigInteger.ONE);
    return action(
            List.of(
                Action.approve(treasury, most),
                Action.approve(treasury, BigInteger.ONE),
                Action.approve(treasury, BigInteger.ZERO)))
        .send();
  }

  private Chain.Outcome takesMore() throws ChainException {
    Address token = listed("FeeOnTransferToken");
    treasury.chain.done(Treasury.MALLORY, token, Abi.call("putOnTop()"));
    return action(
            List.of(Action.call(token, Abi.transfer(Treasury.ALICE, CAP))),
            new Flow(token, CAP.shiftLeft(1).negate()))
        .send();
  }

  @FunctionalInterface
  private interface Calls {
    List<Call> at(Address router);
  }

  private Chain.Outcome withOldAllowance(Calls calls) throws ChainException {
    Address router = swapRouter();
    treasury.owner(treasury.weth, Abi.approve(router, HALF_ETHER));
    return action(calls.at(router), new Flow(treasury.weth, TEN.shiftLeft(1).negate())).send();
  }

  private Call approve(Address router, BigInteger amount) {
    return Action.call(treasury.weth, Abi.approve(router, amount));
  }

  /** For nothing. */
  private Call swap(Address router, BigInteger amount) {
    return swapAt(router, treasury.weth, amount, treasury.usdc, BigInteger.ZERO);
  }

  private Action sale(Address router, BigInteger dollars, Flow... flows) {
    return action(
        List.of(
            approve(router, HALF_ETHER),
            swapAt(router, treasury.weth, HALF_ETHER, treasury.usdc, dollars)),
        flows);
  }

  private void holdsWeth(Address router) throws ChainException {
    treasury.wrap(Chain.DEPLOYER, ETHERS);
    treasury.chain.done(Chain.DEPLOYER, treasury.weth, Abi.transfer(router, ETHERS));
  }

  /** A router with money, of an agent whose trades are compared with a feed: 2,000 dollars. */
  private Address pricedRouter() throws ChainException {
    Address router = swapRouter();
    holdsWeth(router);
    treasury.mint(treasury.usdc, router, dollars(10_000));
    treasury.register(Prices.add(treasury, treasury.agent).agent());
    return router;
  }

  /** A listed token of which one percent is lost on the way, and one is worth a dollar. */
  private Address taxed(Address router) throws ChainException {
    Address tax = contract("FeeOnTransferToken");
    for (Address holder : List.of(router, treasury.safe)) {
      treasury.chain.done(Treasury.MALLORY, tax, Abi.mint(holder, ETHERS.multiply(TEN)));
    }
    Address feed =
        treasury.chain.deploy(
            Chain.own("DevnetFeed"),
            Abi.arguments("(string,uint8,address)", "one dollar", 8, Chain.DEPLOYER));
    treasury.chain.done(Chain.DEPLOYER, feed, Abi.call("set(int256)", TEN.pow(8)));
    GateAgent.PriceRule rule =
        new GateAgent.PriceRule(
            tax, treasury.usdc, feed, 18, 6, 8, Prices.DEVIATION_BPS, Prices.MAX_AGE);
    treasury.register(
        Agents.of(treasury.agent)
            .tokens(
                sorted(
                    Stream.concat(
                        treasury.agent.tokens().stream(),
                        Stream.of(
                            new GateAgent.TokenLimit(
                                tax, ETHERS.multiply(TEN), ETHERS.multiply(TEN))))))
            .prices(
                Stream.concat(treasury.agent.prices().stream(), Stream.of(rule))
                    .sorted(Comparator.comparing(GateAgent.PriceRule::base))
                    .toList())
            .agent());
    return tax;
  }
}
