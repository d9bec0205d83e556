package dev.countersign.tools.plan;

import dev.countersign.network.chain.ChainUnavailable;
import dev.countersign.network.spi.PinnedChain;
import dev.countersign.network.spi.Planner;
import dev.countersign.network.spi.Refused;
import dev.countersign.receipt.Intent;
import dev.countersign.receipt.Manifest;
import dev.countersign.receipt.Observation;
import dev.countersign.receipt.Reason;
import dev.countersign.tools.observe.AccountReading;
import dev.countersign.tools.observe.AccountState;
import dev.countersign.tools.observe.Quote;
import dev.countersign.tools.observe.QuoteReading;
import dev.countersign.tools.policy.Move;
import dev.countersign.tools.policy.MoveReader;
import dev.countersign.tools.policy.PolicyRules;
import dev.countersign.tools.policy.Proposal;
import java.util.ArrayList;
import java.util.List;

/**
 * Swaps on Uniswap V2 and V3, transfers, and native sends, under the policy.
 *
 * <p>Guarantees: a plan is a pure function of intents, manifest, observations and deadline; it is
 * returned only after its calldata was read back with another ABI library and found to carry out
 * exactly the intents; each allowance is exact; each swap pays the account and has a least amount
 * above zero. {@link #check} judges what the calldata says, not what the intents say.
 *
 * <p>Does not guarantee that an action succeeds when it is mined: the chain may have moved on, and
 * then it reverts as a whole.
 */
public final class DefaultPlanner implements Planner {
  /** A planner without state. */
  public DefaultPlanner() {}

  @Override
  public List<Observation> account(Manifest manifest, PinnedChain chain)
      throws Refused, ChainUnavailable {
    return List.of(new AccountReading(manifest, chain).read().observed(chain.block()));
  }

  @Override
  public List<Observation> quotes(Manifest manifest, List<Intent> intents, PinnedChain chain)
      throws Refused, ChainUnavailable {
    QuoteReading quotes = new QuoteReading(manifest, chain);
    List<Observation> observations = new ArrayList<>();
    for (Intent intent : intents) {
      if (intent instanceof Intent.Swap swap) {
        observations.add(quotes.of(swap).observed(chain.block()));
      }
    }
    return observations;
  }

  @Override
  public Plan plan(
      Manifest manifest, List<Intent> intents, List<Observation> observations, long validUntil)
      throws Refused {
    if (holds(intents)) {
      return Plan.NOTHING;
    }
    Plan plan = ActionPlan.of(manifest, intents, Quote.in(observations), validUntil);
    for (Move move : MoveReader.read(manifest, intents, plan.calls())) {
      if (move instanceof Move.Sale sale && sale.trade().deadline() != validUntil) {
        throw new Refused(Reason.ACTION_MISMATCH, "a swap has another deadline than the slot");
      }
    }
    return plan;
  }

  @Override
  public void check(
      Manifest manifest, List<Intent> intents, Plan plan, List<Observation> observations)
      throws Refused {
    if (holds(intents)) {
      if (!plan.equals(Plan.NOTHING)) {
        throw new Refused(Reason.ACTION_MISMATCH, "a hold has neither calls nor flows");
      }
      return;
    }
    PolicyRules.check(
        new Proposal(
            manifest,
            MoveReader.read(manifest, intents, plan.calls()),
            plan.flows(),
            AccountState.in(observations),
            Quote.in(observations)));
  }

  private static boolean holds(List<Intent> intents) {
    return intents.size() == 1 && intents.getFirst() instanceof Intent.Hold;
  }
}
