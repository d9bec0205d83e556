package dev.countersign.tools.policy;

import dev.countersign.network.spi.Refused;
import dev.countersign.receipt.Reason;
import dev.countersign.tools.observe.Quote;
import java.util.List;
import java.util.Optional;

/** Each sale was compared with each price source that the policy names, in that order. */
record ReferencesPresent() implements Rule {
  @Override
  public Optional<Denial> judge(Proposal proposal) throws Refused {
    List<String> sources = proposal.policy().priceCheck().sources();
    for (Move.Sale sale : proposal.sales()) {
      Quote quote = proposal.quote(sale);
      List<String> found = quote.references().stream().map(Quote.Reference::source).toList();
      if (!found.equals(sources)) {
        return Optional.of(
            new Denial(
                Reason.PRICE_UNAVAILABLE,
                "the policy names the price sources " + sources + ", the quote has " + found));
      }
    }
    return Optional.empty();
  }
}
