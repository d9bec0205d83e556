package dev.countersign.strategies;

import dev.countersign.network.spi.Refused;
import dev.countersign.receipt.Intent;
import dev.countersign.receipt.Manifest;
import dev.countersign.receipt.Reason;
import dev.countersign.tools.Parameters;
import dev.countersign.tools.WholeTokens;
import dev.countersign.tools.observe.AccountState;
import java.math.BigInteger;
import java.util.List;
import java.util.Optional;

/**
 * {@code dca}: buys one token for a fixed amount of another, whatever the price: {@code {"spend":
 * {"token", "amount"}, "buy", "every", "venue"}}, the venue optional.
 *
 * <p>It buys the whole amount or nothing. {@code every} is the least number of seconds between the
 * slots of two purchases, 0 to two days, by the executions that the gate reported: however often it
 * is run, it buys no more often. Zero leaves the rhythm to the schedule.
 */
public final class DollarCostAverage extends Termed<DollarCostAverage.Terms> {
  static final String ID = "dca";

  /** How far executions are observed at least. */
  private static final long MOST_SECONDS = 2 * AccountState.DAY;

  /** A strategy without state. */
  public DollarCostAverage() {
    super(ID);
  }

  /** The pair's base is bought, its quote spent. */
  record Terms(TradedPair pair, BigInteger amount, long every) {}

  @Override
  Terms terms(Manifest manifest) throws Refused {
    Parameters with = Parameters.of(ID, manifest.decide().with());
    Parameters spend = with.object("spend");
    Terms terms =
        new Terms(
            TradedPair.of(ID, manifest, with, with.address("buy"), spend.address("token")),
            spend.amount("amount"),
            with.integer("every", 0, MOST_SECONDS));
    spend.end();
    with.end();
    BigInteger atOnce =
        terms
            .pair()
            .limit(terms.pair().quote())
            .map(limit -> limit.maxPerAction().min(limit.maxPerDay()))
            .orElse(BigInteger.ZERO);
    if (terms.amount().signum() == 0 || terms.amount().compareTo(atOnce) > 0) {
      throw new Refused(
          Reason.SCHEMA, ID + ": the amount to spend is above zero and within the policy's caps");
    }
    return terms;
  }

  @Override
  public Decision decide(Input input) throws Refused {
    Terms terms = terms(input.manifest());
    AccountState account = AccountState.in(input.observations());
    Manifest.Token spent = terms.pair().quote();
    Optional<AccountState.Execution> recent =
        account.executed().stream()
            .filter(done -> input.slot().anchor() - done.slot().anchor() < terms.every())
            .findFirst();
    if (recent.isPresent()) {
      return Portfolio.hold(
          "too-soon",
          "slot "
              + recent.get().slot()
              + " bought less than "
              + terms.every()
              + " seconds before this one.");
    }
    BigInteger held = account.balance(spent.address());
    if (held.compareTo(terms.amount()) < 0) {
      return Portfolio.hold(
          "no-funds",
          "the account holds "
              + WholeTokens.of(input.manifest(), spent.address(), held)
              + ", less than the "
              + shown(terms)
              + " to spend.");
    }
    BigInteger today =
        terms.pair().limit(spent).map(Manifest.Limit::maxPerDay).orElse(BigInteger.ZERO);
    if (account.spentToday(spent.address()).add(terms.amount()).compareTo(today) > 0) {
      return Portfolio.hold(
          "day-cap", "the policy does not let another " + shown(terms) + " go today.");
    }
    Intent.Swap swap =
        new Intent.Swap(
            spent.address(), terms.amount(), terms.pair().base().address(), terms.pair().venue());
    return new Decision(
        List.of(swap),
        "it is time to buy "
            + WholeTokens.name(input.manifest(), swap.tokenOut())
            + " for "
            + shown(terms)
            + ".");
  }

  private static String shown(Terms terms) {
    return WholeTokens.of(terms.pair().manifest(), terms.pair().quote().address(), terms.amount());
  }
}
