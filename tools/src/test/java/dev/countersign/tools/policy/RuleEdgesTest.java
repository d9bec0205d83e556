package dev.countersign.tools.policy;

import static dev.countersign.tools.Agents.DAI;
import static dev.countersign.tools.Agents.USDC;
import static dev.countersign.tools.Agents.WETH;
import static dev.countersign.tools.Agents.ether;
import static dev.countersign.tools.policy.Proposals.NOW;
import static dev.countersign.tools.policy.Proposals.account;
import static dev.countersign.tools.policy.Proposals.proposal;
import static dev.countersign.tools.policy.Proposals.quote;
import static dev.countersign.tools.policy.Proposals.sale;
import static dev.countersign.tools.policy.Proposals.selling;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.countersign.receipt.Address;
import dev.countersign.receipt.Manifest;
import dev.countersign.receipt.Reason;
import dev.countersign.receipt.Slot;
import dev.countersign.tools.Agents;
import dev.countersign.tools.observe.AccountState;
import dev.countersign.tools.observe.Quote;
import java.math.BigInteger;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.node.ObjectNode;

/** The rules where one of several conditions is enough, each condition alone. */
class RuleEdgesTest {
  private static final Manifest AGENT = Agents.manifest();

  @Test
  void aVenueTradesItsTwoTokensBothWaysAndNoOthers() throws Exception {
    assertThat(venue(USDC, WETH)).isTrue();
    assertThat(venue(WETH, USDC)).isTrue();
    assertThat(venue(USDC, DAI)).isFalse();
    assertThat(venue(WETH, DAI)).isFalse();
    assertThat(venue(DAI, USDC)).isFalse();
    assertThat(venue(DAI, WETH)).isFalse();
    assertThat(venue(USDC, USDC)).isFalse();
    assertThat(venue(WETH, WETH)).isFalse();
  }

  private static boolean venue(Address from, Address into) throws Exception {
    Quote quote = of(quote(), quote().venue(), from, quote().amountIn(), into);
    return new VenuesListed().judge(selling(AGENT, account(), quote)).isEmpty();
  }

  @Test
  void theNativeCoinIsNeitherSoldNorBought() throws Exception {
    for (boolean sold : List.of(true, false)) {
      Quote quote =
          of(
              quote(),
              quote().venue(),
              sold ? Address.ZERO : USDC,
              quote().amountIn(),
              sold ? WETH : Address.ZERO);
      assertThat(new TokensListed().judge(selling(AGENT, account(), quote)))
          .hasValueSatisfying(
              denial -> assertThat(denial.reason()).isEqualTo(Reason.TOKEN_NOT_PERMITTED));
    }
  }

  @ParameterizedTest
  @CsvSource({"0, 0.05, 0.05", "0.05, 0, 0.05", "0.05, 0.05, 0"})
  void aPriceOfNothingIsNoPrice(String out, String twap, String feed) throws Exception {
    assertThat(new ReferencesAgree().judge(selling(AGENT, account(), quote(out, twap, feed))))
        .contains(
            new Denial(
                Reason.PRICE_UNAVAILABLE, "a price reference says that 100 USDC is worth nothing"));
  }

  @Test
  void theQuoteOfASaleIsTheOneOfItsVenueTokensAndAmount() throws Exception {
    Quote right = quote();
    BigInteger more = right.amountIn().add(BigInteger.ONE);
    List<Quote> wrong =
        List.of(
            of(right, "elsewhere", USDC, right.amountIn(), WETH),
            of(right, right.venue(), DAI, right.amountIn(), WETH),
            of(right, right.venue(), USDC, right.amountIn(), DAI),
            of(right, right.venue(), USDC, more, WETH));
    for (Quote each : wrong) {
      Move.Sale sale = sale(right, AGENT);
      Proposal proposal = proposal(AGENT, account(), List.of(sale), List.of(each, right));
      assertThat(proposal.quote(sale)).isEqualTo(right);
    }
  }

  @Test
  void aCooldownIsNotNegative() throws Exception {
    assertThat(cooled(-1, NOW - 10)).isEqualTo("a cooldown is 0 to 604800 seconds, not -1");
  }

  @Test
  void anAgentWithoutACooldownNeverWaits() throws Exception {
    assertThat(cooled(0, NOW + 5)).isEmpty();
  }

  private static String cooled(long cooldown, long last) throws Exception {
    Manifest agent =
        Agents.with(p -> Agents.protections(p, new Manifest.Protections(0, 0, 0, 0, cooldown, 0)));
    AccountState acted =
        account(
            false, Map.of(), List.of(new AccountState.Execution(Slot.of(NOW, 0), last, Map.of())));
    return new CooledDown().judge(selling(agent, acted, quote())).map(Denial::sentence).orElse("");
  }

  @Test
  void theGasThatIsLeftIsTheLessOfBothLimits() {
    GasLimit limit = GasLimit.of(Agents.policy());
    assertThat(limit.left(BigInteger.ZERO)).isEqualTo(ether("0.01"));
    assertThat(limit.left(ether("0.045"))).isEqualTo(ether("0.005"));
    assertThat(limit.left(ether("0.06"))).isZero();
    assertThat(limit.judge(ether("0.02"), BigInteger.ZERO))
        .contains(
            new Denial(
                Reason.OVER_GAS_CAP,
                "the gas may cost 0.02 of the native coin; the limit of one action is 0.01 of the"
                    + " native coin"));
    assertThat(limit.judge(ether("0.01"), ether("0.045")))
        .contains(
            new Denial(
                Reason.OVER_GAS_CAP,
                "the gas may cost 0.01 of the native coin after 0.045 of the native coin today; the"
                    + " limit of a day is 0.05 of the native coin"));
  }

  @Test
  void onlyAgentsOfOneAccountOnOneChainAreSummed() throws Exception {
    ObjectNode otherAccount = (ObjectNode) AGENT.toJson().deepCopy();
    otherAccount.put("account", DAI.hex());
    ObjectNode otherChain = (ObjectNode) AGENT.toJson().deepCopy();
    otherChain.put("chainId", AGENT.chainId() + 1);
    for (ObjectNode other : List.of(otherAccount, otherChain)) {
      Manifest stranger = Manifest.parse(other);
      assertThatThrownBy(() -> WorstCase.of(List.of(AGENT, stranger)))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessage(stranger.name() + " is not an agent of account " + AGENT.account());
    }
  }

  private static Quote of(
      Quote quote, String venue, Address from, BigInteger amountIn, Address into) {
    return new Quote(
        venue, from, amountIn, into, quote.amountOut(), quote.mid(), quote.references());
  }
}
