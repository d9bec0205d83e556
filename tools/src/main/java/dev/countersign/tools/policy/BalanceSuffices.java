package dev.countersign.tools.policy;

import dev.countersign.receipt.Address;
import dev.countersign.receipt.Reason;
import java.math.BigInteger;
import java.util.Map;
import java.util.Optional;

/** The account holds what leaves. */
record BalanceSuffices() implements Rule {
  @Override
  public Optional<Denial> judge(Proposal proposal) {
    for (Map.Entry<Address, BigInteger> out : proposal.gone().entrySet()) {
      Address token = out.getKey();
      BigInteger held = proposal.account().balance(token);
      if (out.getValue().compareTo(held) > 0) {
        return Optional.of(
            new Denial(
                Reason.INSUFFICIENT_BALANCE,
                proposal.shown(token, out.getValue())
                    + " would leave; the account holds "
                    + proposal.shown(token, held)));
      }
    }
    return Optional.empty();
  }
}
