package dev.countersign.tools.policy;

import dev.countersign.network.spi.Refused;
import dev.countersign.receipt.Reason;
import dev.countersign.tools.BasisPoints;
import dev.countersign.tools.observe.Quote;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The quote and the price references are not further apart than the limit, each from each. */
record ReferencesAgree() implements Rule {
  @Override
  public Optional<Denial> judge(Proposal proposal) throws Refused {
    for (Move.Sale sale : proposal.sales()) {
      Quote quote = proposal.quote(sale);
      List<Quote.Reference> prices = new ArrayList<>(quote.references());
      prices.add(new Quote.Reference("the pool", quote.amountOut()));
      for (int i = 0; i < prices.size(); i++) {
        for (Quote.Reference other : prices.subList(i + 1, prices.size())) {
          Optional<Denial> denial = judge(proposal, quote, prices.get(i), other);
          if (denial.isPresent()) {
            return denial;
          }
        }
      }
    }
    return Optional.empty();
  }

  private static Optional<Denial> judge(
      Proposal proposal, Quote quote, Quote.Reference one, Quote.Reference other) {
    int limit = proposal.policy().priceCheck().maxDeviationBps();
    if (one.amountOut().signum() <= 0 || other.amountOut().signum() <= 0) {
      return Optional.of(
          new Denial(
              Reason.PRICE_UNAVAILABLE,
              "a price reference says that "
                  + proposal.shown(quote.tokenIn(), quote.amountIn())
                  + " is worth nothing"));
    }
    if (!BasisPoints.apart(one.amountOut(), other.amountOut(), limit)) {
      return Optional.empty();
    }
    return Optional.of(
        new Denial(
            Reason.PRICE_DEVIATION,
            proposal.shown(quote.tokenIn(), quote.amountIn())
                + " is worth "
                + proposal.shown(quote.tokenOut(), one.amountOut())
                + " by "
                + one.source()
                + " and "
                + proposal.shown(quote.tokenOut(), other.amountOut())
                + " by "
                + other.source()
                + ": "
                + BasisPoints.distance(one.amountOut(), other.amountOut())
                + " bps apart, "
                + limit
                + " are allowed"));
  }
}
