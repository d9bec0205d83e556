package dev.countersign.tools.policy;

import dev.countersign.receipt.Address;
import dev.countersign.receipt.Reason;
import java.math.BigInteger;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * No more positions are opened than allowed, by what the account holds on chain: an account that
 * holds n of the policy's tokens has n - 1 open positions, since one of them is what it would be in
 * anyway. An action that does not raise their number is never refused, so that this rule never
 * blocks an exit.
 */
record PositionsLimited() implements Rule {
  @Override
  public Optional<Denial> judge(Proposal proposal) {
    int limit = proposal.policy().protections().maxOpen();
    if (limit == 0) {
      return Optional.empty();
    }
    Set<Address> before = new TreeSet<>();
    proposal
        .account()
        .balances()
        .forEach(
            (token, held) -> {
              if (held.signum() > 0) {
                before.add(token);
              }
            });
    Set<Address> after = new TreeSet<>(before);
    for (Map.Entry<Address, BigInteger> out : proposal.gone().entrySet()) {
      if (out.getValue().compareTo(proposal.account().balance(out.getKey())) >= 0) {
        after.remove(out.getKey());
      }
    }
    after.addAll(proposal.come().keySet());
    int open = Math.max(0, after.size() - 1);
    if (open <= limit || after.size() <= before.size()) {
      return Optional.empty();
    }
    return Optional.of(
        new Denial(Reason.MAX_OPEN, open + " positions would be open; " + limit + " are allowed"));
  }
}
