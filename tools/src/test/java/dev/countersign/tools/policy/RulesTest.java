package dev.countersign.tools.policy;

import static dev.countersign.tools.Agents.ALICE;
import static dev.countersign.tools.Agents.BOB;
import static dev.countersign.tools.Agents.DAI;
import static dev.countersign.tools.Agents.USDC;
import static dev.countersign.tools.Agents.WETH;
import static dev.countersign.tools.Agents.ether;
import static dev.countersign.tools.Agents.usdc;
import static dev.countersign.tools.policy.Proposals.NOW;
import static dev.countersign.tools.policy.Proposals.account;
import static dev.countersign.tools.policy.Proposals.paying;
import static dev.countersign.tools.policy.Proposals.proposal;
import static dev.countersign.tools.policy.Proposals.quote;
import static dev.countersign.tools.policy.Proposals.sale;
import static dev.countersign.tools.policy.Proposals.selling;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.countersign.network.spi.Refused;
import dev.countersign.receipt.Address;
import dev.countersign.receipt.Flow;
import dev.countersign.receipt.Manifest;
import dev.countersign.receipt.Reason;
import dev.countersign.receipt.Slot;
import dev.countersign.tools.Agents;
import dev.countersign.tools.contracts.Trade;
import dev.countersign.tools.observe.AccountState;
import dev.countersign.tools.observe.Quote;
import java.math.BigInteger;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The truth table of each rule: the last case that is allowed and the first that is not. */
class RulesTest {
  private static final Manifest AGENT = Agents.manifest();

  @Test
  void theProposalsOfThisTestAreAllowedByEveryRule() throws Exception {
    PolicyRules.check(selling(AGENT, account(), quote()));
    PolicyRules.check(paying(AGENT, account(), usdcTo(ALICE, "500")));
    PolicyRules.check(paying(AGENT, account(), nativeTo(ALICE, "0.1")));
  }

  @Test
  void nothingMovesWhileTheGateIsPaused() throws Exception {
    AccountState paused = account(true, Map.of(), List.of());
    denied(new GateOpen(), selling(AGENT, paused, quote()), Reason.PAUSED, "the gate is paused");
    allowed(new GateOpen(), selling(AGENT, account(), quote()));
  }

  @Test
  void onlyListedTokensMove() throws Exception {
    denied(
        new TokensListed(),
        paying(AGENT, account(), new Move.Payment(DAI, BigInteger.ONE, ALICE)),
        Reason.TOKEN_NOT_PERMITTED,
        "the policy does not list DAI (" + DAI + ")");
    Quote intoDai = swapped(quote(), USDC, DAI);
    denied(
        new TokensListed(),
        selling(AGENT, account(), intoDai),
        Reason.TOKEN_NOT_PERMITTED,
        "the policy does not list DAI (" + DAI + ")");
    allowed(new TokensListed(), selling(AGENT, account(), quote()));
    allowed(new TokensListed(), paying(AGENT, account(), nativeTo(ALICE, "0.1")));
  }

  @Test
  void theNativeCoinIsNotSwapped() throws Exception {
    denied(
        new TokensListed(),
        selling(AGENT, account(), swapped(quote(), USDC, Address.ZERO)),
        Reason.TOKEN_NOT_PERMITTED,
        "the native coin cannot be swapped, only its wrapped token");
  }

  @Test
  void paymentsGoToListedRecipientsOnly() throws Exception {
    denied(
        new RecipientsListed(),
        paying(AGENT, account(), usdcTo(ALICE, "1"), usdcTo(BOB, "1")),
        Reason.RECIPIENT_NOT_PERMITTED,
        "1 USDC would go to " + BOB + ", which is not among the recipients");
    allowed(new RecipientsListed(), paying(AGENT, account(), usdcTo(ALICE, "1")));
  }

  @Test
  void theAccountAndTheGateAreNoRecipientsEvenWhenListed() throws Exception {
    for (Address own : List.of(AGENT.account(), AGENT.gate())) {
      Manifest listing =
          Agents.with(p -> Agents.recipients(p, List.of(new Manifest.Recipient(own, "own"))));
      denied(
          new RecipientsListed(),
          paying(listing, account(), nativeTo(own, "0.01")),
          Reason.RECIPIENT_NOT_PERMITTED,
          "0.01 ETH would go to " + own + ", which is the account or its gate");
    }
  }

