package dev.countersign.tools.policy;

import dev.countersign.network.spi.Refused;
import dev.countersign.receipt.Address;
import dev.countersign.receipt.Manifest;
import dev.countersign.receipt.Reason;
import dev.countersign.tools.BasisPoints;
import dev.countersign.tools.contracts.Ratio;
import dev.countersign.tools.observe.AccountState;
import dev.countersign.tools.observe.Quote;
import java.math.BigInteger;
import java.util.Optional;

/**
 * Nothing more is traded on a UTC day on which the agent's executions lost more than so many basis
 * points of what the account would hold without them. Both are counted in the token that is bought,
 * the other one at the pool's price at the pinned block, which the references were compared with.
 *
 * <p>What the executions of the day moved is what the gate measured: a payment is a loss, too, and
 * so is a price that went against what was bought. What the owner paid in or took out is neither.
 * With more executions today than are observed, the day is not known and nothing is traded. It is
 * for policies of exactly two tokens, whose one price says what both are worth.
 */
record DailyLossLimited() implements Rule {
  static final int TOKENS = 2;

  static final String SENTENCE =
      "max-daily-loss-bps is for policies of exactly two tokens: the price of one in the other is"
          + " what a loss is counted by";

  @Override
  public Optional<Denial> judge(Proposal proposal) throws Refused {
    int limit = proposal.policy().protections().maxDailyLossBps();
    if (limit == 0) {
      return Optional.empty();
    }
    for (Move.Sale sale : proposal.sales()) {
      if (!proposal.account().knowsItsDay()) {
        return deny("there were more executions today than are observed");
      }
      Quote quote = proposal.quote(sale);
      Optional<Denial> denial = judge(proposal, quote, limit);
      if (denial.isPresent()) {
        return denial;
      }
    }
    return Optional.empty();
  }

  private static Optional<Denial> judge(Proposal proposal, Quote quote, int limit) {
    AccountState account = proposal.account();
    BigInteger lost = BigInteger.ZERO;
    BigInteger now = BigInteger.ZERO;
    for (Manifest.Limit token : proposal.policy().tokens()) {
      Address address = token.token();
      Optional<Ratio> price = price(quote, address);
      if (price.isEmpty()) {
        return deny(SENTENCE);
      }
      now = now.add(price.get().worth(account.balance(address)));
      lost = lost.subtract(price.get().worth(movedToday(account, address)));
    }
    BigInteger allowed = BasisPoints.of(now.add(lost).max(BigInteger.ZERO), limit);
    if (lost.compareTo(allowed) <= 0) {
      return Optional.empty();
    }
    return deny(
        "the executions of today lost "
            + proposal.shown(quote.tokenOut(), lost)
            + "; "
            + proposal.shown(quote.tokenOut(), allowed)
            + " are allowed");
  }

  /** What a token is worth in the one that is bought. */
  private static Optional<Ratio> price(Quote quote, Address token) {
    if (token.equals(quote.tokenOut())) {
      return Optional.of(new Ratio(BigInteger.ONE, BigInteger.ONE));
    }
    return token.equals(quote.tokenIn()) ? Optional.of(quote.mid()) : Optional.empty();
  }

  private static BigInteger movedToday(AccountState account, Address token) {
    return account.executed().stream()
        .filter(done -> done.time() / AccountState.DAY == account.day())
        .map(done -> done.flows().getOrDefault(token, BigInteger.ZERO))
        .reduce(BigInteger.ZERO, BigInteger::add);
  }

  private static Optional<Denial> deny(String sentence) {
    return Optional.of(new Denial(Reason.DAILY_LOSS, sentence));
  }
}
