package dev.countersign.tools.policy;

import dev.countersign.receipt.Address;
import dev.countersign.receipt.Manifest;
import dev.countersign.receipt.Reason;
import java.math.BigInteger;
import java.util.Map;
import java.util.Optional;

/**
 * No more of a token leaves on one UTC day than its cap, counted by the gate; a cap of zero lets
 * nothing leave.
 */
record DayCap() implements Rule {
  @Override
  public Optional<Denial> judge(Proposal proposal) {
    for (Map.Entry<Address, BigInteger> out : proposal.gone().entrySet()) {
      Address token = out.getKey();
      BigInteger cap =
          proposal.policy().limit(token).map(Manifest.Limit::maxPerDay).orElse(BigInteger.ZERO);
      BigInteger spent = proposal.account().spentToday(token);
      if (spent.add(out.getValue()).compareTo(cap) > 0) {
        return Optional.of(
            new Denial(
                Reason.OVER_DAY_CAP,
                proposal.shown(token, out.getValue())
                    + " would leave after "
                    + proposal.shown(token, spent)
                    + " today; the limit of a day is "
                    + proposal.shown(token, cap)));
      }
    }
    return Optional.empty();
  }
}