  @Test
  void salesGoThroughListedVenuesOfTheirPair() throws Exception {
    Move.Sale good = sale(quote(), AGENT);
    allowed(new VenuesListed(), proposal(AGENT, account(), List.of(good), List.of(quote())));
    Manifest.Venue other =
        new Manifest.Venue(
            Agents.V3.name(),
            "uniswap-v3",
            BOB,
            Agents.V3.quoter(),
            Agents.V3.pool(),
            500,
            USDC,
            WETH);
    denied(
        new VenuesListed(),
        proposal(AGENT, account(), List.of(new Move.Sale(other, good.trade())), List.of(quote())),
        Reason.VENUE_NOT_PERMITTED,
        "uniswap-v3-500 is not listed for a swap of " + USDC + " into " + WETH);
    denied(
        new VenuesListed(),
        selling(AGENT, account(), swapped(quote(), DAI, WETH)),
        Reason.VENUE_NOT_PERMITTED,
        "uniswap-v3-500 is not listed for a swap of " + DAI + " into " + WETH);
  }

  @Test
  void anActionHasOneToSixteenMoves() throws Exception {
    Move.Payment one = usdcTo(ALICE, "0.000001");
    allowed(
        new OneWayTokens(), proposal(AGENT, account(), Collections.nCopies(16, one), List.of()));
    denied(
        new OneWayTokens(),
        proposal(AGENT, account(), Collections.nCopies(17, one), List.of()),
        Reason.INTENT_NOT_PERMITTED,
        "an action has 1 to 16 moves, not 17");
    denied(
        new OneWayTokens(),
        proposal(AGENT, account(), List.of(), List.of()),
        Reason.INTENT_NOT_PERMITTED,
        "an action has 1 to 16 moves, not 0");
  }

  @Test
  void aTokenEitherLeavesOrComesIn() throws Exception {
    denied(
        new OneWayTokens(),
        proposal(
            AGENT,
            account(),
            List.of(sale(quote(), AGENT), new Move.Payment(WETH, BigInteger.ONE, ALICE)),
            List.of(quote())),
        Reason.INTENT_NOT_PERMITTED,
        "one action both spends and buys WETH");
  }

  @Test
  void anActionSellsAtMostOnceInAPool() throws Exception {
    Move.Sale sale = sale(quote(), AGENT);
    denied(
        new OneWayTokens(),
        proposal(AGENT, account(), List.of(sale, sale), List.of(quote(), quote())),
        Reason.INTENT_NOT_PERMITTED,
        "an action sells at most once in a pool, not twice in uniswap-v3-500");
  }

  @Test
  void theFlowsAreThoseOfTheMovesAndNoOthers() throws Exception {
    Proposal good = selling(AGENT, account(), quote());
    allowed(new FlowsTold(), good);
    BigInteger least = good.flows().getLast().least();
    for (List<Flow> flows :
        List.of(
            List.<Flow>of(),
            List.of(good.flows().getFirst()),
            List.of(good.flows().getFirst(), new Flow(WETH, least.subtract(BigInteger.ONE))),
            List.of(new Flow(USDC, usdc("-101")), good.flows().getLast()),
            List.of(new Flow(Address.ZERO, BigInteger.ZERO), good.flows().getFirst()))) {
      denied(
          new FlowsTold(),
          new Proposal(AGENT, good.moves(), flows, account(), good.quotes()),
          Reason.ACTION_MISMATCH,
          "the flows are not those of the calls");
    }
  }

  @ParameterizedTest
  @CsvSource({"500, 500, true", "500.000001, 500, false", "500, 499.999999, false"})
  void whatLeavesIsHeld(String paid, String held, boolean allowed) throws Exception {
    AccountState account = account(false, Map.of(), List.of(), Map.of(USDC, usdc(held)));
    judged(
        new BalanceSuffices(),
        paying(AGENT, account, usdcTo(ALICE, paid)),
        allowed,
        Reason.INSUFFICIENT_BALANCE,
        paid + " USDC would leave; the account holds " + held + " USDC");
  }

