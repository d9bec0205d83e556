package dev.countersign.tools.policy;

import dev.countersign.receipt.Manifest;
import dev.countersign.receipt.Reason;
import java.util.Optional;

/**
 * Stop-loss, take-profit and drawdown are not enforced by this version, so an agent that asks for
 * one of them moves nothing: a protection that nobody applies is worse than none.
 */
record ExitsAbsent() implements Rule {
  @Override
  public Optional<Denial> judge(Proposal proposal) {
    Manifest.Protections protections = proposal.policy().protections();
    boolean asked =
        protections.stopLossBps() != 0
            || protections.takeProfitBps() != 0
            || protections.maxDrawdownBps() != 0;
    return asked
        ? Optional.of(new Denial(Reason.INTENT_NOT_PERMITTED, SENTENCE))
        : Optional.empty();
  }

  static final String SENTENCE =
      "stop-loss, take-profit and drawdown are not enforced by this version; leave them out";
}
