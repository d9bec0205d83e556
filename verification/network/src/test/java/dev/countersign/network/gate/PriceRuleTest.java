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
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Check 9: what a trade brings in is worth what it sold, less the deviation, by a fresh feed. */
final class PriceRuleTest extends OnTreasury {
  /** What half an ether of 2,000 dollars must bring, at 1.5 percent. */
  private static final BigInteger FAIR = dollars(985);

  private Prices prices;
  private Address router;

  @SuppressWarnings("NullAway.Init")
  PriceRuleTest() {}

  @BeforeEach
  void register() throws ChainException {
    router = treasury.chain.deploy(Chain.own("TestRouter"), new byte[0]);
    treasury.mint(treasury.usdc, router, dollars(100_000));
    treasury.wrap(Chain.DEPLOYER, Treasury.ETHER.multiply(BigInteger.TEN));
    treasury.chain.done(
        Chain.DEPLOYER,
        treasury.weth,
        Abi.transfer(router, Treasury.ETHER.multiply(BigInteger.TEN)));
    GateAgent agent =
        Agents.of(treasury.agent)
            .routes(TestRoutes.addSwap(treasury.agent.routes(), router))
            .agent();
    prices = Prices.add(treasury, agent);
    treasury.register(prices.agent());
  }

  @Test
  void aSwapAtTheFeedsPricePasses() throws ChainException {
    succeeds(swap().send());
  }

  @Test
  void aSaleMustBringTheFeedsValueLessTheDeviation() throws ChainException {
    refused(sale(FAIR.subtract(BigInteger.ONE)), GateError.PRICE_DEVIATION);
    succeeds(sale(FAIR).send());
  }

  @Test
  void aPurchaseMustBringTheFeedsValueLessTheDeviation() throws ChainException {
    // 1,000 dollars are half an ether; 1.5 percent less is 0.4925.
    BigInteger fair = new BigInteger("492500000000000000");
    refused(purchase(fair.subtract(BigInteger.TEN.pow(12))), GateError.PRICE_DEVIATION);
    succeeds(purchase(fair).send());
  }

  @Test
  void thePoolsOwnPriceIsNoReference() throws ChainException {
    prices.set(2100); // The pool still says 2,000.
    refused(swap(), GateError.PRICE_DEVIATION);
  }

  @Test
  void givingSomethingAwayIsATradeForNothing() throws ChainException {
    refused(sale(BigInteger.ZERO), GateError.PRICE_DEVIATION);
  }

  @Test
  void whatComesBackMeanwhileWasSoldAllTheSame() throws ChainException {
    rewards(router, treasury.weth, HALF_ETHER);
    List<Call> calls = sale(BigInteger.ZERO).calls();
    refused(action(calls, new Flow(treasury.weth, BigInteger.ZERO)), GateError.PRICE_DEVIATION);
  }

  @Test
  void whatComesInMeanwhileWasNotBought() throws ChainException {
    rewards(router, treasury.usdc, FAIR);
    refused(sale(BigInteger.ONE), GateError.PRICE_DEVIATION);
    succeeds(sale(FAIR).send());
  }

  @Test
  void aTransferToARecipientIsNoTrade() throws ChainException {
    prices.setRound(BigInteger.ZERO, 0, 0, 0); // Nobody asks the feed.
    succeeds(pay(dollars(1000)).send());
    Call send = new Call(Treasury.ALICE, HALF_ETHER, Bytes.EMPTY);
    succeeds(action(List.of(send), new Flow(Address.ZERO, HALF_ETHER.negate())).send());
  }

  @Test
  void aTransferNeitherPaysForABadTradeNorSpoilsAGoodOne() throws ChainException {
    Call payment = Action.call(treasury.usdc, Abi.transfer(Treasury.ALICE, dollars(500)));
    for (boolean before : List.of(true, false)) {
      List<Call> good = new ArrayList<>(sale(FAIR).calls());
      good.add(before ? 0 : 2, payment);
      succeeds(trade(good, FAIR.subtract(dollars(500))).send());
      List<Call> bad = new ArrayList<>(sale(FAIR.subtract(BigInteger.ONE)).calls());
      bad.add(before ? 0 : 2, payment);
      refused(
          trade(bad, FAIR.subtract(BigInteger.ONE).subtract(dollars(500))),
          GateError.PRICE_DEVIATION);
    }
  }

  @Test
  void whatWasBoughtMayBePaidOutAtOnce() throws ChainException {
    List<Call> calls = new ArrayList<>(sale(FAIR).calls());
    calls.add(Action.call(treasury.usdc, Abi.transfer(Treasury.ALICE, FAIR)));
    succeeds(trade(calls, BigInteger.ZERO).send());
  }

