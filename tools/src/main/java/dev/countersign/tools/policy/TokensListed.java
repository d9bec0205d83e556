package dev.countersign.tools.policy;

import dev.countersign.receipt.Address;
import dev.countersign.receipt.Reason;
import dev.countersign.tools.WholeTokens;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/** Only listed tokens leave or come in, and the native coin is never swapped. */
record TokensListed() implements Rule {
  @Override
  public Optional<Denial> judge(Proposal proposal) {
    Set<Address> moved = new TreeSet<>(proposal.gone().keySet());
    moved.addAll(proposal.come().keySet());
    for (Address token : moved) {
      if (proposal.policy().limit(token).isEmpty()) {
        return deny(
            "the policy does not list "
                + WholeTokens.name(proposal.manifest(), token)
                + " ("
                + token
                + ")");
      }
    }
    for (Move.Sale sale : proposal.sales()) {
      if (sale.trade().tokenIn().equals(Address.ZERO)
          || sale.trade().tokenOut().equals(Address.ZERO)) {
        return deny("the native coin cannot be swapped, only its wrapped token");
      }
    }
    return Optional.empty();
  }

  private static Optional<Denial> deny(String sentence) {
    return Optional.of(new Denial(Reason.TOKEN_NOT_PERMITTED, sentence));
  }
}
