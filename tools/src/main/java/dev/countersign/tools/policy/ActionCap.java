package dev.countersign.tools.policy;

import dev.countersign.receipt.Address;
import dev.countersign.receipt.Manifest;
import dev.countersign.receipt.Reason;
import java.math.BigInteger;
import java.util.Map;
import java.util.Optional;

/** No more of a token leaves in one action than its cap; a cap of zero lets nothing leave. */
record ActionCap() implements Rule {
  @Override
  public Optional<Denial> judge(Proposal proposal) {
    for (Map.Entry<Address, BigInteger> out : proposal.gone().entrySet()) {
      BigInteger cap =
          proposal
              .policy()
              .limit(out.getKey())
              .map(Manifest.Limit::maxPerAction)
              .orElse(BigInteger.ZERO);
      if (out.getValue().compareTo(cap) > 0) {
        return Optional.of(
            new Denial(
                Reason.OVER_ACTION_CAP,
                proposal.shown(out.getKey(), out.getValue())
                    + " would leave; the limit of one action is "
                    + proposal.shown(out.getKey(), cap)));
      }
    }
    return Optional.empty();
  }
}