  @Test
  void aTokenThatNoFeedPricesCannotBeTraded() throws ChainException {
    Address tax = taxed();
    refused(toTax(tax, FAIR), GateError.NO_PRICE);
  }

  @Test
  void whatTheTokenKeptForItselfWasNotBought() throws ChainException {
    Address tax = taxed();
    treasury.register(pricedAsDollars(tax));
    BigInteger fair = BigInteger.TEN.pow(18).multiply(BigInteger.valueOf(985));
    refused(toTax(tax, fair), GateError.PRICE_DEVIATION); // One percent is lost on the way.
    succeeds(
        toTax(tax, fair.multiply(BigInteger.valueOf(100)).divide(BigInteger.valueOf(98))).send());
  }

  @Test
  void whatATokenTakesBesidesWasSoldToo() throws ChainException {
    Address tax = taxed();
    treasury.register(pricedAsDollars(tax));
    treasury.chain.done(Treasury.MALLORY, tax, Abi.call("putOnTop()"));
    BigInteger amount = BigInteger.TEN.pow(18).multiply(BigInteger.valueOf(100));
    treasury.chain.done(Treasury.MALLORY, tax, Abi.mint(treasury.safe, amount.shiftLeft(1)));
    BigInteger withTax = amount.add(amount.divide(BigInteger.valueOf(100)));
    Call approve = approve(tax, amount);
    Flow[] flows = {new Flow(tax, withTax.negate())};
    // 98.5 for the amount would do, and for the amount with what was taken besides 99.485.
    Call low = trade(tax, amount, treasury.usdc, new BigInteger("99484999"));
    refused(action(List.of(approve, low), flows), GateError.PRICE_DEVIATION);
    Call fair = trade(tax, amount, treasury.usdc, new BigInteger("99485000"));
    succeeds(action(List.of(approve, fair), flows).send());
  }

  /** A token of which one percent is lost on the way; the router has some, the agent lists it. */
  private Address taxed() throws ChainException {
    Address tax = treasury.chain.deploy(Chain.own("FeeOnTransferToken"), new byte[0]);
    treasury.chain.done(
        Treasury.MALLORY,
        tax,
        Abi.mint(router, Treasury.ETHER.multiply(BigInteger.valueOf(9_999))));
    BigInteger cap = Treasury.ETHER.multiply(BigInteger.valueOf(1_000));
    treasury.register(
        Agents.of(treasury.agent)
            .tokens(
                Stream.concat(
                        treasury.agent.tokens().stream(),
                        Stream.of(new GateAgent.TokenLimit(tax, cap, cap)))
                    .sorted(Comparator.comparing(GateAgent.TokenLimit::token))
                    .toList())
            .agent());
    return tax;
  }

  /** Of which one is worth a dollar. */
  private GateAgent pricedAsDollars(Address token) throws ChainException {
    Address feed =
        treasury.chain.deploy(
            Chain.own("DevnetFeed"),
            Abi.arguments("(string,uint8,address)", "one dollar", 8, Chain.DEPLOYER));
    treasury.chain.done(Chain.DEPLOYER, feed, Abi.call("set(int256)", BigInteger.TEN.pow(8)));
    GateAgent.PriceRule rule =
        new GateAgent.PriceRule(
            token, treasury.usdc, feed, 18, 6, 8, Prices.DEVIATION_BPS, Prices.MAX_AGE);
    return Agents.of(treasury.agent)
        .prices(
            Stream.concat(treasury.agent.prices().stream(), Stream.of(rule))
                .sorted(Comparator.comparing(GateAgent.PriceRule::base))
                .toList())
        .agent();
  }

  private Action toTax(Address tax, BigInteger amount) {
    return action(
        List.of(approve(treasury.weth, HALF_ETHER), trade(treasury.weth, HALF_ETHER, tax, amount)),
        new Flow(treasury.weth, HALF_ETHER.negate()));
  }

  @Test
  void aStaleAnswerIsRefused() throws ChainException {
    long now = treasury.chain.time();
    prices.setRound(prices.answer(2000), now - Prices.MAX_AGE, now - Prices.MAX_AGE + 2, 99);
    succeeds(sale(FAIR).send()); // Exactly as old as it may be.
    refused(sale(FAIR), GateError.STALE_FEED);
    prices.set(2000);
    succeeds(sale(FAIR).send());
  }

