package dev.countersign.tools.policy;

import dev.countersign.receipt.Reason;
import java.util.Optional;

/** The gate is not paused. */
record GateOpen() implements Rule {
  @Override
  public Optional<Denial> judge(Proposal proposal) {
    return proposal.account().paused()
        ? Optional.of(new Denial(Reason.PAUSED, "the gate is paused"))
        : Optional.empty();
  }
}