  @ParameterizedTest
  @CsvSource({"500, true", "500.000001, false"})
  void anActionStaysWithinItsCap(String paid, boolean allowed) throws Exception {
    judged(
        new ActionCap(),
        paying(AGENT, account(), usdcTo(ALICE, paid)),
        allowed,
        Reason.OVER_ACTION_CAP,
        paid + " USDC would leave; the limit of one action is 500 USDC");
  }

  @Test
  void severalMovesOfATokenCountTogether() throws Exception {
    Proposal twice = paying(AGENT, account(), usdcTo(ALICE, "250"), usdcTo(ALICE, "250.000001"));
    denied(
        new ActionCap(),
        twice,
        Reason.OVER_ACTION_CAP,
        "500.000001 USDC would leave; the limit of one action is 500 USDC");
  }

  @ParameterizedTest
  @CsvSource({"1900, 100, true", "1900, 100.000001, false", "2000, 0.000001, false"})
  void aDayStaysWithinItsCap(String spent, String paid, boolean allowed) throws Exception {
    AccountState account = account(false, Map.of(USDC, usdc(spent)), List.of());
    judged(
        new DayCap(),
        paying(AGENT, account, usdcTo(ALICE, paid)),
        allowed,
        Reason.OVER_DAY_CAP,
        paid + " USDC would leave after " + spent + " USDC today; the limit of a day is 2000 USDC");
  }

  @Test
  void aCapOfZeroLetsNothingLeave() throws Exception {
    Manifest frozen =
        Agents.with(
            p ->
                Agents.caps(
                    p, List.of(new Manifest.Limit(USDC, BigInteger.ZERO, BigInteger.ZERO))));
    Proposal least = paying(frozen, account(), new Move.Payment(USDC, BigInteger.ONE, ALICE));
    denied(
        new ActionCap(),
        least,
        Reason.OVER_ACTION_CAP,
        "0.000001 USDC would leave; the limit of one action is 0 USDC");
    denied(
        new DayCap(),
        least,
        Reason.OVER_DAY_CAP,
        "0.000001 USDC would leave after 0 USDC today; the limit of a day is 0 USDC");
  }

  @Test
  void aTokenWithoutALimitHasNoCapAtAll() throws Exception {
    Proposal dai = paying(AGENT, account(), new Move.Payment(DAI, BigInteger.ONE, ALICE));
    assertThat(new ActionCap().judge(dai)).isPresent();
    assertThat(new DayCap().judge(dai)).isPresent();
  }

  @Test
  void aSaleDemandsTheLargerOfBothLeastAmountsRoundedUp() throws Exception {
    Quote quote = quote("0.04998", "0.05", "0.0499");
    // 0.04998 x 0.995 = 0.0497301; 0.0499 x 0.985 = 0.0491515
    assertThat(quote.least(50, 150)).isEqualTo(ether("0.0497301"));
    assertThat(quote.least(300, 10)).isEqualTo(ether("0.0498501"));
    assertThat(
            new Quote(
                    "v", USDC, BigInteger.ONE, WETH, BigInteger.valueOf(3), quote.mid(), List.of())
                .least(50, 0))
        .isEqualTo(BigInteger.valueOf(3));
  }

  @Test
  void aSaleThatDemandsLessIsDenied() throws Exception {
    Move.Sale sale = sale(quote(), AGENT);
    Trade trade = sale.trade();
    Trade less =
        new Trade(
            trade.tokenIn(),
            trade.amountIn(),
            trade.tokenOut(),
            trade.least().subtract(BigInteger.ONE),
            trade.to(),
            trade.deadline());
    allowed(new LeastAmounts(), proposal(AGENT, account(), List.of(sale), List.of(quote())));
    denied(
        new LeastAmounts(),
        proposal(AGENT, account(), List.of(new Move.Sale(Agents.V3, less)), List.of(quote())),
        Reason.ACTION_MISMATCH,
        "the swap would accept 0.049730099999999999 WETH for 100 USDC");
  }

