package dev.countersign.tools.policy;

import dev.countersign.receipt.Address;
import dev.countersign.receipt.Manifest;
import dev.countersign.receipt.Reason;
import java.util.Optional;

/** Sales go through listed venues, between the two tokens of the venue's pool. */
record VenuesListed() implements Rule {
  @Override
  public Optional<Denial> judge(Proposal proposal) {
    for (Move.Sale sale : proposal.sales()) {
      Manifest.Venue venue = sale.venue();
      Address from = sale.trade().tokenIn();
      Address into = sale.trade().tokenOut();
      boolean trades =
          (from.equals(venue.token0()) && into.equals(venue.token1()))
              || (from.equals(venue.token1()) && into.equals(venue.token0()));
      if (!proposal.manifest().venues().contains(venue) || !trades) {
        return Optional.of(
            new Denial(
                Reason.VENUE_NOT_PERMITTED,
                venue.name() + " is not listed for a swap of " + from + " into " + into));
      }
    }
    return Optional.empty();
  }
}