  @Test
  void anAbsurdAnswerIsRefused() throws ChainException {
    long now = treasury.chain.time();
    BigInteger fair = prices.answer(2000);
    badRound(BigInteger.ZERO, now, now, 99);
    badRound(fair.negate(), now, now, 99);
    badRound(BigInteger.ONE.shiftLeft(127), now, now, 99);
    badRound(fair, now, now + 3600, 99); // From the future.
    badRound(fair, 0, now, 99); // Never started.
    badRound(fair, now, 0, 99); // Not finished.
    badRound(fair, now, now, 0); // Carried over from an older round.
    prices.setRound(fair, now, now, 99);
    succeeds(sale(FAIR).send());
  }

  private void badRound(BigInteger answer, long startedAt, long updatedAt, long answeredIn)
      throws ChainException {
    prices.setRound(answer, startedAt, updatedAt, answeredIn);
    refused(sale(FAIR), GateError.BAD_ROUND);
  }

  @Test
  void anAnswerOfNoRoundIsRefused() throws ChainException {
    // 2,000 dollars, since the first second, until now, but of round 0 and answered in it.
    String now = String.format(java.util.Locale.ROOT, "%08x", treasury.chain.time());
    treasury.chain.place(
        prices.feed(), new Bytes("0x642e90edd000602052600160405263" + now + "60605260a06000f3"));
    refused(swap(), GateError.BAD_ROUND);
    treasury.chain.place(
        prices.feed(),
        new Bytes(
            "0x600160005260016080"
                + "52642e90edd000602052600160405263"
                + now
                + "60605260a06000f3"));
    succeeds(swap().send());
  }

  @Test
  void aFeedThatFailsStopsTheTrade() throws ChainException {
    Address feed =
        treasury.chain.deploy(
            Chain.own("DevnetFeed"),
            Abi.arguments("(string,uint8,address)", "no round yet", 8, Chain.DEPLOYER));
    treasury.register(Prices.with(treasury, treasury.agent, feed, 8));
    assertThat(sale(FAIR).send().success()).isFalse();
  }

  @Test
  void severalLegsHaveOneValue() throws ChainException {
    Address dai = treasury.token("Dai", "DAI", 18);
    treasury.mint(dai, router, Treasury.ETHER.multiply(BigInteger.valueOf(10_000)));
    GateAgent three = withDai(dai);
    treasury.register(three);
    prices.set(2000);
    BigInteger halfFair = dollars(490);
    // A quarter for dollars and a quarter for dai: together a little less than fair, then fair.
    BigInteger daiFair = Treasury.ETHER.multiply(BigInteger.valueOf(495));
    refused(
        legs(dai, halfFair, daiFair.subtract(BigInteger.TEN.pow(13))), GateError.PRICE_DEVIATION);
    succeeds(legs(dai, halfFair, daiFair).send());
  }

  private GateAgent withDai(Address dai) throws ChainException {
    GateAgent agent = pricedAsDollars(dai);
    return Agents.of(agent)
        .tokens(
            Stream.concat(
                    agent.tokens().stream(),
                    Stream.of(new GateAgent.TokenLimit(dai, BigInteger.ZERO, BigInteger.ZERO)))
                .sorted(Comparator.comparing(GateAgent.TokenLimit::token))
                .toList())
        .agent();
  }

  private Action legs(Address dai, BigInteger usdcOut, BigInteger daiOut) {
    BigInteger quarter = HALF_ETHER.shiftRight(1);
    return action(
        List.of(
            approve(treasury.weth, quarter),
            trade(treasury.weth, quarter, treasury.usdc, usdcOut),
            approve(treasury.weth, quarter),
            trade(treasury.weth, quarter, dai, daiOut)),
        new Flow(treasury.weth, HALF_ETHER.negate()));
  }

  private Action sale(BigInteger dollars) {
    return trade(
        List.of(
            approve(treasury.weth, HALF_ETHER),
            trade(treasury.weth, HALF_ETHER, treasury.usdc, dollars)),
        dollars);
  }

  private Action trade(List<Call> calls, BigInteger dollars) {
    return action(
        calls, new Flow(treasury.weth, HALF_ETHER.negate()), new Flow(treasury.usdc, dollars));
  }

  private Action purchase(BigInteger wei) {
    BigInteger amount = dollars(1000);
    return action(
        List.of(approve(treasury.usdc, amount), trade(treasury.usdc, amount, treasury.weth, wei)),
        new Flow(treasury.usdc, amount.negate()),
        new Flow(treasury.weth, wei));
  }

  private Call approve(Address token, BigInteger amount) {
    return Action.call(token, Abi.approve(router, amount));
  }

  private Call trade(Address in, BigInteger amountIn, Address out, BigInteger amountOut) {
    return swapAt(router, in, amountIn, out, amountOut);
  }
}
