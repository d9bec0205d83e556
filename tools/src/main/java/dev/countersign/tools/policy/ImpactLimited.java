package dev.countersign.tools.policy;

import dev.countersign.network.spi.Refused;
import dev.countersign.receipt.Reason;
import dev.countersign.tools.BasisPoints;
import dev.countersign.tools.observe.Quote;
import java.math.BigInteger;
import java.util.Optional;

/**
 * A sale's quote, pool fee included, is not further below the pool's mid price than the limit. A
 * limit of zero lets nothing through, since every pool takes a fee.
 */
record ImpactLimited() implements Rule {
  @Override
  public Optional<Denial> judge(Proposal proposal) throws Refused {
    int limit = proposal.policy().maxPriceImpactBps();
    for (Move.Sale sale : proposal.sales()) {
      Quote quote = proposal.quote(sale);
      BigInteger atMid = quote.mid().worth(quote.amountIn());
      if (quote.amountOut().compareTo(BasisPoints.lessRoundedUp(atMid, limit)) < 0) {
        return Optional.of(
            new Denial(
                Reason.PRICE_IMPACT,
                proposal.shown(quote.tokenIn(), quote.amountIn())
                    + " would bring "
                    + proposal.shown(quote.tokenOut(), quote.amountOut())
                    + " instead of "
                    + proposal.shown(quote.tokenOut(), atMid)
                    + " at the pool's price: more than "
                    + limit
                    + " bps less"));
      }
    }
    return Optional.empty();
  }
}
