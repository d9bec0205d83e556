package dev.countersign.tools.policy;

import dev.countersign.receipt.Address;
import dev.countersign.receipt.Reason;
import dev.countersign.tools.WholeTokens;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;

/**
 * One action is small and plain: at most {@value #MAX_MOVES} moves, at most one sale in each pool,
 * and a token either leaves or comes in. With both, what leaves could not be compared with a cap
 * before the swap is done; a second sale in a pool would meet another price than its quote.
 */
record OneWayTokens() implements Rule {
  static final int MAX_MOVES = 16;

  @Override
  public Optional<Denial> judge(Proposal proposal) {
    if (proposal.moves().isEmpty() || proposal.moves().size() > MAX_MOVES) {
      return deny("an action has 1 to " + MAX_MOVES + " moves, not " + proposal.moves().size());
    }
    Set<Address> pools = new HashSet<>();
    for (Move.Sale sale : proposal.sales()) {
      if (!pools.add(sale.venue().pool())) {
        return deny("an action sells at most once in a pool, not twice in " + sale.venue().name());
      }
    }
    for (Address token : proposal.gone().keySet()) {
      if (proposal.come().containsKey(token)) {
        return deny(
            "one action both spends and buys " + WholeTokens.name(proposal.manifest(), token));
      }
    }
    return Optional.empty();
  }

  private static Optional<Denial> deny(String sentence) {
    return Optional.of(new Denial(Reason.INTENT_NOT_PERMITTED, sentence));
  }
}
