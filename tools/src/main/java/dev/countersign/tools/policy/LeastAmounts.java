package dev.countersign.tools.policy;

import dev.countersign.network.spi.Refused;
import dev.countersign.receipt.Reason;
import dev.countersign.tools.observe.Quote;
import java.math.BigInteger;
import java.util.Optional;

/**
 * Each sale demands at least the larger of quote x (1 - slippage) and lowest reference x (1 -
 * deviation), and never nothing.
 */
record LeastAmounts() implements Rule {
  @Override
  public Optional<Denial> judge(Proposal proposal) throws Refused {
    for (Move.Sale sale : proposal.sales()) {
      Quote quote = proposal.quote(sale);
      BigInteger demanded =
          quote.least(
              proposal.policy().maxSlippageBps(), proposal.policy().priceCheck().maxDeviationBps());
      BigInteger least = sale.trade().least();
      if (demanded.signum() <= 0 || least.compareTo(demanded) < 0) {
        return Optional.of(
            new Denial(
                demanded.signum() <= 0 ? Reason.INTENT_NOT_PERMITTED : Reason.ACTION_MISMATCH,
                "the swap would accept "
                    + proposal.shown(sale.trade().tokenOut(), least)
                    + " for "
                    + proposal.shown(sale.trade().tokenIn(), sale.trade().amountIn())));
      }
    }
    return Optional.empty();
  }
}