  @Test
  void aSlippageOfEverythingIsDenied() throws Exception {
    Manifest careless =
        Agents.with(
            p -> Agents.prices(p, 10_000, 100, new Manifest.PriceCheck(List.of(), 0, List.of())));
    Quote whole = quote();
    Quote alone =
        new Quote(
            whole.venue(),
            whole.tokenIn(),
            whole.amountIn(),
            whole.tokenOut(),
            whole.amountOut(),
            whole.mid(),
            List.of());
    assertThat(new LeastAmounts().judge(selling(careless, account(), alone)))
        .map(Denial::reason)
        .contains(Reason.INTENT_NOT_PERMITTED);
  }

  @ParameterizedTest
  @CsvSource({"0.0495, true", "0.049499999999999999, false"})
  void theQuoteIsCloseToTheMidPrice(String out, boolean allowed) throws Exception {
    judged(
        new ImpactLimited(),
        selling(AGENT, account(), quote(out, "0.05", "0.05")),
        allowed,
        Reason.PRICE_IMPACT,
        "100 USDC would bring "
            + out
            + " WETH instead of 0.05 WETH at the pool's price: more than 100 bps less");
  }

  @Test
  void anImpactLimitOfZeroLetsNothingThrough() throws Exception {
    Manifest strict = Agents.with(p -> Agents.prices(p, 50, 0, p.priceCheck()));
    assertThat(new ImpactLimited().judge(selling(strict, account(), quote()))).isPresent();
  }

  @Test
  void everyNamedPriceSourceIsThere() throws Exception {
    Quote whole = quote();
    Quote without =
        new Quote(
            whole.venue(),
            whole.tokenIn(),
            whole.amountIn(),
            whole.tokenOut(),
            whole.amountOut(),
            whole.mid(),
            List.of(whole.references().getFirst()));
    allowed(new ReferencesPresent(), selling(AGENT, account(), whole));
    denied(
        new ReferencesPresent(),
        selling(AGENT, account(), without),
        Reason.PRICE_UNAVAILABLE,
        "the policy names the price sources [twap, feed], the quote has [twap]");
  }

  @ParameterizedTest
  @CsvSource({
    "0.05,    0.05,    0.05,                 true",
    "0.05,    0.05,    0.04925,              true",
    "0.05,    0.05,    0.049249999999999999, false",
    "0.05,    0.04924, 0.05,                 false",
    "0.04924, 0.05,    0.05,                 false",
    "0.0508,  0.05,    0.05,                 false",
    "0.05,    0.05,    0,                    false"
  })
  void quoteAndReferencesAgree(String out, String twap, String feed, boolean allowed)
      throws Exception {
    Optional<Denial> denial =
        new ReferencesAgree().judge(selling(AGENT, account(), quote(out, twap, feed)));
    assertThat(denial.isEmpty()).isEqualTo(allowed);
  }

  @Test
  void aDeviationIsToldInNumbers() throws Exception {
    denied(
        new ReferencesAgree(),
        selling(AGENT, account(), quote("0.05", "0.05", "0.049")),
        Reason.PRICE_DEVIATION,
        "100 USDC is worth 0.05 WETH by twap and 0.049 WETH by feed: 200 bps apart, 150 are"
            + " allowed");
  }

  @ParameterizedTest
  @CsvSource({"0, 0, true", "60, 60, true", "60, 59, false", "604800, 604800, true"})
  void anAgentCoolsDown(long cooldown, long ago, boolean allowed) throws Exception {
    Manifest cooling =
        Agents.with(p -> Agents.protections(p, new Manifest.Protections(0, 0, 0, 0, cooldown, 0)));
    AccountState acted =
        account(false, Map.of(), List.of(execution(NOW - 10_000_000), execution(NOW - ago)));
    judged(
        new CooledDown(),
        selling(cooling, acted, quote()),
        allowed,
        Reason.COOLDOWN,
        "the agent acted " + ago + " seconds ago; the cooldown is " + cooldown);
  }

