package dev.countersign.tools.policy;

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

import dev.countersign.network.spi.Refused;
import dev.countersign.receipt.Address;
import dev.countersign.receipt.Manifest;
import dev.countersign.receipt.Reason;
import dev.countersign.receipt.Slot;
import dev.countersign.tools.Agents;
import dev.countersign.tools.contracts.Ratio;
import dev.countersign.tools.observe.AccountState;
import dev.countersign.tools.observe.Quote;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The account holds 1000 USDC and 2 WETH, 2.5 WETH together at 2000 USDC each. */
class DailyLossTest {
  private static final DailyLossLimited RULE = new DailyLossLimited();

  private static Manifest limited(int bps) {
    return Agents.with(
        p ->
            Agents.protections(
                Agents.caps(p, p.tokens().subList(1, 3)),
                new Manifest.Protections(0, 0, 0, bps, 0, 0)));
  }

  private static AccountState.Execution bought(String usdc, String weth, long ago) {
    Map<Address, BigInteger> flows = Map.of(USDC, usdc(usdc).negate(), WETH, ether(weth));
    return new AccountState.Execution(Slot.of(NOW - ago, 0), NOW - ago, flows);
  }

  private static Optional<Denial> judged(int bps, List<AccountState.Execution> executed)
      throws Refused {
    return RULE.judge(selling(limited(bps), account(false, Map.of(), executed), quote()));
  }

  @ParameterizedTest
  @CsvSource({
    // limit, WETH bought for 500 USDC, seconds ago, whether more may be traded
    "40, 0.24,     600,  true", // 0.01 of 2.51 WETH lost: 39.8 bps
    "39, 0.24,     600,  false",
    "1,  0.25,     600,  true", // nothing lost
    "1,  0.26,     600,  true",
    "1,  0.2498,   600,  true", // 0.0002 of 2.5002: 0.8 bps
    "1,  0.249749, 600,  false",
    "1,  0.24,     3600, false", // the day began an hour ago
    "1,  0.24,     3601, true", // yesterday
    "0,  0.01,     600,  true" // off
  })
  void stopsWhereTheDaysExecutionsLostMore(int bps, String weth, long ago, boolean allowed)
      throws Exception {
    assertThat(judged(bps, List.of(bought("500", weth, ago))).isEmpty()).isEqualTo(allowed);
  }

  /** 0.625 of 3.125 WETH. */
  @Test
  void whatIsLostMayBeJustTheLimit() throws Exception {
    List<AccountState.Execution> executed = List.of(bought("1500", "0.125", 600));
    assertThat(judged(2000, executed)).isEmpty();
    assertThat(judged(1999, executed)).isPresent();
  }

  @Test
  void eachSaleIsJudgedByItsOwnPrice() throws Exception {
    Quote fair = quote();
    Quote cheaper =
        new Quote(
            fair.venue(),
            USDC,
            usdc("150"),
            WETH,
            ether("0.075"),
            new Ratio(ether("1"), usdc("1990")),
            fair.references());
    AccountState account = account(false, Map.of(), List.of(bought("500", "0.25", 600)));
    Manifest limited = limited(1);
    assertThat(RULE.judge(selling(limited, account, fair))).isEmpty();
    List<Move.Sale> sales = List.of(sale(fair, limited), sale(cheaper, limited));
    assertThat(RULE.judge(proposal(limited, account, sales, List.of(fair, cheaper)))).isPresent();
  }

  @Test
  void gainsOfTheSameDayCountAgainstLosses() throws Exception {
    assertThat(judged(1, List.of(bought("500", "0.24", 900), bought("500", "0.26", 600))))
        .isEmpty();
    assertThat(judged(1, List.of(bought("500", "0.24", 900), bought("500", "0.26", 3601))))
        .isPresent();
  }

  @Test
  void theRefusalSaysWhatWasLost() throws Exception {
    assertThat(judged(39, List.of(bought("500", "0.24", 600))))
        .contains(
            new Denial(
                Reason.DAILY_LOSS,
                "the executions of today lost 0.01 WETH; 0.009789 WETH are allowed"));
  }

  @Test
  void aDayThatIsNotKnownToTheEndIsRefused() throws Exception {
    AccountState.Execution gain = bought("1", "1", 60);
    List<AccountState.Execution> full = new ArrayList<>(Collections.nCopies(64, gain));
    assertThat(judged(100, full.subList(0, 63))).isEmpty();
    assertThat(judged(100, full).map(Denial::sentence))
        .contains("there were more executions today than are observed");
    full.set(0, bought("1", "1", 3601));
    assertThat(judged(100, full)).isEmpty();
  }

  @Test
  void paymentsAndPoliciesOfMoreTokens() throws Exception {
    AccountState lost = account(false, Map.of(), List.of(bought("500", "0.1", 600)));
    Move.Payment payment = new Move.Payment(USDC, usdc("1"), Agents.ALICE);
    assertThat(RULE.judge(paying(limited(1), lost, payment))).isEmpty();
    Manifest three =
        Agents.with(p -> Agents.protections(p, new Manifest.Protections(0, 0, 0, 1, 0, 0)));
    assertThat(RULE.judge(selling(three, lost, quote())).map(Denial::sentence))
        .contains(DailyLossLimited.SENTENCE);
  }
}
