package dev.countersign.tools.policy;

import dev.countersign.network.spi.Refused;
import dev.countersign.receipt.Manifest;
import dev.countersign.tools.BasisPoints;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * All rules, in one order, so that everyone who judges the same proposal gives the same reason.
 *
 * <p>Guarantees: {@link #check} returns normally only when every rule allows the proposal. The
 * limits on gas are not here: they bind the key that pays, not the account, and the outbox applies
 * them.
 */
public final class PolicyRules {
  private static final int CAP_BITS = 128;

  /** Every rule. */
  static final List<Rule> ALL =
      List.of(
          new GateOpen(),
          new TokensListed(),
          new RecipientsListed(),
          new VenuesListed(),
          new OneWayTokens(),
          new FlowsTold(),
          new ExitsAbsent(),
          new CooledDown(),
          new ActionCap(),
          new DayCap(),
          new BalanceSuffices(),
          new PositionsLimited(),
          new ReferencesPresent(),
          new ReferencesAgree(),
          new DailyLossLimited(),
          new ImpactLimited(),
          new LeastAmounts());

  private PolicyRules() {}

  /**
   * Applies every rule.
   *
   * @throws Refused with the reason of the first rule that denies the proposal
   */
  public static void check(Proposal proposal) throws Refused {
    for (Rule rule : ALL) {
      Optional<Denial> denial = rule.judge(proposal);
      if (denial.isPresent()) {
        throw new Refused(denial.get().reason(), denial.get().sentence());
      }
    }
  }

  /**
   * What in a policy can never work, whatever is proposed.
   *
   * @return one sentence for each thing, empty when all is well
   */
  public static List<String> problems(Manifest manifest) {
    Manifest.Policy policy = manifest.policy();
    List<String> problems = new ArrayList<>();
    for (Manifest.Limit limit : policy.tokens()) {
      if (manifest.token(limit.token()).isEmpty()) {
        problems.add(
            "the policy lists " + limit.token() + ", which is not a token of the manifest");
      }
      if (limit.maxPerAction().signum() < 0 || limit.maxPerDay().signum() < 0) {
        problems.add("a cap of " + limit.token() + " is negative");
      }
      if (limit.maxPerAction().bitLength() > CAP_BITS || limit.maxPerDay().bitLength() > CAP_BITS) {
        problems.add("a cap of " + limit.token() + " is above what the gate can hold (2^128)");
      }
    }
    for (Manifest.Recipient recipient : policy.recipients()) {
      if (recipient.address().equals(manifest.account())
          || recipient.address().equals(manifest.gate())) {
        problems.add("recipient " + recipient.name() + " is the account or its gate");
      }
    }
    bps(problems, "max-slippage-bps", policy.maxSlippageBps());
    bps(problems, "max-price-impact-bps", policy.maxPriceImpactBps());
    bps(problems, "price-check.max-deviation-bps", policy.priceCheck().maxDeviationBps());
    Manifest.Protections protections = policy.protections();
    if (protections.stopLossBps() != 0
        || protections.takeProfitBps() != 0
        || protections.maxDrawdownBps() != 0) {
      problems.add(ExitsAbsent.SENTENCE);
    }
    bps(problems, "max-daily-loss-bps", protections.maxDailyLossBps());
    if (protections.maxDailyLossBps() != 0 && policy.tokens().size() != DailyLossLimited.TOKENS) {
      problems.add(DailyLossLimited.SENTENCE);
    }
    if (protections.cooldown() < 0 || protections.cooldown() > CooledDown.MAX_SECONDS) {
      problems.add("a cooldown is 0 to " + CooledDown.MAX_SECONDS + " seconds");
    }
    return List.copyOf(problems);
  }

  private static void bps(List<String> problems, String name, int value) {
    if (value < 0 || value >= BasisPoints.ONE) {
      problems.add(name + " is 0 to 9999, not " + value);
    }
  }
}