  @Test
  void anAgentThatNeverActedIsCool() throws Exception {
    Manifest cooling =
        Agents.with(p -> Agents.protections(p, new Manifest.Protections(0, 0, 0, 0, 60, 0)));
    allowed(new CooledDown(), selling(cooling, account(), quote()));
  }

  @Test
  void aCooldownBeyondTheLookBackIsDenied() throws Exception {
    Manifest cooling =
        Agents.with(p -> Agents.protections(p, new Manifest.Protections(0, 0, 0, 0, 604_801, 0)));
    denied(
        new CooledDown(),
        selling(cooling, account(), quote()),
        Reason.COOLDOWN,
        "a cooldown is 0 to 604800 seconds, not 604801");
  }

  @ParameterizedTest
  @CsvSource({
    // limit, USDC, WETH, ETH held, allowed
    "0, 100, 0, 0, true",
    "1, 101, 0, 0, true",
    "1, 101, 0, 1, false",
    "1, 100, 0, 1, true",
    "2, 101, 0, 1, true",
    "1, 101, 1, 1, true"
  })
  void openPositionsAreLimited(int limit, String usdc, String weth, String eth, boolean allowed)
      throws Exception {
    Manifest limited =
        Agents.with(p -> Agents.protections(p, new Manifest.Protections(0, 0, 0, 0, 0, limit)));
    AccountState held =
        account(
            false,
            Map.of(),
            List.of(),
            Map.of(USDC, usdc(usdc), WETH, ether(weth), Address.ZERO, ether(eth)));
    judged(
        new PositionsLimited(),
        selling(limited, held, quote()),
        allowed,
        Reason.MAX_OPEN,
        "2 positions would be open; 1 are allowed");
  }

  @ParameterizedTest
  @CsvSource({"1,0,0", "0,1,0", "0,0,1"})
  void aProtectionThatNobodyAppliesStopsTheAgent(int stop, int take, int drawdown)
      throws Exception {
    Manifest asking =
        Agents.with(
            p -> Agents.protections(p, new Manifest.Protections(stop, take, drawdown, 0, 0, 0)));
    denied(
        new ExitsAbsent(),
        selling(asking, account(), quote()),
        Reason.INTENT_NOT_PERMITTED,
        ExitsAbsent.SENTENCE);
    assertThat(PolicyRules.problems(asking)).containsExactly(ExitsAbsent.SENTENCE);
    allowed(new ExitsAbsent(), selling(AGENT, account(), quote()));
  }

  @Test
  void aSaleWithoutAQuoteIsRefused() {
    Proposal blind = proposal(AGENT, account(), List.of(sale(quote(), AGENT)), List.of());
    assertThatThrownBy(() -> PolicyRules.check(blind))
        .isInstanceOfSatisfying(
            Refused.class, e -> assertThat(e.reason()).isEqualTo(Reason.OBSERVATION_INSUFFICIENT));
  }

  private static Move.Payment usdcTo(Address to, String whole) {
    return new Move.Payment(USDC, usdc(whole), to);
  }

  private static Move.Payment nativeTo(Address to, String whole) {
    return new Move.Payment(Address.ZERO, ether(whole), to);
  }

  private static AccountState.Execution execution(long time) {
    return new AccountState.Execution(Slot.of(time, 0), time, Map.of());
  }

  private static Quote swapped(Quote quote, Address from, Address into) {
    return new Quote(
        quote.venue(),
        from,
        quote.amountIn(),
        into,
        quote.amountOut(),
        quote.mid(),
        quote.references());
  }

  private static void judged(
      Rule rule, Proposal proposal, boolean allowed, Reason reason, String sentence)
      throws Refused {
    if (allowed) {
      allowed(rule, proposal);
    } else {
      denied(rule, proposal, reason, sentence);
    }
  }

  private static void allowed(Rule rule, Proposal proposal) throws Refused {
    assertThat(rule.judge(proposal)).isEmpty();
  }

  private static void denied(Rule rule, Proposal proposal, Reason reason, String sentence)
      throws Refused {
    assertThat(rule.judge(proposal)).contains(new Denial(reason, sentence));
  }
}
